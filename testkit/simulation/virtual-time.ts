import { drainMicrotasks } from 'bun:jsc';

interface Entry {
  /** Microseconds since the run began. */
  at: number;
  /** Of two tasks due at the same time the one set first runs first. */
  order: number;
  task: () => void;
}

/** Milliseconds since 1970 at which every run begins. */
export const beginning = 1_790_000_000_000;

/**
 * The time of one simulated run: nothing happens but what is due here, one thing after another, and between two of them
 * all that waits for nothing but its turn has run. Counted in microseconds, so that things of one millisecond have an
 * order too. To be used in a task of the event loop, not in a promise's: microtasks are drained by hand.
 */
export class VirtualTime {
  private us = 0;
  private order = 0;
  /** The next one last. */
  private readonly queue: Entry[] = [];

  /** Microseconds since the run began. */
  get elapsedUs(): number {
    return this.us;
  }

  /** Milliseconds since 1970, as the product sees them. */
  now(): number {
    return beginning + Math.floor(this.us / 1000);
  }

  /** Runs `task` in so many microseconds; the answer calls it off. */
  in(us: number, task: () => void): () => void {
    const entry = { at: this.us + Math.max(0, Math.round(us)), order: this.order++, task };
    let low = 0;
    let high = this.queue.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      // One that is due no later than what stands there goes behind it, nearer to the end.
      if ((this.queue[middle]?.at ?? 0) > entry.at) low = middle + 1;
      else high = middle;
    }
    this.queue.splice(low, 0, entry);
    return () => {
      const at = this.queue.indexOf(entry);
      if (at !== -1) this.queue.splice(at, 1);
    };
  }

  /** Runs everything that is due within so many microseconds, or until `stop` says so. */
  pass(us: number, stop: () => boolean = () => false): void {
    const until = this.us + us;
    drainMicrotasks();
    while (!stop()) {
      const next = this.queue.at(-1);
      if (!next || next.at > until) {
        this.us = until;
        return;
      }
      this.queue.pop();
      this.us = next.at;
      next.task();
      drainMicrotasks();
    }
  }

  /** Runs on until the promise is settled, and gives its value. Throws its error, or when it takes over a minute. */
  finish<T>(promise: Promise<T>): T {
    let outcome: { value: T } | { error: unknown } | undefined;
    promise.then(
      (value) => (outcome = { value }),
      (error: unknown) => (outcome = { error }),
    );
    this.pass(60_000_000, () => outcome !== undefined);
    if (!outcome) throw new Error('nothing came of it within a minute');
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }
}
