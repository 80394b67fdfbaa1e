import { ApiError } from '../contracts/errors.ts';
import type { Clock } from './clock.ts';
import type { Rate } from './limits.ts';

/** How many keys are counted at once. A flood of new keys empties the count rather than the memory. */
const keysMax = 100_000;

/** Counts how often something happens per key, in fixed windows, in this process. */
export class RateCounter {
  private readonly counts = new Map<string, { from: number; count: number }>();

  constructor(
    private readonly rate: Rate,
    private readonly clock: Clock,
    private readonly what: string,
  ) {}

  /** Counts once for `key`. Throws `rate_limited` with the time until the window ends when that was too often. */
  take(key: string): void {
    if (this.rate.count === Number.POSITIVE_INFINITY) return;
    const now = this.clock.now();
    let window = this.counts.get(key);
    if (!window || now - window.from >= this.rate.windowMs) {
      if (this.counts.size >= keysMax) this.counts.clear();
      window = { from: now, count: 0 };
      this.counts.delete(key);
      this.counts.set(key, window);
    }
    if (window.count >= this.rate.count) {
      const retryAfterMs = window.from + this.rate.windowMs - now;
      const { count, windowMs } = this.rate;
      throw new ApiError('rate_limited', `At most ${count} ${this.what} in ${windowMs / 1000} s; try again later.`, { retryAfterMs });
    }
    window.count++;
  }
}
