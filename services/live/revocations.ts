import * as v from 'valibot';
import { ApiError } from '../../contracts/errors.ts';
import { Revoked, subject } from '../../contracts/events.ts';
import type { Bus, Unsubscribe } from '../../platform/bus.ts';
import { isWithin, type Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { Peers } from './peers.ts';

/** How often the log of ended sessions is read, besides the bus. */
const pollMs = 2000;
/** A page holds 200: so many ended at once are more than anybody has; the rest comes with the next poll. */
const pagesPerPoll = 500;
/** How long an end is remembered for a handshake that was verified just before it. */
const rememberMs = 60_000;
/** With neither `auth` nor the bus to hear it from, an ended sign-in could go on for so long, and no longer. */
const deafMaxMs = 5 * 60_000;

/** A sign-in session that ended early; without one, all of the user's did. */
export interface Ended {
  user: string;
  session: string | null;
}

/** Hears of sessions that ended: at once by the bus, and within seconds from `auth`'s own log when the bus lost it. */
export class Revocations {
  private after: number | undefined;
  /** When `auth` last told what ended. */
  private askedAt = 0;
  private polling: Promise<void> | undefined;
  private recent: { ended: Ended; at: number }[] = [];
  private stops: Unsubscribe[] = [];

  constructor(
    private readonly deps: {
      bus: Bus;
      clock: Clock;
      log: Log;
      peers: Peers;
      /** When the bus last proved to carry what is put on it. */
      busHeardAt: () => number;
    },
    private readonly onEnded: (ended: Ended) => void,
    /** Nothing was heard for so long that no open socket can be trusted any more. */
    private readonly onDeaf: () => void,
  ) {}

  start(): void {
    this.askedAt = this.deps.clock.now();
    this.stops = [
      this.deps.bus.subscribe(subject.revoked, (payload) => this.take(v.parse(Revoked, JSON.parse(payload)))),
      this.deps.clock.every(pollMs, () => {
        void this.poll();
        if (this.isDeaf()) this.onDeaf();
      }),
    ];
    void this.poll();
  }

  stop(): void {
    for (const stop of this.stops) stop();
  }

  /** Whether a session has ended in the last minute: a socket opened meanwhile must not stay. */
  hasEnded(user: string, session: string): boolean {
    return this.recent.some(({ ended }) => ended.user === user && ended.session === session);
  }

  private take(ended: Ended): void {
    const at = this.deps.clock.now();
    this.recent = [...this.recent.filter((one) => isWithin(rememberMs, one.at, at)), { ended, at }];
    this.onEnded(ended);
  }

  /**
   * Resolves once ends are followed from a position on. A sign-in that is verified after that cannot end unheard; one
   * verified before could end before the position that is then taken for the first. Throws `unavailable`.
   */
  async following(): Promise<void> {
    if (this.after === undefined) await this.poll();
    if (this.after === undefined)
      throw new ApiError('unavailable', 'A part of the server cannot be reached just now; try again soon.', {
        retryAfterMs: 2000,
      });
  }

  private isDeaf(): boolean {
    const now = this.deps.clock.now();
    // When the clock was set back, it is counted from there; what the bus said before that proves nothing any more.
    this.askedAt = Math.min(this.askedAt, now);
    const busHeardAt = this.deps.busHeardAt();
    const heardAt = busHeardAt > now ? this.askedAt : Math.max(this.askedAt, busHeardAt);
    return now - heardAt > deafMaxMs;
  }

  private poll(): Promise<void> {
    this.polling ??= this.read().finally(() => (this.polling = undefined));
    return this.polling;
  }

  private async read(): Promise<void> {
    try {
      for (let pages = 0; pages < pagesPerPoll; pages++) {
        const { after } = this;
        const { head, revoked } = await this.deps.peers.revocations({ query: { after } });
        for (const ended of revoked) this.take(ended);
        this.askedAt = this.deps.clock.now();
        this.after = revoked.at(-1)?.seq ?? Math.min(after ?? head, head);
        // More can have ended at once than one answer holds; all of it is due within the same seconds.
        if (revoked.length === 0 || this.after === after) return;
      }
    } catch (error) {
      // Open sockets go on; the bus still tells of an end, and without it they end in time.
      this.deps.log.debug({ err: error }, 'ended sessions could not be read');
    }
  }
}
