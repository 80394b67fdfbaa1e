import type { Random } from '../random.ts';

/** What can go wrong, and how often at most: cases in 100,000. */
const most = {
  'bus: lost': 30_000,
  'bus: doubled': 20_000,
  'bus: late': 30_000,
  'bus: sign-out lost': 100_000,
  'bus: durable refused': 30_000,
  'bus: durable answer lost': 20_000,
  'bus: durable told twice': 20_000,
  'call: slow': 10_000,
  'call: lost': 4_000,
  'call: answer lost': 4_000,
  'call: failed': 4_000,
  'call: sent elsewhere': 50_000,
  'live: wrong owner': 50_000,
  'auth: stands still': 30_000,
  'auth: died': 100_000,
  'disk: slow': 5_000,
  'disk: commit failed': 4_000,
  'disk: answer to a commit lost': 4_000,
  'chats: died before a statement': 200,
  'chats: died before a commit': 1_500,
  'chats: died after a commit': 1_500,
  'chats: died': 100_000,
  'live: died': 100_000,
  'socket: cut': 100_000,
  'socket: half open': 100_000,
  'socket: stalled': 100_000,
  'store: restored': 100_000,
  'store: put back under live': 100_000,
} as const;

export type Fault = keyof typeof most;
const names = Object.keys(most) as Fault[];

/** Decides what goes wrong. Each run has only some kinds of faults, so that others do not hide behind them. */
export class Faults {
  /** How often each has happened. */
  readonly counts = new Map<Fault, number>();
  private readonly levels = new Map<Fault, number>();
  private calm = true;

  constructor(
    private readonly random: Random,
    /** Hears of each fault. */
    private readonly onFault: (fault: Fault) => void,
  ) {
    for (const name of names) {
      const level = random.chance(50) ? 0 : random.below(100) + 1;
      this.levels.set(name, (most[name] * level) / 100);
    }
  }

  /** From now on things go wrong, or do not. */
  rage(on: boolean): void {
    this.calm = !on;
  }

  /** Whether it goes wrong this time. */
  happens(fault: Fault): boolean {
    if (this.calm || this.random.below(100_000) >= (this.levels.get(fault) ?? 0)) return false;
    this.counts.set(fault, (this.counts.get(fault) ?? 0) + 1);
    this.onFault(fault);
    return true;
  }
}
