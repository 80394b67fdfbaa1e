import type { DatabaseSync } from 'node:sqlite';
import { ApiError } from '../contracts/errors.ts';
import type { Clock } from './clock.ts';

/** Pauses between two tries, in ms: each further one is twice as long. */
const pauseMs = 20;
const pauseMaxMs = 1_000;
/** How long who asked waits for it. It is gone on with after that too. */
const waitMs = 5_000;

/**
 * Empties a store's write-ahead log into its file: old pages, and with them deleted text, stand in it until then.
 * Another process that is reading the store (a backup, say) is in the way; then it is tried again until it is done.
 */
export class Scrubber {
  private trying: Promise<void> | undefined;
  private asked = 0;
  private closed = false;

  constructor(
    private readonly raw: DatabaseSync,
    private readonly clock: Clock,
    /** Runs something while no transaction is open. */
    private readonly alone: (work: () => void) => Promise<void>,
  ) {}

  /** Resolves once nothing of before stands in the log. Throws `unavailable` when that takes long; it will still be. */
  async scrub(): Promise<void> {
    this.asked++;
    this.trying ??= this.tryOn();
    const late = Promise.withResolvers<never>();
    const cancel = this.clock.after(waitMs, () => late.reject(stillThere()));
    try {
      await Promise.race([this.trying, late.promise]);
    } finally {
      cancel();
    }
  }

  /** Tries no more. What stands in the log is emptied when the store is opened or closed. */
  close(): void {
    this.closed = true;
  }

  private async tryOn(): Promise<void> {
    let pause = pauseMs;
    try {
      for (let done = 0; done < this.asked && !this.closed;) {
        const asked = this.asked;
        let isEmpty = false;
        await this.alone(() => (isEmpty = emptyLog(this.raw)));
        if (isEmpty) done = asked;
        else await new Promise<void>((resolve) => void this.clock.after(pause, resolve));
        pause = Math.min(2 * pause, pauseMaxMs);
      }
    } finally {
      // In the same turn as the last look: who asks from now on is not answered by it.
      this.asked = 0;
      this.trying = undefined;
    }
  }
}

/** One try; false when somebody else is reading. Waits for nobody: this process would stand still. */
export function emptyLog(raw: DatabaseSync): boolean {
  const { timeout } = raw.prepare('pragma busy_timeout').get() as { timeout: number };
  raw.exec('pragma busy_timeout = 0');
  try {
    return raw.prepare('pragma wal_checkpoint(truncate)').get()?.['busy'] === 0;
  } finally {
    raw.exec(`pragma busy_timeout = ${timeout}`);
  }
}

function stillThere(): ApiError {
  const message = 'It is deleted, but not out of the files yet, since something is reading them; try again.';
  return new ApiError('unavailable', message, { retryAfterMs: 5000 });
}
