import type { Clock } from '../../platform/clock.ts';
import type { Random } from '../random.ts';
import type { VirtualTime } from './virtual-time.ts';

/** A wait that nobody comes back from: what a dead process waits for. */
export function never<T>(): Promise<T> {
  return new Promise(() => undefined);
}

/** How late a task of `soon` may come, in microseconds: others get their turn before it. */
const soonUs = 200;

/**
 * A process that can die. What it holds of the world asks here first: once dead, its timers do not run, and nothing
 * that it waits for comes, so that its code never runs on.
 */
export class Mortal {
  private dead = false;
  private readonly endings = new Set<() => void>();

  constructor(
    readonly name: string,
    private readonly time: VirtualTime,
    private readonly random: Random,
  ) {}

  get alive(): boolean {
    return !this.dead;
  }

  /** Ends it at once, wherever it stands. */
  die(): void {
    if (this.dead) return;
    this.dead = true;
    for (const ending of this.endings) ending();
    this.endings.clear();
  }

  /** Hears of the death; the answer stops listening. */
  onDeath(ending: () => void): () => void {
    this.endings.add(ending);
    return () => this.endings.delete(ending);
  }

  /** Waits so many microseconds, for ever if it dies meanwhile. */
  sleep(us: number): Promise<void> {
    return new Promise((resolve) => this.in(us, resolve));
  }

  /** The time as this process has it. */
  readonly clock: Clock = {
    now: () => this.time.now(),
    after: (ms, task) => this.in(ms * 1000, task),
    every: (ms, task) => {
      let cancel = () => {};
      const again = () => {
        cancel = this.in(ms * 1000, () => {
          again();
          task();
        });
      };
      again();
      return () => cancel();
    },
    soon: (task) => void this.in(this.random.below(soonUs), task),
  };

  private in(us: number, task: () => void): () => void {
    return this.time.in(us, () => {
      if (!this.dead) task();
    });
  }
}
