import type { Recorder } from './recorder.ts';

/** A post without a final answer. */
interface Pending {
  room: string;
  key: string;
  body: string;
  /** Handed to the present socket and not answered there. */
  inFlight: boolean;
}

/** What is to be known of a room's posts on the present socket. */
interface Lane {
  /** Something was refused for now: nothing more goes out before all in flight are answered, and then only at `from`. */
  from: number;
}

/** One socket in flight at most, as the browser keeps it. */
const inFlightMax = 32;

/** The posts of one client, sent in order for each room, with the same key until an answer comes. */
export class Outbox {
  readonly #pending = new Map<string, Pending>();
  readonly #lanes = new Map<string, Lane>();

  constructor(
    private readonly user: string,
    private readonly recorder: Recorder,
  ) {}

  get size(): number {
    return this.#pending.size;
  }

  /** Takes a post in; `flush` sends it. */
  add(room: string, key: string, body: string): void {
    this.#pending.set(`${room} ${key}`, { room, key, body, inFlight: false });
  }

  /** A new socket: nothing is in flight on it, and no room waits. */
  reconnected(): void {
    for (const post of this.#pending.values()) post.inFlight = false;
    this.#lanes.clear();
  }

  /** Sends what may go out, in order. */
  flush(socket: string, now: number, send: (frame: object) => void): void {
    const all = [...this.#pending.values()];
    const flying = all.filter((post) => post.inFlight);
    let count = flying.length;
    // One room's posts wait for its own refused ones only.
    const waits = (room: string) => {
      const lane = this.#lanes.get(room);
      if (lane && now >= lane.from && !flying.some((post) => post.room === room)) this.#lanes.delete(room);
      return this.#lanes.has(room);
    };
    const waiting = new Map<string, boolean>();
    for (const post of all) {
      if (count >= inFlightMax) return;
      if (post.inFlight) continue;
      const { room, key, body } = post;
      if (!waiting.has(room)) waiting.set(room, waits(room));
      if (waiting.get(room)) continue;
      post.inFlight = true;
      count++;
      this.recorder.add({ is: 'post', socket, user: this.user, room, key, body });
      send({ t: 'post', room, key, body });
    }
  }

  acked(socket: string, room: string, key: string, seq: number): void {
    this.recorder.add({ is: 'ack', socket, user: this.user, room, key, seq });
    this.#pending.delete(`${room} ${key}`);
  }

  /** `retryAfterMs` undefined: final, the post is given up. */
  refused(
    socket: string,
    {
      room,
      key,
      code,
      retryAfterMs,
    }: { room: string; key: string; code: string; retryAfterMs?: number | undefined },
    now: number,
  ): void {
    const again = retryAfterMs !== undefined;
    this.recorder.add({ is: 'refused', socket, user: this.user, room, key, code, again });
    const post = this.#pending.get(`${room} ${key}`);
    if (!post) return;
    if (!again) this.#pending.delete(`${room} ${key}`);
    else {
      post.inFlight = false;
      const from = now + retryAfterMs;
      this.#lanes.set(room, { from: Math.max(from, this.#lanes.get(room)?.from ?? 0) });
    }
  }
}
