import type { Clock } from '../live/clock.ts';

interface Sending {
  /** The position that the server has not heard of yet. */
  unsent: number | undefined;
  /** Calls off the next send; undefined when one may go at once. */
  pause: (() => void) | undefined;
}

/** Sends read positions: the first at once, then at most one in `everyMs` for each room, always the newest. */
export class ReadPositions {
  readonly #clock: Clock;
  readonly #everyMs: number;
  /** False when it could not be sent now. */
  readonly #send: (room: string, seq: number) => boolean;
  readonly #rooms = new Map<string, Sending>();

  constructor(clock: Clock, everyMs: number, send: (room: string, seq: number) => boolean) {
    this.#clock = clock;
    this.#everyMs = everyMs;
    this.#send = send;
  }

  /** The position of a room moved forward. */
  moved(room: string, seq: number): void {
    const sending = this.#rooms.get(room) ?? { unsent: undefined, pause: undefined };
    this.#rooms.set(room, sending);
    sending.unsent = Math.max(sending.unsent ?? 0, seq);
    this.#flush(room, sending);
  }

  /** A new socket is live: what could not be sent goes now. */
  connected(): void {
    for (const [room, sending] of this.#rooms) this.#flush(room, sending);
  }

  forget(room: string): void {
    this.#rooms.get(room)?.pause?.();
    this.#rooms.delete(room);
  }

  stop(): void {
    for (const room of [...this.#rooms.keys()]) this.forget(room);
  }

  #flush(room: string, sending: Sending): void {
    if (sending.pause || sending.unsent === undefined || !this.#send(room, sending.unsent)) return;
    sending.unsent = undefined;
    sending.pause = this.#clock.after(this.#everyMs, () => {
      sending.pause = undefined;
      this.#flush(room, sending);
      // Nothing more to say of this room: no need to remember it.
      if (!sending.pause && sending.unsent === undefined) this.#rooms.delete(room);
    });
  }
}
