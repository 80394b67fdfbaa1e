import { sql } from 'kysely';
import type { RoomEvent } from '../../contracts/chats.ts';
import { rowLock, withValues } from '../../platform/db.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { Changes, Told } from './changes.ts';
import { endInvites } from './gone-invites.ts';
import { appendMe } from './me-log.ts';
import type { ChatsTables, Tx } from './schema.ts';

/** Rows that one step takes away: its transaction takes some ten milliseconds, and others get their turn after it. */
const perStep = 500;
/** How long who deleted a room waits for the last of it; the room itself is gone at once. */
const waitMs = 5_000;
/** How often is looked for what a replica that died left behind. */
const lookEveryMs = 60_000;
/** A step or a look that failed is tried again after so long: members have yet to hear that the room is gone. */
const againMs = 1_000;

/** Marks a locked room as deleted: from the commit on it is gone for everybody. `Erasures` takes the rest away. */
export async function markDeleted(tx: Tx, room: string, now: number): Promise<void> {
  await tx.deleteFrom('rooms').where('id', '=', room).execute();
  await endInvites(tx, room, now);
  await tx.insertInto('erasures').values({ room, at: now }).execute();
}

export interface ErasuresDeps {
  changes: Changes;
  clock: Clock;
  log: Log;
}

/**
 * Takes deleted rooms out of the store, step by step, each a transaction of its own: a room may hold millions of rows,
 * and neither the database's limits nor other people's posts should feel it. What a crash interrupts goes on at the next
 * start, or at another replica.
 */
export class Erasures {
  private readonly running = new Map<string, Promise<void>>();
  private cancel = () => {};
  private cancelAgain: (() => void) | undefined;
  private stopped = false;

  constructor(private readonly deps: ErasuresDeps) {}

  start(): void {
    this.cancel = this.deps.clock.every(lookEveryMs, () => void this.look());
    void this.look();
  }

  /** Finishes the step in hand; the rest waits for the next start. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.cancel();
    this.cancelAgain?.();
    await Promise.allSettled(this.running.values());
  }

  /** Takes away what is left of a room; resolves when it is gone, or goes on after some seconds. */
  async erase(room: string): Promise<void> {
    const late = Promise.withResolvers<void>();
    const cancel = this.deps.clock.after(waitMs, () => late.resolve());
    await Promise.race([this.run(room), late.promise]);
    cancel();
  }

  /** Looks for what is to be erased: whether a deletion took place, its failure did not tell. */
  async look(): Promise<void> {
    try {
      const rows = await this.deps.changes.database.query.selectFrom('erasures').select('room').execute();
      for (const { room } of rows) void this.run(room);
    } catch (err) {
      this.deps.log.warn({ err }, 'rooms that are still to be erased could not be read');
      this.lookAgain();
    }
  }

  /** Never rejects: what fails is tried again soon. */
  private run(room: string): Promise<void> {
    const there = this.running.get(room);
    if (there) return there;
    const running = this.steps(room)
      .catch((err: unknown) => {
        this.deps.log.warn({ err, room }, 'a deleted room could not be erased yet');
        this.lookAgain();
      })
      .finally(() => this.running.delete(room));
    this.running.set(room, running);
    return running;
  }

  private lookAgain(): void {
    if (this.stopped) return;
    this.cancelAgain ??= this.deps.clock.after(againMs, () => {
      this.cancelAgain = undefined;
      void this.look();
    });
  }

  private async steps(room: string): Promise<void> {
    const { changes, clock } = this.deps;
    while (!this.stopped) {
      const more = await changes.run(async (tx, told) => {
        // Several replicas may be at it: each step belongs to one.
        const marked = await tx
          .selectFrom('erasures')
          .select('room')
          .where('room', '=', room)
          .modifyEnd(rowLock(tx))
          .executeTakeFirst();
        return marked !== undefined && step(tx, told, room, clock.now());
      });
      if (!more) return;
      // SQLite answers at once: without this nothing else would get its turn.
      await new Promise<void>((resolve) => clock.soon(resolve));
    }
  }
}

