import { addressPrefix } from '../../platform/client-address.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Limits } from '../../platform/limits.ts';
import { RateCounter } from '../../platform/rates.ts';

/**
 * Counts wrong tokens of sign-in and claim links by the address prefix that they come from, and by nothing else: what all
 * links share, anybody could use up for everybody. A token of 256 bits is not found from many addresses either.
 */
export class LinkGuesses {
  private readonly misses: RateCounter;

  constructor(limits: Pick<Limits, 'linkMissesPerAddress'>, clock: Clock) {
    this.misses = new RateCounter(limits.linkMissesPerAddress, clock, 'wrong links from one network');
  }

  /**
   * Runs `find`, which gives null for a wrong token, and counts that. Throws `rate_limited` after too many, for right ones
   * too: otherwise guessing would be as fast as before. A wrong one of many at once is told so as well.
   */
  async guessed<T>(address: string | undefined, find: () => Promise<T | null>): Promise<T | null> {
    const place = addressPrefix(address ?? '');
    this.misses.check(place);
    const found = await find();
    if (found === null) this.misses.take(place);
    return found;
  }
}
