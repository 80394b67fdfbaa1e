/** How many are remembered: what fits into the conversations in memory. */
const most = 2_000;

/** How long each message took from Enter to the server's word that it is stored; of those that this page sent. */
export class SentTimes {
  readonly #stopwatch: (() => number) | undefined;
  /** Since when those on their way are, oldest first. */
  readonly #begun = new Map<string, number>();
  readonly #took = new Map<string, number>();

  /** Without a stopwatch nothing is measured. */
  constructor(stopwatch: (() => number) | undefined) {
    this.#stopwatch = stopwatch;
  }

  /** Enter was pressed. To be told the key as soon as there is one. */
  begin(): (key: string) => void {
    const at = this.#stopwatch?.();
    return (key) => {
      if (at !== undefined) remember(this.#begun, key, at);
    };
  }

  /** The server has stored it. */
  acked(key: string): void {
    const at = this.#begun.get(key);
    if (at === undefined || !this.#stopwatch) return;
    this.#begun.delete(key);
    remember(this.#took, key, this.#stopwatch() - at);
  }

  /** Milliseconds; undefined for what another page sent, or this one before a reload. */
  of(key: string): number | undefined {
    return this.#took.get(key);
  }
}

function remember(times: Map<string, number>, key: string, ms: number): void {
  times.set(key, ms);
  for (const oldest of times.keys()) {
    if (times.size <= most) break;
    times.delete(oldest);
  }
}
