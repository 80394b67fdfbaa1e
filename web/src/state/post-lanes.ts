import { waitBeforeTry } from '../live/backoff.ts';
import type { Clock } from '../live/clock.ts';
import type { OutboxPost } from './outbox-post.ts';

/** What is to be known of a room's queue on the present socket. */
interface Lane {
  /** A post was refused for now: nothing more goes out until all in flight are answered, so that order is kept. */
  draining: boolean;
  /** The refused post that the server wants to see before any other of this room. */
  owed: string | undefined;
  refusals: number;
  cancelWait: (() => void) | undefined;
}

export interface PostLanesDeps {
  clock: Clock;
  random: () => number;
  /** The time that a room had to wait is over. */
  waited: () => void;
}

/** Holds a room's posts back on the present socket after one was refused for now, so that none overtakes it. */
export class PostLanes {
  readonly #deps: PostLanesDeps;
  readonly #lanes = new Map<string, Lane>();

  constructor(deps: PostLanesDeps) {
    this.#deps = deps;
  }

  /** The key of the refused post that the server wants to see before any other of a room. */
  owed(room: string): string | undefined {
    return this.#lanes.get(room)?.owed;
  }

  /** The rooms of which nothing may go out now, while those that are `flying` have posts in flight. */
  held(flying: ReadonlySet<string>): Set<string> {
    const held = new Set<string>();
    for (const [room, lane] of this.#lanes) {
      if (lane.cancelWait || (lane.draining && flying.has(room))) held.add(room);
      else lane.draining = false;
    }
    return held;
  }

  /** Nothing of the room goes out until all in flight are answered. */
  drain(room: string): void {
    this.#lane(room).draining = true;
  }

  /** A post was refused for now: the room waits at least so long, and longer the more often that happens. */
  refused(post: OutboxPost, retryAfterMs: number): void {
    const { clock, random, waited } = this.#deps;
    const lane = this.#lane(post.room);
    lane.draining = true;
    lane.owed ??= post.key;
    const ms = waitBeforeTry(lane.refusals++, retryAfterMs, random());
    lane.cancelWait?.();
    lane.cancelWait = clock.after(ms, () => {
      lane.cancelWait = undefined;
      waited();
    });
  }

  /** The server does not wait for this post any more. */
  released(post: OutboxPost): void {
    const lane = this.#lanes.get(post.room);
    if (lane?.owed === post.key) lane.owed = undefined;
  }

  /** The server has taken this post. */
  settled(post: OutboxPost): void {
    const lane = this.#lanes.get(post.room);
    if (lane) lane.refusals = 0;
    this.released(post);
  }

  /** The room is no longer the user's. */
  drop(room: string): void {
    this.#lanes.get(room)?.cancelWait?.();
    this.#lanes.delete(room);
  }

  /** The socket is gone, and with it all that the server held back on it. */
  clear(): void {
    for (const lane of this.#lanes.values()) lane.cancelWait?.();
    this.#lanes.clear();
  }

  #lane(room: string): Lane {
    let lane = this.#lanes.get(room);
    if (!lane) {
      lane = { draining: false, owed: undefined, refusals: 0, cancelWait: undefined };
      this.#lanes.set(room, lane);
    }
    return lane;
  }
}