/** One step; false after the last. */
async function step(tx: Tx, told: Told, room: string, now: number): Promise<boolean> {
  if (await tellMembers(tx, told, room, now)) return true;
  if (await eraseEvents(tx, room)) return true;
  for (const { table, columns } of rest) {
    const key = sql.join(columns.map((column) => sql.ref(column)));
    const { numAffectedRows = 0n } = await sql`
      delete from ${sql.table(table)} where (${key}) in
        (select ${key} from ${sql.table(table)} where room = ${room} limit ${perStep})`.execute(tx);
    if (numAffectedRows > 0n) return true;
  }
  await tx.deleteFrom('erasures').where('room', '=', room).execute();
  told.erased = ['events', 'messages', 'rooms', 'me_log'];
  return false;
}

/** What else a room has, with the primary key of each table. */
const rest: { table: keyof ChatsTables; columns: string[] }[] = [
  { table: 'messages', columns: ['room', 'seq'] },
  { table: 'keys', columns: ['room', 'by', 'key'] },
  { table: 'mentions', columns: ['room', 'user', 'seq'] },
  { table: 'removals', columns: ['room', 'user'] },
];

/** Takes members out and tells them; false when there are none. */
async function tellMembers(tx: Tx, told: Told, room: string, now: number): Promise<boolean> {
  const members = await tx
    .selectFrom('memberships')
    .select('user')
    .where('room', '=', room)
    .orderBy('user')
    .limit(perStep)
    .execute();
  if (members.length === 0) return false;
  const users = members.map(({ user }) => user);
  const entries = users.map((user) => ({
    user,
    type: 'room.left' as const,
    data: { room, reason: 'room_deleted' as const },
  }));
  told.me.push(...(await appendMe(tx, now, entries)));
  await tx.deleteFrom('memberships').where('room', '=', room).where('user', 'in', users).execute();
  return true;
}

/** Takes away a stretch of the log, and the room's name out of the own logs of those who joined in it. */
async function eraseEvents(tx: Tx, room: string): Promise<boolean> {
  const events = await tx
    .selectFrom('events')
    .select(['seq', 'type', 'by', 'data'])
    .where('room', '=', room)
    .orderBy('seq')
    .limit(perStep)
    .execute();
  const last = events.at(-1);
  if (!last) return false;
  const joined = events.flatMap(({ type, by, data }) => {
    if (type === 'room.created') return [by];
    if (type !== 'member.joined') return [];
    return [(JSON.parse(data) as Extract<RoomEvent, { type: 'member.joined' }>['data']).user];
  });
  await forgetName(tx, room, [...new Set(joined)]);
  await tx.deleteFrom('events').where('room', '=', room).where('seq', '<=', last.seq).execute();
  return true;
}

async function forgetName(tx: Tx, room: string, users: readonly string[]): Promise<void> {
  if (users.length === 0) return;
  const rows = await tx
    .selectFrom('me_log')
    .select(['user', 'seq', 'data'])
    .where('user', 'in', users)
    .where('type', '=', 'room.joined')
    .where('data', 'like', `%"id":"${room}"%`)
    .execute();
  if (rows.length === 0) return;
  const nameless = rows.map(({ user, seq, data }) => {
    const entry = JSON.parse(data) as { room: { name: string } };
    return [user, seq, JSON.stringify({ ...entry, room: { ...entry.room, name: erasedName } })] as const;
  });
  await tx.executeQuery(
    withValues(
      tx,
      'update me_log set data = v.column3 from (',
      ['text', 'bigint', 'text'],
      nameless,
      ') as v where me_log."user" = v.column1 and me_log.seq = v.column2',
    ),
  );
}

/** What stands for the name in the entry of who joined: readers of their own log learn of the deletion right after. */
const erasedName = '…';
