import type { Kysely, Transaction } from 'kysely';
import type { DurableBus } from './bus.ts';
import type { Clock } from './clock.ts';
import { newId } from './ids.ts';
import type { Log } from './log.ts';

/** The table of a store that has durable events: what was committed and is not yet known to be on the bus. */
export interface OutboxTable {
  outbox: { id: string; subject: string; payload: string; at: number };
}

/** How many events are sent before the store is asked again. */
const batchMax = 100;
/** How often a relay looks for what another process left behind. */
const lookEveryMs = 5000;
/** Pause after a failure; each further one is twice as long. */
const pauseMs = 250;
const pauseMaxMs = 30_000;
/** Far below what any bus carries: what can never be sent would stand in the way for good. */
const payloadUnitsMax = 100_000;

/** Makes the table, in a migration of the store. */
export async function makeOutbox(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('outbox')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('subject', 'text', (c) => c.notNull())
    .addColumn('payload', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .execute();
}

/** Adds an event to the transaction that makes it true. `now`: milliseconds since 1970. */
export async function addToOutbox<Tables extends OutboxTable>(
  tx: Transaction<Tables>,
  subject: string,
  payload: string,
  now: number,
): Promise<void> {
  if (payload.length > payloadUnitsMax) throw new Error(`an event on ${subject} is too long to be sent`);
  const row = { id: newId(), subject, payload, at: now };
  await (tx as unknown as Transaction<OutboxTable>).insertInto('outbox').values(row).execute();
}

/**
 * Sends what stands in a store's outbox, oldest first, and deletes exactly the rows that the bus has confirmed. It never
 * remembers how far it came: rows are not committed in the order of their ids. Several replicas may relay the same rows;
 * an event that goes out twice has the same id both times.
 */
export class OutboxRelay {
  private readonly query: Kysely<OutboxTable>;
  private running: Promise<void> | null = null;
  private asked = false;
  private stopped = true;
  private failures = 0;
  private cancel: () => void = () => undefined;

  constructor(
    store: { readonly query: unknown },
    private readonly bus: Pick<DurableBus, 'publishDurably'>,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.query = store.query as Kysely<OutboxTable>;
  }

  /** Sends what is there, and from now on what comes. */
  start(): void {
    this.stopped = false;
    this.wake();
  }

  /** Something was committed: sends it without waiting for the timer. */
  wake(): void {
    this.asked = true;
    if (this.stopped || this.running) return;
    this.cancel();
    this.running = this.run().finally(() => {
      this.running = null;
      if (this.asked && this.failures === 0) this.wake();
    });
  }

  /** Finishes what is under way. What was not sent stays for the next start. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.cancel();
    await this.running;
  }

  private async run(): Promise<void> {
    let pause = lookEveryMs;
    try {
      do this.asked = false;
      while (((await this.sendBatch()) || this.asked) && !this.stopped);
      if (this.failures > 0) this.log.info('durable events are sent again');
      this.failures = 0;
    } catch (err) {
      // Said once, not at every try.
      if (this.failures === 0)
        this.log.warn({ err }, 'durable events cannot be sent just now; they are kept');
      pause = Math.min(pauseMs * 2 ** this.failures++, pauseMaxMs);
    }
    if (!this.stopped) this.cancel = this.clock.after(pause, () => this.wake());
  }

  /** Whether there may be more. Throws when something of it could not be sent. */
  private async sendBatch(): Promise<boolean> {
    const rows = await this.query.selectFrom('outbox').selectAll().orderBy('id').limit(batchMax).execute();
    const sent = await Promise.allSettled(
      rows.map(({ subject, id, payload }) => this.bus.publishDurably(subject, id, payload)),
    );
    const confirmed = rows.filter((_, i) => sent[i]?.status === 'fulfilled').map(({ id }) => id);
    if (confirmed.length > 0) await this.query.deleteFrom('outbox').where('id', 'in', confirmed).execute();
    const failed = sent.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
    return rows.length === batchMax;
  }
}
