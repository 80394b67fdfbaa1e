import { ApiError } from '../../contracts/errors.ts';
import { isWithin, type Clock } from '../../platform/clock.ts';
import type { Limits } from '../../platform/limits.ts';
import type { Posting, PostResult } from './posting.ts';

/** Rooms in which a socket may have a refused post; one with more is a script gone wrong. */
const blockedMax = 1000;

/** A post that has no answer yet. */
interface Pending {
  room: string;
  /** Its place among all that the socket sent. */
  ordinal: number;
  /** A post sent before it to the same room was refused meanwhile, and may come again: this one must not go first. */
  overtaken: boolean;
}

interface Post {
  room: string;
  key: string;
  body: string;
}

export interface PostGateDeps {
  posting: Posting;
  clock: Clock;
  limits: Pick<Limits, 'inFlightPosts'>;
  user: string;
  answer: (post: Post, result: PostResult) => void;
  /** The socket posts far more than it may. */
  onFlood: () => void;
}

/** One socket's way to post: bounds what is in flight, and keeps a sender's order when something is refused. */
export class PostGate {
  private readonly pending = new Set<Pending>();
  private sent = 0;
  /** Rooms that wait for a refused post: its key, and its place. */
  private blockedBy: Map<string, { key: string; ordinal: number }> | undefined;
  private refusals = 0;
  private refusalsSince = 0;

  constructor(private readonly deps: PostGateDeps) {}

  post(post: Post): void {
    const { inFlightPosts } = this.deps.limits;
    if (this.pending.size + this.refusalsOfLastSecond() >= 4 * inFlightPosts) return this.deps.onFlood();
    const blockedBy = this.blockedBy?.get(post.room);
    const returns = blockedBy?.key === post.key;
    // What comes again keeps its place: what was sent after it and still waits must not count as sent before it.
    const ordinal = returns ? blockedBy.ordinal : ++this.sent;
    const place: Pending = { room: post.room, ordinal, overtaken: false };
    if (blockedBy && !returns) return this.refuse(post, place, afterRefused());
    this.blockedBy?.delete(post.room);
    if (this.pending.size >= inFlightPosts) {
      const message = `At most ${inFlightPosts} posts may be in flight; wait for an answer.`;
      return this.refuse(post, place, new ApiError('too_many_in_flight', message, { retryAfterMs: 500 }));
    }
    this.pending.add(place);
    this.deps.posting.post(
      { by: this.deps.user, room: post.room, key: post.key, body: post.body },
      () => (place.overtaken ? afterRefused() : undefined),
      (result) => {
        this.pending.delete(place);
        if (result instanceof ApiError) this.refuse(post, place, result);
        else this.deps.answer(post, result);
      },
    );
  }

  private refuse(post: Post, place: Pending, error: ApiError): void {
    this.refusals++;
    // The room waits for the first of its posts that were refused: a call that fails refuses many at once.
    const first = this.blockedBy?.get(post.room);
    const waits = first !== undefined && first.ordinal < place.ordinal;
    if (error.retryAfterMs !== undefined && !waits) this.block(post, place);
    this.deps.answer(post, error);
  }

  private block({ room, key }: Post, { ordinal }: Pending): void {
    this.blockedBy ??= new Map();
    this.blockedBy.set(room, { key, ordinal });
    for (const later of this.pending)
      if (later.room === room && later.ordinal > ordinal) later.overtaken = true;
    if (this.blockedBy.size > blockedMax) this.deps.onFlood();
  }

  private refusalsOfLastSecond(): number {
    const now = this.deps.clock.now();
    if (!isWithin(1000, this.refusalsSince, now)) {
      this.refusals = 0;
      this.refusalsSince = now;
    }
    return this.refusals;
  }
}

function afterRefused(): ApiError {
  const message = 'A post before this one was refused; send that one again first.';
  return new ApiError('after_refused', message, { retryAfterMs: 500 });
}
