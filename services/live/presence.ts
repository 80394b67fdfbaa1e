import * as v from 'valibot';
import { ProfileChanged, subject } from '../../contracts/events.ts';
import type { Bus, Unsubscribe } from '../../platform/bus.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Limits } from '../../platform/limits.ts';
import { OnlineElsewhere } from './online-elsewhere.ts';
import type { Publisher } from './socket.ts';

/** The topic of those who watch a user. */
export function userTopic(user: string): string {
  return `user:${user}`;
}

export interface PresenceDeps {
  bus: Bus;
  clock: Clock;
  limits: Pick<Limits, 'presenceIntervalMs' | 'presenceGraceMs'>;
  publisher: () => Publisher;
}

/** Who is online, told only to those who watch; and profiles that changed, told to the same. */
export class Presence {
  private readonly sockets = new Map<string, number>();
  private readonly leaving = new Map<string, () => void>();
  /** Online in this process: with a socket, or without one for less than the grace. */
  private readonly here = new Set<string>();
  /** Whose being online here changed since the last report. */
  private changed = new Set<string>();
  private readonly elsewhere: OnlineElsewhere;
  private stops: Unsubscribe[] = [];

  constructor(private readonly deps: PresenceDeps) {
    this.elsewhere = new OnlineElsewhere(deps, this.here, (users) => this.tell(users, this.here));
  }

  start(): void {
    const { bus, clock, limits } = this.deps;
    this.elsewhere.start();
    this.stops = [
      bus.subscribe(subject.profile, (payload) => {
        const user = v.parse(ProfileChanged, JSON.parse(payload));
        this.deps.publisher().publish(userTopic(user.id), JSON.stringify({ t: 'profile', user }));
      }),
      clock.every(limits.presenceIntervalMs, () => this.flush()),
    ];
  }

  stop(): void {
    this.elsewhere.stop();
    for (const stop of this.stops) stop();
    for (const cancel of this.leaving.values()) cancel();
  }

  entered(user: string): void {
    const count = this.sockets.get(user) ?? 0;
    this.sockets.set(user, count + 1);
    this.leaving.get(user)?.();
    this.leaving.delete(user);
    if (this.here.has(user)) return;
    this.here.add(user);
    this.turned(user);
  }

  left(user: string): void {
    const count = (this.sockets.get(user) ?? 1) - 1;
    if (count > 0) {
      this.sockets.set(user, count);
      return;
    }
    this.sockets.delete(user);
    const cancel = this.deps.clock.after(this.deps.limits.presenceGraceMs, () => {
      this.leaving.delete(user);
      this.here.delete(user);
      this.turned(user);
    });
    this.leaving.set(user, cancel);
  }

  /** The frame that tells a new watcher who of these is online now. */
  frameFor(users: readonly string[]): string {
    return frame(users.map((user) => [user, this.here.has(user) || this.elsewhere.has(user)]));
  }

  /** When something that this process had put on the bus last came back from it, in ms since 1970. */
  busHeardAt(): number {
    return this.elsewhere.heardOwnAt;
  }

  /** Turned twice is as before. */
  private turned(user: string): void {
    if (!this.changed.delete(user)) this.changed.add(user);
  }

  private flush(): void {
    const changed = [...this.changed];
    this.changed = new Set();
    this.elsewhere.report(changed);
    this.tell(changed, this.elsewhere);
  }

  /** Tells of users who turned on one side, unless the `other` side keeps them online all the while. */
  private tell(users: Iterable<string>, other: { has(user: string): boolean }): void {
    for (const user of users) {
      if (other.has(user)) continue;
      const online = this.here.has(user) || this.elsewhere.has(user);
      this.deps.publisher().publish(userTopic(user), frame([[user, online]]));
    }
  }
}

function frame(users: readonly (readonly [string, boolean])[]): string {
  return JSON.stringify({
    t: 'presence',
    users: Object.fromEntries(users.map(([user, online]) => [user, online ? 'online' : 'offline'])),
  });
}
