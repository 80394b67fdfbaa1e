import { subject } from '../../contracts/events.ts';
import type { Bus } from '../../platform/bus.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/db.ts';
import type { Limits } from '../../platform/limits.ts';
import type { AuthTables, Query } from './schema.ts';
import { instanceId } from './store.ts';

export interface Revoked {
  seq: number;
  user: string;
  session: string | null;
}

/**
 * Writes down that sessions ended early, in the transaction that ends them. The head's row is locked until the commit,
 * so numbers are committed in their order and whoever reads "after n" misses none.
 */
export async function revoke(
  tx: Query,
  account: string,
  sessions: readonly string[],
  now: number,
): Promise<void> {
  if (sessions.length === 0) return;
  const { revocation_head } = await tx
    .updateTable('instance')
    .set((e) => ({ revocation_head: e('revocation_head', '+', sessions.length) }))
    .where('id', '=', instanceId)
    .returning('revocation_head')
    .executeTakeFirstOrThrow();
  const first = revocation_head - sessions.length + 1;
  const rows = sessions.map((session, i) => ({ seq: first + i, account, session, at: now }));
  await tx.insertInto('revocations').values(rows).execute();
}

/** The log of sessions that ended early: for those who ask, and on the bus for those who listen. */
export class Revocations {
  private announced = 0;
  private announcing: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database<AuthTables>,
    private readonly bus: Bus,
    private readonly clock: Clock,
    private readonly limits: Limits,
  ) {}

  /** From here on `announce` tells what is new. */
  async start(): Promise<void> {
    this.announced = await this.head();
  }

  /**
   * Puts on the bus what was not there yet, in order. Called now and then: the command that resets a password on the host
   * writes to the same store from a process of its own.
   */
  announce(): Promise<void> {
    const next = this.announcing.then(() => this.announceNew());
    this.announcing = next.catch(() => undefined);
    return next;
  }

  /**
   * The same for a revocation that was just committed. Never throws: what was done with it is done, such as an account
   * that was made, and its caller must not hear that it failed. The next `announce` makes up for it.
   */
  async announceDone(): Promise<void> {
    await this.announce().catch(() => undefined);
  }

  /** What was revoked after a position, a page at most; `head` is where to go on from. Without one only the newest. */
  async after(position: number | undefined): Promise<{ head: number; revoked: Revoked[] }> {
    const head = await this.head();
    if (position === undefined) return { head, revoked: [] };
    const rows = await this.database.query
      .selectFrom('revocations')
      .select(['seq', 'account', 'session'])
      .where('seq', '>', position)
      .orderBy('seq')
      .limit(this.limits.pageMax)
      .execute();
    const revoked = rows.map(({ seq, account, session }) => ({ seq, user: account, session }));
    const last = revoked.at(-1)?.seq ?? position;
    return { head: revoked.length === this.limits.pageMax ? last : Math.max(head, last), revoked };
  }

  /** Forgets what everyone has read long ago. */
  async prune(): Promise<void> {
    const oldest = this.clock.now() - this.limits.revocationsKeptMs;
    await this.database.query.deleteFrom('revocations').where('at', '<=', oldest).execute();
  }

  private async announceNew(): Promise<void> {
    for (;;) {
      const { revoked } = await this.after(this.announced);
      for (const one of revoked) {
        this.bus.publish(subject.revoked, JSON.stringify(one));
        this.announced = one.seq;
      }
      if (revoked.length < this.limits.pageMax) return;
    }
  }

  private async head(): Promise<number> {
    const row = await this.database.query
      .selectFrom('instance')
      .select('revocation_head')
      .where('id', '=', instanceId)
      .executeTakeFirstOrThrow();
    return row.revocation_head;
  }
}
