import { randomInt } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/db.ts';
import { StartError } from '../../platform/setting-error.ts';
import { hashPassword } from './passwords.ts';
import type { AuthTables } from './schema.ts';
import { endOtherSessions } from './sessions.ts';
import { prepareStore } from './store.ts';
import { accountByName } from './usernames.ts';

/** Letters and digits that nobody takes for each other when reading them out. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A password to read out once: 20 characters of 31, 99 bits. */
function readablePassword(): string {
  const group = () => Array.from({ length: 5 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

/**
 * Gives somebody a new random password and ends all their sessions; for the operator, on the host. A running server sees
 * the revocations in the store. Throws `StartError` when there is no such user.
 */
export async function resetPassword(
  database: Database<AuthTables>,
  clock: Clock,
  username: string,
): Promise<string> {
  await prepareStore(database);
  const account = await accountByName(database.query, username);
  if (!account) throw new StartError(`There is no user called ${username}.`);
  const password = readablePassword();
  const password_hash = await hashPassword(password);
  await database.transaction(async (tx) => {
    await tx.updateTable('accounts').set({ password_hash }).where('id', '=', account.id).execute();
    await endOtherSessions(tx, account.id, null, clock.now());
  });
  return password;
}
