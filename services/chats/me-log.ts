import type { MeEvent } from '../../contracts/chats.ts';
import { withValues } from '../../platform/db.ts';
import type { ChatsTables, Tx } from './schema.ts';
import type { Kysely } from 'kysely';

/** A device that missed more than this gets its rooms anew, which hold all that the entries would tell. */
const kept = 1000;
/** Rows in one statement. */
const perStatement = 500;

type Entry = {
  [T in MeEvent['type']]: { type: T; data: Extract<MeEvent, { type: T }>['data'] };
}[MeEvent['type']];
export type NewMeEntry = Entry & { user: string };

/** Entries of one user's own log, as frames. */
export interface MeBatch {
  user: string;
  /** The log's head after them. */
  head: number;
  frames: string[];
}

function frame(seq: number, type: string, data: string): string {
  return `{"t":"me","seq":${seq},"type":"${type}","data":${data}}`;
}

/** Locks a user's own log for the rest of the transaction, and with it which rooms they join. */
export async function lockMeLog(tx: Tx, user: string): Promise<void> {
  await tx
    .insertInto('me_heads')
    .values({ user, head: 0 })
    .onConflict((c) => c.column('user').doUpdateSet((eb) => ({ head: eb.ref('me_heads.head') })))
    .execute();
}

/** Numbers entries per user and stores them. Users are taken in one order, so that two transactions never wait crosswise. */
export async function appendMe(tx: Tx, at: number, entries: readonly NewMeEntry[]): Promise<MeBatch[]> {
  if (entries.length === 0) return [];
  const byUser = Map.groupBy(entries, (entry) => entry.user);
  const users = [...byUser.keys()].toSorted();
  const heads = await moveHeads(
    tx,
    users.map((user) => [user, byUser.get(user)?.length ?? 0] as const),
  );
  const rows: ChatsTables['me_log'][] = [];
  const batches: MeBatch[] = [];
  for (const user of users) {
    const own = byUser.get(user) ?? [];
    const head = heads.get(user) ?? own.length;
    const first = head - own.length + 1;
    const frames = own.map((entry, i) => {
      const data = JSON.stringify(entry.data);
      rows.push({ user, seq: first + i, type: entry.type, at, data });
      return frame(first + i, entry.type, data);
    });
    batches.push({ user, head, frames });
    if (Math.floor(head / kept) > Math.floor((first - 1) / kept)) {
      await tx
        .deleteFrom('me_log')
        .where('user', '=', user)
        .where('seq', '<=', head - kept)
        .execute();
    }
  }
  for (let i = 0; i < rows.length; i += perStatement)
    await tx
      .insertInto('me_log')
      .values(rows.slice(i, i + perStatement))
      .execute();
  return batches;
}

/** Moves heads on by so much, in the order given, and gives them as they are then. */
async function moveHeads(tx: Tx, by: readonly (readonly [string, number])[]): Promise<Map<string, number>> {
  const heads = new Map<string, number>();
  for (let i = 0; i < by.length; i += perStatement) {
    const { rows } = await tx.executeQuery(
      withValues<ChatsTables['me_heads'], ChatsTables>(
        tx,
        'insert into me_heads ("user", head)',
        ['text', 'bigint'],
        by.slice(i, i + perStatement),
        'on conflict ("user") do update set head = me_heads.head + excluded.head returning "user", head',
      ),
    );
    for (const { user, head } of rows) heads.set(user, head);
  }
  return heads;
}

/** Heads of users' own logs; those who have none yet are left out. */
export async function readMeHeads(query: Kysely<ChatsTables>, users: readonly string[]) {
  const heads: Record<string, number> = {};
  for (let i = 0; i < users.length; i += 1000) {
    const rows = await query
      .selectFrom('me_heads')
      .selectAll()
      .where('user', 'in', users.slice(i, i + 1000))
      .execute();
    for (const { user, head } of rows) heads[user] = head;
  }
  return { heads };
}

/** A user's entries after a position. `reset`: they are no longer all there, or the position was never given out. */
export async function readMe(
  query: Kysely<ChatsTables>,
  user: string,
  after: number | undefined,
): Promise<{ head: number; reset: boolean; events: string[] }> {
  const head =
    (await query.selectFrom('me_heads').select('head').where('user', '=', user).executeTakeFirst())?.head ??
    0;
  if (after === undefined || after === head) return { head, reset: false, events: [] };
  if (after > head || head - after > kept) return { head, reset: true, events: [] };
  const rows = await query
    .selectFrom('me_log')
    .selectAll()
    .where('user', '=', user)
    .where('seq', '>', after)
    .where('seq', '<=', head)
    .orderBy('seq')
    .execute();
  if (rows.length !== head - after) return { head, reset: true, events: [] };
  return { head, reset: false, events: rows.map((row) => frame(row.seq, row.type, row.data)) };
}
