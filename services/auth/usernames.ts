import { ApiError } from '../../contracts/errors.ts';
import type { AccountRow, Query } from './schema.ts';
import { usernameKey } from './username-rules.ts';

const taken = () =>
  new ApiError('username_taken', 'This username is taken. Choose another.', {
    fields: { username: 'taken' },
  });

/** The account that has this name now; names that were given up lead to nobody. */
export function accountByName(query: Query, username: string): Promise<AccountRow | undefined> {
  return query
    .selectFrom('names')
    .innerJoin('accounts', 'accounts.id', 'names.account')
    .selectAll('accounts')
    .where('names.key', '=', usernameKey(username))
    .where('names.held_until', 'is', null)
    .executeTakeFirst();
}

/** Throws `username_taken` when the name is in use, or held for somebody else: to know it before the costly hashing. */
export async function assertFree(
  query: Query,
  username: string,
  account: string | null,
  now: number,
): Promise<void> {
  const row = await query
    .selectFrom('names')
    .selectAll()
    .where('key', '=', usernameKey(username))
    .executeTakeFirst();
  if (row && row.account !== account && (row.held_until === null || row.held_until > now)) throw taken();
}

/**
 * Gives a name to an account: one that is free, held no more, or held for this very account. Atomic by the primary key:
 * of two who ask at once one gets it. Throws `username_taken`.
 */
export async function takeName(tx: Query, username: string, account: string, now: number): Promise<void> {
  const row = await tx
    .insertInto('names')
    .values({ key: usernameKey(username), account, held_until: null })
    .onConflict((c) =>
      c
        .column('key')
        .doUpdateSet({ account, held_until: null })
        .where((w) => w.or([w('names.account', '=', account), w('names.held_until', '<=', now)])),
    )
    .returning('key')
    .executeTakeFirst();
  if (!row) throw taken();
}

/** Keeps a name that was given up free of others until then (milliseconds since 1970). */
export async function holdName(tx: Query, username: string, heldUntil: number): Promise<void> {
  await tx
    .updateTable('names')
    .set({ held_until: heldUntil })
    .where('key', '=', usernameKey(username))
    .execute();
}

/** Forgets names that are held no more. */
export async function pruneNames(query: Query, now: number): Promise<void> {
  await query.deleteFrom('names').where('held_until', '<=', now).execute();
}
