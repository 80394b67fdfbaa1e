import type { Account } from '../../contracts/auth.ts';
import { newId } from '../../platform/ids.ts';
import type { Identity } from '../../platform/identity.ts';
import type { Parts } from './parts.ts';
import type { AccountRow, Query } from './schema.ts';
import { beginSession } from './sessions.ts';
import { takeName } from './usernames.ts';

/** Somebody who just signed in: who, and the token for the cookie. */
export interface Entered {
  user: Account;
  token: string;
}

/** What of an account others may know. */
export function publicAccount({ id, username, role }: Pick<AccountRow, 'id' | 'username' | 'role'>): Account {
  return { id, username, role };
}

/** Makes an account and signs it in, in a transaction. Throws `username_taken`. */
export async function createAccount(
  tx: Query,
  parts: Parts,
  wanted: { username: string; passwordHash: string; role: 'owner' | 'member' },
  who: Identity,
): Promise<Entered> {
  const now = parts.clock.now();
  const { username, passwordHash, role } = wanted;
  const user = { id: newId(), username, role };
  await takeName(tx, username, user.id, now);
  await tx
    .insertInto('accounts')
    .values({ ...user, password_hash: passwordHash, created_at: now, signed_in_at: now })
    .execute();
  await parts.attempts.welcome(tx, user.id, who.address);
  return { user, token: await beginSession(tx, parts, user.id, who) };
}

/** Names of accounts; ids that nobody has are left out. */
export async function namesOf(query: Query, ids: string[]): Promise<{ id: string; username: string }[]> {
  if (ids.length === 0) return [];
  return query.selectFrom('accounts').select(['id', 'username']).where('id', 'in', ids).execute();
}
