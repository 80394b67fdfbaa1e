import { ApiError } from '../contracts/errors.ts';

/**
 * Runs costly tasks a few at a time. Those that come while all places are taken wait in order; beyond the queue they
 * are refused with `overloaded`, so that a flood costs waiting time but never memory.
 */
export class Bounded {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  /** `taskMs` is about how long a task takes: what the retry time is reckoned from. */
  constructor(
    private readonly concurrency: number,
    private readonly queue: number,
    private readonly taskMs: number,
  ) {}

  /** Runs `task` when its turn comes. Throws `overloaded` at once when the queue is full. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.running < this.concurrency) this.running++;
    else await this.turn();
    try {
      return await task();
    } finally {
      // The place is handed on rather than freed: nobody who comes just now can slip in before those who wait.
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }

  private turn(): Promise<void> {
    if (this.waiting.length >= this.queue) {
      const retryAfterMs = Math.max(1000, Math.ceil((this.queue / this.concurrency) * this.taskMs));
      throw new ApiError('overloaded', 'Too much is going on here just now; try again soon.', {
        retryAfterMs,
      });
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
