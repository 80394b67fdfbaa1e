import { ApiError } from '../../contracts/errors.ts';
import type { Identity } from '../../platform/identity.ts';
import { publicAccount, type Entered } from './accounts.ts';
import type { Parts } from './parts.ts';
import type { AccountRow } from './schema.ts';
import { beginSession } from './sessions.ts';
import { usernameKey } from './username-rules.ts';
import { accountByName } from './usernames.ts';

/** One text for a wrong name and a wrong password: which of them was wrong is nobody's business. */
const wrong = () => new ApiError('wrong_credentials', 'Username or password is wrong.');

/** The account behind a name and password, as a guess that counts. Throws `wrong_credentials`, `rate_limited`. */
async function checkCredentials(
  { database, passwords, attempts }: Parts,
  given: { username: string; password: string },
  who: Identity,
): Promise<AccountRow> {
  const account = await accountByName(database.query, given.username);
  const guess = { target: usernameKey(given.username), address: who.address, account: account?.id };
  const right = await attempts.guessed(guess, async () =>
    (await passwords.matches(account?.password_hash, given.password)) ? true : null,
  );
  if (!account || !right) throw wrong();
  return account;
}

/** Signs in, with a new token each time. Throws `wrong_credentials`, `rate_limited`, `overloaded`. */
export async function signIn(
  parts: Parts,
  given: { username: string; password: string },
  who: Identity,
): Promise<Entered> {
  const { database, clock, attempts, revocations } = parts;
  const account = await checkCredentials(parts, given, who);
  const token = await database.transaction(async (tx) => {
    // The password may have been changed while this one was being checked: then this sign-in comes too late.
    const { numUpdatedRows } = await tx
      .updateTable('accounts')
      .set({ signed_in_at: clock.now() })
      .where('id', '=', account.id)
      .where('password_hash', '=', account.password_hash)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) throw wrong();
    await attempts.welcome(tx, account.id, who.address);
    return beginSession(tx, parts, account.id, who);
  });
  await revocations.announceDone();
  return { user: publicAccount(account), token };
}

/** The caller's account, if the password is theirs; a wrong one counts as a guess. Throws as `signIn` does. */
export async function confirmPassword(
  parts: Parts,
  account: string,
  password: string,
  who: Identity,
): Promise<AccountRow> {
  const row = await parts.database.query
    .selectFrom('accounts')
    .select('username')
    .where('id', '=', account)
    .executeTakeFirst();
  if (!row) throw new ApiError('not_signed_in', 'This account is gone.');
  return checkCredentials(parts, { username: row.username, password }, who).catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.code !== 'wrong_credentials') throw error;
    throw new ApiError('wrong_credentials', 'The password is wrong.');
  });
}
