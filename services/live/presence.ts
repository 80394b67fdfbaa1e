import * as v from 'valibot';
import { PresenceReport, ProfileChanged, subject } from '../../contracts/events.ts';
import type { Bus, Unsubscribe } from '../../platform/bus.ts';
import type { Clock } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import type { Limits } from '../../platform/limits.ts';
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
  private readonly node = newId();
  private readonly sockets = new Map<string, number>();
  private readonly leaving = new Map<string, () => void>();
  /** Which processes have sockets of a user. */
  private readonly online = new Map<string, Set<string>>();
  private changed = new Set<string>();
  private stops: Unsubscribe[] = [];

  constructor(private readonly deps: PresenceDeps) {}

  start(): void {
    const { bus, clock, limits } = this.deps;
    this.stops = [
      bus.subscribe(subject.presence, (payload) => this.take(v.parse(PresenceReport, JSON.parse(payload)))),
      bus.subscribe(subject.profile, (payload) => {
        const user = v.parse(ProfileChanged, JSON.parse(payload));
        this.deps.publisher().publish(userTopic(user.id), JSON.stringify({ t: 'profile', user }));
      }),
      clock.every(limits.presenceIntervalMs, () => this.flush()),
    ];
  }

  stop(): void {
    for (const stop of this.stops) stop();
    for (const cancel of this.leaving.values()) cancel();
  }

  entered(user: string): void {
    const count = this.sockets.get(user) ?? 0;
    this.sockets.set(user, count + 1);
    this.leaving.get(user)?.();
    const wasLeaving = this.leaving.delete(user);
    if (count === 0 && !wasLeaving) this.report([user], []);
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
      this.report([], [user]);
    });
    this.leaving.set(user, cancel);
  }

  /** The frame that tells a new watcher who of these is online now. */
  frameFor(users: readonly string[]): string {
    return frame(users.map((user) => [user, this.isOnline(user)]));
  }

  private isOnline(user: string): boolean {
    return this.online.has(user);
  }

  private report(online: string[], offline: string[]): void {
    const report: PresenceReport = { node: this.node, online, offline };
    this.deps.bus.publish(subject.presence, JSON.stringify(report));
  }

  private take({ node, online, offline }: PresenceReport): void {
    for (const user of online) {
      const nodes = this.online.get(user) ?? new Set();
      if (nodes.size === 0) this.changed.add(user);
      this.online.set(user, nodes.add(node));
    }
    for (const user of offline) {
      const nodes = this.online.get(user);
      if (!nodes?.delete(node) || nodes.size > 0) continue;
      this.online.delete(user);
      this.changed.add(user);
    }
  }

  private flush(): void {
    const changed = this.changed;
    this.changed = new Set();
    for (const user of changed)
      this.deps.publisher().publish(userTopic(user), frame([[user, this.isOnline(user)]]));
  }
}

function frame(users: readonly (readonly [string, boolean])[]): string {
  return JSON.stringify({
    t: 'presence',
    users: Object.fromEntries(users.map(([user, online]) => [user, online ? 'online' : 'offline'])),
  });
}
