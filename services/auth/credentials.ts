import { ApiError } from '../../contracts/errors.ts';
import type { Limits } from '../../platform/limits.ts';
import { passwordProblem } from './password-rules.ts';
import { normalUsername, usernameProblem } from './username-rules.ts';

const usernameWords = {
  too_short: 'A username has at least 2 characters.',
  too_long: 'A username has at most 32 characters.',
  bad_characters: 'A username is made of letters, digits, and . _ -',
  mixed_scripts: 'A username uses the letters of one script only.',
  reserved: 'This username is reserved. Choose another.',
};
const passwordWords = (limits: Limits) => ({
  too_short: `A password has at least ${limits.passwordUnits} characters.`,
  too_long: `A password has at most ${limits.passwordBytes} bytes.`,
  too_common: 'This password is among the first that others would try. Choose another.',
  contains_username: 'A password must not contain the username.',
  bad_characters: 'This password has characters that are not valid text.',
});

/**
 * Checks a new account's name and password; gives the name as it will be shown. Throws `invalid` with a reason code for
 * each bad field, and never with what was typed.
 */
export function checkNewAccount(username: string, password: string, limits: Limits): string {
  const name = normalUsername(username);
  const inName = usernameProblem(name);
  const inPassword = passwordProblem(password, name, limits);
  if (!inName && !inPassword) return name;
  const words = [inName && usernameWords[inName], inPassword && passwordWords(limits)[inPassword]];
  throw new ApiError('invalid', words.filter(Boolean).join(' '), {
    fields: { ...(inName ? { username: inName } : {}), ...(inPassword ? { password: inPassword } : {}) },
  });
}

/** The same for a new name alone. */
export function checkNewUsername(username: string): string {
  const name = normalUsername(username);
  const problem = usernameProblem(name);
  if (!problem) return name;
  throw new ApiError('invalid', usernameWords[problem], { fields: { username: problem } });
}

/** The same for a new password alone. */
export function checkNewPassword(password: string, username: string, limits: Limits): void {
  const problem = passwordProblem(password, username, limits);
  if (problem)
    throw new ApiError('invalid', passwordWords(limits)[problem], { fields: { newPassword: problem } });
}
