import type { UpInput } from '../../../contracts/live.ts';
import type { Clock } from '../live/clock.ts';
import { limits } from './limits.ts';
import { Store } from './store.ts';

export interface TypingSnapshot {
  /** Who is typing in each room, in the order they began. Rooms where nobody is are left out. */
  rooms: ReadonlyMap<string, readonly string[]>;
}

/** Who is typing, and telling others that I am. */
export class Typing extends Store<TypingSnapshot> {
  readonly #me: string;
  readonly #clock: Clock;
  readonly #send: (frame: UpInput) => boolean;
  /** Room, then user, then how to call off the end of it. */
  readonly #rooms = new Map<string, Map<string, () => void>>();
  #lastSent: { room: string; at: number } | undefined;

  constructor(me: string, clock: Clock, send: (frame: UpInput) => boolean) {
    super();
    this.#me = me;
    this.#clock = clock;
    this.#send = send;
  }

  /** I typed something; call on every change of the text. Sent at most every three seconds. */
  typed(room: string): void {
    const now = this.#clock.now();
    if (this.#lastSent?.room === room && now - this.#lastSent.at < limits.typingSendMs) return;
    if (this.#send({ t: 'typing', room })) this.#lastSent = { room, at: now };
  }

  /** I sent what I typed: the next text is told of at once. */
  sent(): void {
    this.#lastSent = undefined;
  }

  /** Somebody types; lasts six seconds unless it is said again. */
  apply(room: string, user: string): void {
    if (user === this.#me) return;
    const people = this.#rooms.get(room) ?? new Map<string, () => void>();
    if (!people.has(user) && people.size >= limits.typing) return;
    people.get(user)?.();
    people.set(
      user,
      this.#clock.after(limits.typingShownMs, () => {
        this.stopped(room, user);
      }),
    );
    this.#rooms.set(room, people);
    this.changed();
  }

  /** Somebody posted, left, or fell silent. */
  stopped(room: string, user: string): void {
    const people = this.#rooms.get(room);
    const cancel = people?.get(user);
    if (!people || !cancel) return;
    cancel();
    people.delete(user);
    if (people.size === 0) this.#rooms.delete(room);
    this.changed();
  }

  /** Without a connection nobody is known to type. */
  disconnected(): void {
    for (const people of this.#rooms.values()) for (const cancel of people.values()) cancel();
    this.#rooms.clear();
    this.changed();
  }

  protected build(): TypingSnapshot {
    return { rooms: new Map([...this.#rooms].map(([room, people]) => [room, [...people.keys()]])) };
  }
}
