import type { Actor } from '../../platform/routes.ts';
import { ApiError } from '../../contracts/errors.ts';
import { checkNewPassword } from './credentials.ts';
import type { Parts } from './parts.ts';
import { endOtherSessions } from './sessions.ts';
import { endLinks } from './sign-in-links.ts';
import { confirmPassword } from './sign-in.ts';

/**
 * Changes the caller's password and ends their other sessions and their sign-in links: whoever knew the old one is out.
 * Throws `wrong_credentials`, `invalid`, `rate_limited`, `overloaded`.
 */
export async function changePassword(
  parts: Parts,
  given: { password: string; newPassword: string },
  who: Actor,
): Promise<void> {
  const { database, clock, limits, passwords, revocations } = parts;
  const account = await confirmPassword(parts, who.user.id, given.password, who);
  checkNewPassword(given.newPassword, account.username, limits);
  const password_hash = await passwords.hash(given.newPassword);
  await database.transaction(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('accounts')
      .set({ password_hash })
      .where('id', '=', account.id)
      .where('password_hash', '=', account.password_hash)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) throw new ApiError('wrong_credentials', 'The password is wrong.');
    await endLinks(tx, account.id);
    await endOtherSessions(tx, account.id, who.session, clock.now());
  });
  await revocations.announceDone();
}
