import { ApiError } from '../contracts/errors.ts';
import { isWithin, type Clock } from './clock.ts';
import type { Rate } from './limits.ts';

/** How many keys are counted at once: a flood of new ones must not fill the memory. */
const keysMax = 100_000;

/** Counts how often something happens per key, in fixed windows, in this process. */
export class RateCounter {
  /** In the order in which their windows began. */
  private readonly counts = new Map<string, { from: number; count: number }>();

  constructor(
    private readonly rate: Rate,
    private readonly clock: Clock,
    private readonly what: string,
    private readonly keys = keysMax,
  ) {}

  /** Counts once for `key`. Throws `rate_limited` with the time until the window ends when that was too often. */
  take(key: string): void {
    this.check(key);
    this.count(key);
  }

  /** Counts once for `key`, whatever it comes to: `check` tells later. */
  count(key: string): void {
    if (this.rate.count === Number.POSITIVE_INFINITY) return;
    const window = this.current(key);
    if (window) {
      window.count++;
      return;
    }
    // Anew, so that it comes last.
    this.counts.delete(key);
    this.forget();
    this.counts.set(key, { from: this.clock.now(), count: 1 });
  }

  /** Throws as `take` would, and counts nothing: for what is counted only once it turned out to be a failure. */
  check(key: string): void {
    const window = this.current(key);
    if (!window || window.count < this.rate.count) return;
    const { count, windowMs } = this.rate;
    const retryAfterMs = window.from + windowMs - this.clock.now();
    throw new ApiError(
      'rate_limited',
      `At most ${count} ${this.what} in ${windowMs / 1000} s; try again later.`,
      {
        retryAfterMs,
      },
    );
  }

  /** Forgets what counts no more, and while there are too many the oldest: all others stay as limited as they are. */
  private forget(): void {
    for (const key of this.counts.keys()) {
      if (this.counts.size < this.keys && this.current(key)) return;
      this.counts.delete(key);
    }
  }

  private current(key: string) {
    const window = this.counts.get(key);
    return window && isWithin(this.rate.windowMs, window.from, this.clock.now()) ? window : undefined;
  }
}
