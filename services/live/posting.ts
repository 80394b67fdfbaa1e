import { ApiError } from '../../contracts/errors.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { placeHeader } from '../../platform/replicas.ts';
import type { Peers } from './peers.ts';

/** Posts in one call. */
const perCall = 1024;
/** UTF-16 units of text in one call: escaped at worst, they stay below what a call between services may hold. */
const unitsPerCall = 1_000_000;

/** What became of a post. */
export type PostResult = { seq: number; at: number; n?: number | undefined } | ApiError;

interface Waiting {
  post: { by: string; room: string; key: string; body: string };
  /** Says that an earlier post of the same sender to the room was refused meanwhile. */
  refusedBefore: () => ApiError | undefined;
  done: (result: PostResult) => void;
}

/** Posts on their way to one place: a call at a time, and those that gather for the next. */
interface Lane {
  /** Where they belong; null: anywhere. */
  place: string | null;
  waiting: Waiting[];
  running: boolean;
}

/**
 * Takes posts to `chats`, everybody's together, one call at a time: so they arrive in the order they were sent, and
 * while one call is under way the next one gathers. Its senders' limits on posts in flight bound what waits here.
 *
 * With several replicas of `chats` each has a lane of its own, so that one that is slow holds up only its rooms. A room
 * changes lanes only while nothing of it is under way: its posts stay in order. Where a lane's replica is away its calls go
 * to another one, still one at a time; what a replica that hung does with a call later finds the keys used.
 */
export class Posting {
  private readonly lanes = new Map<string | null, Lane>();
  /** Where rooms are that have posts under way, and how many. */
  private readonly rooms = new Map<string, { lane: Lane; posts: number }>();

  constructor(
    private readonly peers: Peers,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly placeOf: ((room: string) => string) | null = null,
  ) {}

  post(post: Waiting['post'], refusedBefore: Waiting['refusedBefore'], done: Waiting['done']): void {
    const waiting = { post, refusedBefore, done };
    const lane = this.placeOf ? this.roomsLane(waiting, this.placeOf) : this.lane(null);
    lane.waiting.push(waiting);
    if (lane.running) return;
    lane.running = true;
    this.clock.soon(() => void this.run(lane));
  }

  private lane(place: string | null): Lane {
    let lane = this.lanes.get(place);
    if (!lane) this.lanes.set(place, (lane = { place, waiting: [], running: false }));
    return lane;
  }

  /** The lane of the post's room, which it keeps until its last post is done. */
  private roomsLane(waiting: Waiting, placeOf: (room: string) => string): Lane {
    const { room } = waiting.post;
    const there = this.rooms.get(room) ?? { lane: this.lane(placeOf(room)), posts: 0 };
    this.rooms.set(room, there);
    there.posts++;
    const { done } = waiting;
    waiting.done = (result) => {
      if (--there.posts === 0) this.rooms.delete(room);
      done(result);
    };
    return there.lane;
  }

  private async run(lane: Lane): Promise<void> {
    while (lane.waiting.length > 0) {
      const batch = this.stillWanted(lane.waiting.splice(0, fitting(lane.waiting)));
      if (batch.length > 0) await this.send(batch, lane.place);
    }
    lane.running = false;
  }

  private stillWanted(batch: Waiting[]): Waiting[] {
    return batch.filter((waiting) => {
      const refusal = waiting.refusedBefore();
      if (refusal) waiting.done(refusal);
      return !refusal;
    });
  }

  private async send(batch: Waiting[], place: string | null): Promise<void> {
    try {
      const { results } = await this.peers.chats.posts({
        body: { posts: batch.map(({ post }) => post) },
        ...(place === null ? {} : { headers: { [placeHeader]: place } }),
      });
      for (const [i, { done }] of batch.entries()) {
        const result = results[i];
        if (!result) done(unknownOutcome());
        else if ('seq' in result) done(result);
        else
          done(
            new ApiError(
              result.code,
              result.message,
              result.retryAfterMs === undefined ? {} : { retryAfterMs: result.retryAfterMs },
            ),
          );
      }
    } catch (error) {
      this.log.warn({ err: error, posts: batch.length }, 'posts got no answer');
      for (const { done } of batch) done(unknownOutcome());
    }
  }
}

/** How many of those that wait go into the next call. */
function fitting(waiting: readonly Waiting[]): number {
  let units = 0;
  const end = waiting.findIndex(({ post }, i) => i >= perCall || (units += post.body.length) > unitsPerCall);
  return end === -1 ? waiting.length : Math.max(1, end);
}

/** Whether the post was stored is not known: the same key, sent again, finds out. */
function unknownOutcome(): ApiError {
  return new ApiError('unavailable', 'The message may not have been stored; try again.', {
    retryAfterMs: 1000,
  });
}
