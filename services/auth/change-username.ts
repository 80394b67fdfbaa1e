import type { Account } from '../../contracts/auth.ts';
import { subject, type Renamed } from '../../contracts/events.ts';
import { addToOutbox } from '../../platform/outbox.ts';
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
  const { database, bus, relay, clock, limits } = parts;
  const username = checkNewUsername(given.username);
  const account = await confirmPassword(parts, who.user.id, given.password, who);
  if (username === account.username) return publicAccount(account);
  await assertFree(database.query, username, account.id, clock.now());
  rate.take(account.id);
  const news = await database.transaction(async (tx) => {
    const now = clock.now();
    // The row is locked first, so that two changes at once cannot leave two names in use.
    const { username: old, name_version } = await tx
      .updateTable('accounts')
      .set((e) => ({ username: e.ref('username') }))
      .where('id', '=', account.id)
      .returning(['username', 'name_version'])
      .executeTakeFirstOrThrow();
    if (usernameKey(old) !== usernameKey(username)) {
      await takeName(tx, username, account.id, now);
      await holdName(tx, old, now + limits.usernameReservedMs);
    }
    // By the time too: a store that was restored would count from a number that others have seen already.
    const version = Math.max(name_version + 1, now);
    await tx
      .updateTable('accounts')
      .set({ username, name_version: version })
      .where('id', '=', account.id)
      .execute();
    const renamed: Renamed = { user: account.id, username, version };
    const text = JSON.stringify(renamed);
    await addToOutbox(tx, subject.renamed, text, now);
    return text;
  });
  relay.wake();
  // Besides, for those who only keep names for a moment.
  bus.publish(subject.renamed, news);
  return { ...publicAccount(account), username };
}
