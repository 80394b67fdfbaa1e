import { ApiError } from '../../contracts/errors.ts';
import type { Identity } from '../../platform/identity.ts';
import { newId, newToken, tokenHash } from '../../platform/ids.ts';
import type { RateCounter } from '../../platform/rates.ts';
import type { Actor } from '../../platform/routes.ts';
import { publicAccount, type Entered } from './accounts.ts';
import type { Parts } from './parts.ts';
import type { Query } from './schema.ts';
import { beginSession, holdsSession } from './sessions.ts';

/** One answer for a link that never was, is used up, or ran out: which of them it is tells a stranger nothing. */
const gone = () => new ApiError('not_found', 'This sign-in link does not work any more. Make a new one.');

/**
 * Makes a link that signs another device of the caller in, once; only the hash of its token is kept. It takes the place
 * of the one that this session made before. Throws `rate_limited`.
 */
export async function createLink(
  { database, clock, limits, settings }: Parts,
  who: Actor,
  rate: RateCounter,
): Promise<{ id: string; token: string; expiresAt: number; addresses: string[] }> {
  rate.take(who.user.id);
  const [id, token] = [newId(), newToken()];
  const expiresAt = clock.now() + limits.signInLinkMs;
  const made = { id, token_hash: tokenHash(token), account: who.user.id, expires_at: expiresAt };
  await database.query
    .insertInto('sign_in_links')
    .values({ ...made, session: who.session })
    .onConflict((c) => c.column('session').doUpdateSet(made))
    .execute();
  return { id, token, expiresAt, addresses: settings.lanAddresses() };
}

/** The account behind a link that still works; looking counts as a guess only when it fails. Throws `rate_limited`. */
async function accountOf(parts: Parts, token: string, who: Identity) {
  const { database, clock, limits, linkGuesses } = parts;
  const account = await linkGuesses.guessed(who.address, async () => {
    const row = await database.query
      .selectFrom('sign_in_links')
      .innerJoin('accounts', 'accounts.id', 'sign_in_links.account')
      .select(['sign_in_links.session', 'sign_in_links.expires_at'])
      .select(['accounts.id', 'accounts.username', 'accounts.role'])
      .where('sign_in_links.token_hash', '=', tokenHash(token))
      .executeTakeFirst();
    if (!row || row.expires_at <= clock.now()) return null;
    return (await holdsSession(database.query, { clock, limits }, row.id, row.session)) ? row : null;
  });
  if (!account) throw gone();
  return account;
}

/** Whom a link would sign in. Uses nothing up. Throws `not_found`, `rate_limited`. */
export async function previewLink(
  parts: Parts,
  token: string,
  who: Identity,
): Promise<{ user: { username: string } }> {
  const { username } = await accountOf(parts, token, who);
  return { user: { username } };
}

/** Signs in by a link, which is used up with that: of two at once one wins. Throws `not_found`, `rate_limited`. */
export async function acceptLink(parts: Parts, token: string, who: Identity): Promise<Entered> {
  const { database, clock, attempts, revocations } = parts;
  const account = await accountOf(parts, token, who);
  const session = await database.transaction(async (tx) => {
    const now = clock.now();
    // The account's row first, as a change of the password takes it: whichever comes second sees what the other did.
    await tx.updateTable('accounts').set({ signed_in_at: now }).where('id', '=', account.id).execute();
    const used = await tx
      .deleteFrom('sign_in_links')
      .where('token_hash', '=', tokenHash(token))
      .where('expires_at', '>', now)
      .returning(['id', 'session'])
      .executeTakeFirst();
    if (!used || !(await holdsSession(tx, parts, account.id, used.session))) throw gone();
    await attempts.welcome(tx, account.id, who.address);
    return beginSession(tx, parts, account.id, who, used.id);
  });
  await revocations.announceDone();
  return { user: publicAccount(account), token: session };
}

/** Ends all of an account's links that nobody has used yet. */
export async function endLinks(tx: Query, account: string): Promise<void> {
  await tx.deleteFrom('sign_in_links').where('account', '=', account).execute();
}

/** Forgets links that ran out. */
export async function pruneLinks({ database, clock }: Parts): Promise<void> {
  await database.query.deleteFrom('sign_in_links').where('expires_at', '<=', clock.now()).execute();
}
