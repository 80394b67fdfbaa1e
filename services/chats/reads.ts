import { sql } from 'kysely';
import type { Clock } from '../../platform/clock.ts';
import type { Changes } from './changes.ts';
import { appendMe, type NewMeEntry } from './me-log.ts';
import type { Tx } from './schema.ts';

export interface Read {
  user: string;
  room: string;
  seq: number;
}

/** Read positions that one transaction moves at most. */
const perWrite = 500;
/** Positions that wait to be told of; more are found as those of a replica that died. */
const pendingMax = 100_000;

/**
 * Moves read positions forward, never back, and tells the user's other devices. A position beyond the head counts as
 * the head; positions in rooms that the user is not in are passed over.
 */
export async function moveReads(changes: Changes, given: readonly Read[], now: number): Promise<void> {
  // In one order, so that two transactions never wait crosswise.
  const reads = given.toSorted((a, b) => compare(a.room, b.room) || compare(a.user, b.user));
  for (let i = 0; i < reads.length; i += perWrite) {
    await changes.run(async (tx, told) => {
      const entries: NewMeEntry[] = [];
      for (const read of reads.slice(i, i + perWrite)) entries.push(...(await moveRead(tx, read)));
      told.me.push(...(await appendMe(tx, now, entries)));
    });
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

async function moveRead(tx: Tx, { user, room, seq }: Read): Promise<NewMeEntry[]> {
  const found = await tx
    .selectFrom('memberships')
    .innerJoin('rooms', 'rooms.id', 'memberships.room')
    .select(['memberships.read_seq', 'rooms.head'])
    .where('memberships.room', '=', room)
    .where('memberships.user', '=', user)
    .executeTakeFirst();
  if (!found) return [];
  const to = Math.min(seq, found.head);
  if (to <= found.read_seq) return [];
  const newest = await tx
    .selectFrom('messages')
    .select('n')
    .where('room', '=', room)
    .where('seq', '<=', to)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const n = newest?.n ?? 0;
  const moved = await tx
    .updateTable('memberships')
    .set({ read_seq: to, read_n: n })
    .where('room', '=', room)
    .where('user', '=', user)
    .where('read_seq', '<', to)
    .returning(sql`1`.as('moved'))
    .executeTakeFirst();
  return moved ? [{ user, type: 'read', data: { room, seq: to, n } }] : [];
}

/**
 * Posting moves the poster's read position inside its own transaction; their other devices are told at most once a
 * second for each room. What could not be written is tried again; what a death loses here, `UntoldReads` finds.
 */
export class PosterReads {
  private pending = new Map<string, Extract<NewMeEntry, { type: 'read' }>>();
  private cancel: (() => void) | undefined;

  constructor(
    private readonly changes: Changes,
    private readonly clock: Clock,
    private readonly everyMs: number,
    private readonly onError: (error: unknown) => void,
  ) {}

  posted(user: string, room: string, seq: number, n: number): void {
    const place = `${user} ${room}`;
    const entry = this.pending.get(place);
    // A post that came again is older than what its sender posted since.
    if (entry ? entry.data.seq >= seq : this.pending.size >= pendingMax) return;
    this.pending.set(place, { user, type: 'read', data: { room, seq, n } });
  }

  start(): void {
    this.cancel = this.clock.every(this.everyMs, () => void this.write().catch(this.onError));
  }

  async stop(): Promise<void> {
    this.cancel?.();
    await this.write();
  }

  private async write(): Promise<void> {
    const entries = [...this.pending.values()];
    this.pending = new Map();
    while (entries.length > 0) {
      const some = entries.slice(0, perWrite);
      try {
        await this.changes.run(async (tx, told) => {
          told.me.push(...(await appendMe(tx, this.clock.now(), some)));
        });
      } catch (error) {
        for (const { user, data } of entries) this.posted(user, data.room, data.seq, data.n);
        throw error;
      }
      entries.splice(0, perWrite);
    }
  }
}
