import type { Limits } from '../../platform/limits.ts';
import { commonPasswords } from './common-passwords.ts';
import { usernameKey } from './username-rules.ts';

/** Why a password is refused: the reason codes of the field `password`. */
export type PasswordProblem =
  | 'too_short'
  | 'too_long'
  | 'too_common'
  | 'contains_username'
  | 'bad_characters';

/** A password as it is hashed: keyboards differ in how they compose an é, and people do not see it. */
export function normalPassword(text: string): string {
  return text.normalize('NFC');
}

/** What is wrong with a password of somebody of this name, or null. Nothing is asked of its composition. */
export function passwordProblem(
  password: string,
  username: string,
  limits: Pick<Limits, 'passwordUnits' | 'passwordBytes'>,
): PasswordProblem | null {
  if (!password.isWellFormed()) return 'bad_characters';
  const normal = normalPassword(password);
  if (Array.from(normal).length < limits.passwordUnits) return 'too_short';
  if (Buffer.byteLength(normal) > limits.passwordBytes) return 'too_long';
  const folded = usernameKey(normal);
  if (commonPasswords.has(folded) || /^(.)\1+$/u.test(normal)) return 'too_common';
  const name = usernameKey(username);
  return name !== '' && folded.includes(name) ? 'contains_username' : null;
}
