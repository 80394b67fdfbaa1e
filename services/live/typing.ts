import * as v from 'valibot';
import { subject, Typing as TypingNotice } from '../../contracts/events.ts';
import type { Bus, Unsubscribe } from '../../platform/bus.ts';
import { isWithin, type Clock } from '../../platform/clock.ts';
import type { Limits } from '../../platform/limits.ts';
import { roomTopic, type Hub } from './hub.ts';
import type { Publisher } from './socket.ts';

export interface TypingDeps {
  bus: Bus;
  clock: Clock;
  hub: Hub;
  limits: Pick<Limits, 'typingIntervalMs' | 'typingOnline'>;
  publisher: () => Publisher;
}

/** Says who is typing: seldom, and not in rooms so full that nobody could read it. */
export class Typing {
  private lastAt = new Map<string, number>();
  private stops: Unsubscribe[] = [];

  constructor(private readonly deps: TypingDeps) {}

  start(): void {
    const { bus, clock, hub, limits, publisher } = this.deps;
    this.stops = [
      bus.subscribe(subject.typing('*'), (payload) => {
        const { room, user } = v.parse(TypingNotice, JSON.parse(payload));
        if (hub.isFuller(room, limits.typingOnline)) return;
        publisher().publish(roomTopic(room), JSON.stringify({ t: 'typing', room, user }));
      }),
      clock.every(limits.typingIntervalMs, () => {
        const now = clock.now();
        for (const [key, at] of this.lastAt)
          if (!isWithin(limits.typingIntervalMs, at, now)) this.lastAt.delete(key);
      }),
    ];
  }

  stop(): void {
    for (const stop of this.stops) stop();
  }

  /** A post ends the typing; what is typed after it is told of at once. */
  posted(room: string, user: string): void {
    this.lastAt.delete(`${room} ${user}`);
  }

  typed(room: string, user: string): void {
    const { bus, clock, limits } = this.deps;
    const key = `${room} ${user}`;
    const now = clock.now();
    if (isWithin(limits.typingIntervalMs, this.lastAt.get(key) ?? 0, now)) return;
    this.lastAt.set(key, now);
    bus.publish(subject.typing(room), JSON.stringify({ room, user }));
  }
}
