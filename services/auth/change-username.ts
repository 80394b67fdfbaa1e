import type { Account } from '../../contracts/auth.ts';
import { subject } from '../../contracts/events.ts';
import type { RateCounter } from '../../platform/rates.ts';
import type { Actor } from '../../platform/routes.ts';
import { publicAccount } from './accounts.ts';
import { checkNewUsername } from './credentials.ts';
import type { Parts } from './parts.ts';
import { confirmPassword } from './sign-in.ts';
import { usernameKey } from './username-rules.ts';
import { assertFree, holdName, takeName } from './usernames.ts';

/**
 * Gives the caller another username. The old one stays reserved for a while: others still know them by it; its owner may
 * take it back. Throws `wrong_credentials`, `invalid`, `username_taken`, `rate_limited`, `overloaded`.
 */
export async function changeUsername(
  parts: Parts,
  given: { username: string; password: string },
  who: Actor,
  rate: RateCounter,
): Promise<Account> {
  const { database, bus, clock, limits } = parts;
  const username = checkNewUsername(given.username);
  const account = await confirmPassword(parts, who.user.id, given.password, who);
  if (username === account.username) return publicAccount(account);
  await assertFree(database.query, username, account.id, clock.now());
  rate.take(account.id);
  await database.transaction(async (tx) => {
    const now = clock.now();
    // The row is locked first, so that two changes at once cannot leave two names in use.
    const { username: old } = await tx
      .updateTable('accounts')
      .set((e) => ({ username: e.ref('username') }))
      .where('id', '=', account.id)
      .returning('username')
      .executeTakeFirstOrThrow();
    if (usernameKey(old) !== usernameKey(username)) {
      await takeName(tx, username, account.id, now);
      await holdName(tx, old, now + limits.usernameReservedMs);
    }
    await tx.updateTable('accounts').set({ username }).where('id', '=', account.id).execute();
  });
  bus.publish(subject.renamed, JSON.stringify({ user: account.id, username }));
  return { ...publicAccount(account), username };
}
