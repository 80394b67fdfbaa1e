import type { Clock } from '../../platform/clock.ts';
import type { Changes } from './changes.ts';
import { appendMe, type NewMeEntry } from './me-log.ts';
import type { ChatsTables } from './schema.ts';
import type { Kysely } from 'kysely';

/** How often it is looked: whoever is without a bus asks every second. */
const everyMs = 1000;
/**
 * How long after a post it is looked for. A replica that died is missed after seconds; minutes more are for clocks that
 * differ, and for a time without any replica.
 */
const lookBackMs = 10 * 60_000;
/** Users in one statement. */
const perQuery = 1000;
/** Entries of one transaction. */
const perWrite = 500;
/** Users that wait to be looked after; more are asked for again, as whoever missed a replica does. */
const waitingMax = 100_000;

type Query = Kysely<ChatsTables>;
type ReadEntry = Extract<NewMeEntry, { type: 'read' }>;

/**
 * Tells of read positions that a replica stored with its posts, but did not live to tell of. Whoever misses a replica asks
 * for the heads of the logs of all whom they serve; for those users it is looked whether their log has what their last
 * posts moved. So posting costs nothing more, and a death only this.
 */
export class UntoldReads {
  private readonly waiting = new Set<string>();
  private looking: Promise<void> | undefined;
  private cancel: (() => void) | undefined;

  constructor(
    private readonly changes: Changes,
    private readonly clock: Clock,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Somebody may have missed what was told to these users. */
  missed(users: readonly string[]): void {
    for (const user of users) if (this.waiting.size < waitingMax) this.waiting.add(user);
  }

  start(): void {
    this.cancel = this.clock.every(everyMs, () => {
      if (this.waiting.size === 0 || this.looking) return;
      this.looking = this.look()
        .catch(this.onError)
        .finally(() => (this.looking = undefined));
    });
  }

  async stop(): Promise<void> {
    this.cancel?.();
    await this.looking;
  }

  private async look(): Promise<void> {
    const since = this.clock.now() - lookBackMs;
    while (this.waiting.size > 0) {
      const users = [...this.waiting.keys().take(perQuery)];
      const untold = await untoldOf(this.changes.database.query, users, since);
      for (let j = 0; j < untold.length; j += perWrite) {
        await this.changes.run(async (tx, told) => {
          told.me.push(...(await appendMe(tx, this.clock.now(), untold.slice(j, j + perWrite))));
        });
      }
      for (const user of users) this.waiting.delete(user);
    }
  }
}

/** Read positions, of those who posted since then, beyond what their own logs say. */
async function untoldOf(query: Query, users: readonly string[], since: number): Promise<ReadEntry[]> {
  const posted = await query
    .selectFrom('memberships')
    .select(['room', 'user', 'read_seq', 'read_n'])
    .where('user', 'in', users)
    .where('posted_at', '>', since)
    .execute();
  if (posted.length === 0) return [];
  const told = await toldTo(query, [...new Set(posted.map(({ user }) => user))], since);
  return posted
    .filter(({ room, user, read_seq }) => (told.get(`${user} ${room}`) ?? 0) < read_seq)
    .map(({ room, user, read_seq, read_n }) => ({
      user,
      type: 'read',
      data: { room, seq: read_seq, n: read_n },
    }));
}

/** By user and room, the furthest read position that their log tells since then. */
async function toldTo(query: Query, users: readonly string[], since: number): Promise<Map<string, number>> {
  const entries = await query
    .selectFrom('me_log')
    .select(['user', 'data'])
    .where('user', 'in', users)
    .where('type', '=', 'read')
    .where('at', '>', since)
    .execute();
  const told = new Map<string, number>();
  for (const { user, data } of entries) {
    const { room, seq } = JSON.parse(data) as ReadEntry['data'];
    const place = `${user} ${room}`;
    told.set(place, Math.max(seq, told.get(place) ?? 0));
  }
  return told;
}
