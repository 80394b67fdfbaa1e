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

/** That a user's read position moved. */
type ReadEntry = Extract<NewMeEntry, { type: 'read' }>;

/** Read positions that one transaction moves at most. */
const perWrite = 500;

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
 * second for each room. What a crash loses here, devices learn from the list of rooms when they connect again.
 */
export class PosterReads {
  private pending = new Map<string, ReadEntry>();
  private cancel: (() => void) | undefined;

  constructor(
    private readonly changes: Changes,
    private readonly clock: Clock,
    private readonly everyMs: number,
    private readonly onError: (error: unknown) => void,
  ) {}

  posted(user: string, room: string, seq: number, n: number): void {
    this.keep({ user, type: 'read', data: { room, seq, n } });
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
    for (let i = 0; i < entries.length; i += perWrite) {
      try {
        await this.changes.run(async (tx, told) => {
          told.me.push(...(await appendMe(tx, this.clock.now(), entries.slice(i, i + perWrite))));
        });
      } catch (error) {
        // The next round tells of them: that a device hears of a position twice does no harm.
        for (const entry of entries.slice(i)) this.keep(entry);
        throw error;
      }
    }
  }

  private keep(entry: ReadEntry): void {
    const place = `${entry.user} ${entry.data.room}`;
    const known = this.pending.get(place);
    // A post that came again is older than what its sender posted since.
    if (known && known.data.seq >= entry.data.seq) return;
    this.pending.set(place, entry);
  }
}
