import { createHmac, timingSafeEqual } from 'node:crypto';
import { ApiError } from '../../contracts/errors.ts';
import type { Database } from '../../platform/db.ts';
import type { Identity } from '../../platform/identity.ts';
import { newToken, tokenHash } from '../../platform/ids.ts';
import { createAccount, type Entered } from './accounts.ts';
import { checkNewAccount } from './credentials.ts';
import type { Parts } from './parts.ts';
import type { AuthTables } from './schema.ts';
import { instanceId } from './store.ts';
import { assertFree } from './usernames.ts';

const spent = () => new ApiError('claim_spent', 'This instance has its owner already. Sign in instead.');

/**
 * Makes the token of the one-time claim link; it takes the place of the one of an earlier start, and only its hash is
 * kept. Null when the instance has an owner. Replicas that start together make the same one out of the `seed` that they
 * share; without a seed it is random.
 */
export async function renewClaim(
  database: Database<AuthTables>,
  seed: Uint8Array | null,
): Promise<string | null> {
  const token =
    seed === null ? newToken() : createHmac('sha256', seed).update('claim link').digest('base64url');
  const row = await database.query
    .updateTable('instance')
    .set({ claim_hash: tokenHash(token) })
    .where('id', '=', instanceId)
    .where('owner', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row ? token : null;
}

function sameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * Makes the instance's owner: whoever holds the token, once. Of two at the same time one wins.
 * Throws `claim_spent`, `not_found` for a wrong token (counted as a guess), `invalid`, `username_taken`, `overloaded`.
 */
export async function claim(
  parts: Parts,
  wanted: { token: string; username: string; password: string },
  who: Identity,
): Promise<Entered> {
  const { database, clock, limits, passwords, linkGuesses, revocations } = parts;
  const given = tokenHash(wanted.token);
  const { owner, claim_hash } = await database.query
    .selectFrom('instance')
    .select(['owner', 'claim_hash'])
    .where('id', '=', instanceId)
    .executeTakeFirstOrThrow();
  if (owner !== null) throw spent();
  const right = await linkGuesses.guessed(who.address, async () =>
    sameHash(given, claim_hash ?? '') ? true : null,
  );
  if (!right) {
    throw new ApiError(
      'not_found',
      'This claim link does not work. Open the one that the newest start printed.',
    );
  }
  const username = checkNewAccount(wanted.username, wanted.password, limits);
  await assertFree(database.query, username, null, clock.now());
  const passwordHash = await passwords.hash(wanted.password);
  const entered = await database.transaction(async (tx) => {
    const made = await createAccount(tx, parts, { username, passwordHash, role: 'owner' }, who);
    const { numUpdatedRows } = await tx
      .updateTable('instance')
      .set({ owner: made.user.id, claim_hash: null })
      .where('id', '=', instanceId)
      .where('owner', 'is', null)
      .where('claim_hash', '=', given)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) throw spent();
    return made;
  });
  await revocations.announceDone();
  return entered;
}
