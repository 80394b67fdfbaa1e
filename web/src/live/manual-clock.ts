import type { Clock } from './clock.ts';

interface Due {
  at: number;
  order: number;
  run: () => void;
}

/** Time for tests: stands still until it is told to pass. What is due at the same moment runs in the order set. */
export class ManualClock implements Clock {
  #now: number;
  #order = 0;
  readonly #due = new Set<Due>();

  constructor(start = 1_790_000_000_000) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const due = { at: this.#now + Math.max(0, ms), order: this.#order++, run };
    this.#due.add(due);
    return () => {
      this.#due.delete(due);
    };
  }

  /** Lets so many milliseconds pass, running what falls due on the way. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#due]
        .filter((due) => due.at <= end)
        .sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!next) break;
      this.#due.delete(next);
      this.#now = next.at;
      next.run();
    }
    this.#now = end;
  }

  /** How many calls are still to come. */
  get waiting(): number {
    return this.#due.size;
  }
}
