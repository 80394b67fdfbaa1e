import { ApiError } from '../../contracts/errors.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Limits } from '../../platform/limits.ts';
import { RateCounter } from '../../platform/rates.ts';
import type { PublicCall } from './routing.ts';

/** How often people and addresses may call, in this process. Guessing of passwords is counted by `auth` itself. */
export class CallRates {
  private readonly requests: RateCounter;
  private readonly registers: RateCounter;
  private readonly previews: RateCounter;
  private readonly pictures: RateCounter;
  private readonly misses: RateCounter;

  constructor(limits: Limits, clock: Clock) {
    this.requests = new RateCounter(limits.requestsPerUser, clock, 'requests');
    this.registers = new RateCounter(limits.registersPerAddress, clock, 'registrations from one network');
    this.previews = new RateCounter(
      limits.invitePreviewsPerAddress,
      clock,
      'looks at invites from one network',
    );
    this.pictures = new RateCounter(
      limits.invitePicturesPerAddress,
      clock,
      'pictures of invites from one network',
    );
    this.misses = new RateCounter(
      limits.inviteMissesPerAddress,
      clock,
      'wrong invite links from one network',
    );
  }

  /** Counts a call. Throws `rate_limited` before it reaches a service when there were too many. */
  take(call: PublicCall, who: { user: string | null; address: string }): void {
    this.requests.take(who.user ?? who.address);
    if (call.name === 'auth.register' || call.name === 'auth.claim') this.registers.take(who.address);
    if (call.name === 'chats.previewInvite') this.previews.take(who.address);
    if (call.name === 'users.invitedAvatar') this.pictures.take(who.address);
    if (usesInvite(call)) this.misses.check(who.address);
  }

  /** A register call that brings an invite looks at it too. Throws `rate_limited`. */
  takePreview(address: string): void {
    this.misses.check(address);
    this.previews.take(address);
  }

  /** Counts a token that led nowhere. Past the limit every token of the address is refused, right ones too. */
  missed(address: string): void {
    try {
      this.misses.take(address);
    } catch {
      // Already full: concurrent guesses; the next one is refused before it is tried.
    }
  }
}

/** Whether a call tries an invite's token. */
export function usesInvite(call: PublicCall): boolean {
  return ['chats.previewInvite', 'chats.acceptInvite', 'users.invitedAvatar'].includes(call.name);
}

/** How much is going on at once: calls in all, and pictures, which are held in memory whole. */
export class InFlight {
  private calls = 0;
  private pictures = 0;

  constructor(private readonly limits: Pick<Limits, 'requestsInFlight' | 'avatarQueue'>) {}

  /** Runs `work` in its place. Throws `overloaded` at once when there is none. */
  async run<T>(call: PublicCall, work: () => Promise<T>): Promise<T> {
    const picture = call.route.body === 'image' ? 1 : 0;
    const full =
      this.calls >= this.limits.requestsInFlight ||
      (picture === 1 && this.pictures >= this.limits.avatarQueue);
    if (full)
      throw new ApiError('overloaded', 'Too much is going on here just now; try again soon.', {
        retryAfterMs: 1000,
      });
    this.calls++;
    this.pictures += picture;
    try {
      return await work();
    } finally {
      this.calls--;
      this.pictures -= picture;
    }
  }
}
