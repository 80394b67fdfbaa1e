import * as v from 'valibot';
import { Revoked, subject } from '../../contracts/events.ts';
import type { Bus, Unsubscribe } from '../../platform/bus.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { Peers } from './peers.ts';

/** How often the log of ended sessions is read, besides the bus. */
const pollMs = 2000;
/** How long an end is remembered for a handshake that was verified just before it. */
const rememberMs = 60_000;

/** A sign-in session that ended early; without one, all of the user's did. */
export interface Ended {
  user: string;
  session: string | null;
}

/** Hears of sessions that ended: at once by the bus, and within seconds from `auth`'s own log when the bus lost it. */
export class Revocations {
  private after: number | undefined;
  private polling = false;
  private recent: { ended: Ended; at: number }[] = [];
  private stops: Unsubscribe[] = [];

  constructor(
    private readonly deps: { bus: Bus; clock: Clock; log: Log; peers: Peers },
    private readonly onEnded: (ended: Ended) => void,
  ) {}

  start(): void {
    this.stops = [
      this.deps.bus.subscribe(subject.revoked, (payload) => this.take(v.parse(Revoked, JSON.parse(payload)))),
      this.deps.clock.every(pollMs, () => void this.poll()),
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
    this.recent = [...this.recent.filter((one) => at - one.at < rememberMs), { ended, at }];
    this.onEnded(ended);
  }

  private async poll(): Promise<void> {
    if (this.polling) return;
    this.polling = true;
    try {
      const { head, revoked } = await this.deps.peers.auth.revocations({ query: { after: this.after } });
      for (const ended of revoked) this.take(ended);
      this.after = revoked.at(-1)?.seq ?? this.after ?? head;
    } catch (error) {
      // With `auth` away nobody can end a session either; open sockets go on.
      this.deps.log.debug({ err: error }, 'ended sessions could not be read');
    } finally {
      this.polling = false;
    }
  }
}
