import { ManualClock } from './clock.ts';

/** Time that can also leap, as on a machine that slept: what would have run meanwhile every second runs once. */
export class SkippingClock extends ManualClock {
  private skipped = 0;

  override now(): number {
    return super.now() + this.skipped;
  }

  /** Moves time on by `ms` without running any timer. */
  skip(ms: number): void {
    this.skipped += ms;
  }
}
