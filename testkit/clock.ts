import type { Clock } from '../platform/clock.ts';

interface Timer {
  at: number;
  /** Of two timers due at the same time the one set first runs first. */
  order: number;
  everyMs: number | null;
  task: () => void;
}

/** Time that stands still until a test moves it. */
export class ManualClock implements Clock {
  private readonly timers = new Set<Timer>();
  private order = 0;

  /** `time`: milliseconds since 1970 to begin with. */
  constructor(private time = 1_790_000_000_000) {}

  now(): number {
    return this.time;
  }

  after(ms: number, task: () => void): () => void {
    return this.add(ms, null, task);
  }

  every(ms: number, task: () => void): () => void {
    return this.add(ms, ms, task);
  }

  soon(task: () => void): void {
    setImmediate(task);
  }

  /** Moves time on by `ms`, running each timer at its own moment and what it started as far as that goes. */
  async advance(ms: number): Promise<void> {
    const until = this.time + ms;
    for (let next = this.due(until); next; next = this.due(until)) {
      this.time = Math.max(this.time, next.at);
      if (next.everyMs === null) this.timers.delete(next);
      else next.at += next.everyMs;
      next.task();
      await settle();
    }
    this.time = until;
    await settle();
  }

  private add(ms: number, everyMs: number | null, task: () => void): () => void {
    const timer: Timer = { at: this.time + ms, order: this.order++, everyMs, task };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  private due(until: number): Timer | undefined {
    const due = [...this.timers].filter((timer) => timer.at <= until);
    return due.sort((a, b) => a.at - b.at || a.order - b.order)[0];
  }
}

/** Lets everything run that waits for nothing but its turn. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
