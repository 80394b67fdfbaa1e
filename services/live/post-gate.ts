import { ApiError } from '../../contracts/errors.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Limits } from '../../platform/limits.ts';
import type { Posting, PostResult } from './posting.ts';

/** Rooms in which a socket may have a refused post; one with more is a script gone wrong. */
const gatesMax = 1000;

interface Gate {
  /** The key whose post was refused but may come again; posts behind it have to wait for it. */
  blockedBy: string | null;
  /** Raised by every such refusal: posts that were sent before it are refused too. */
  generation: number;
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
  private inFlight = 0;
  private gates: Map<string, Gate> | undefined;
  private refusals = 0;
  private refusalsSince = 0;

  constructor(private readonly deps: PostGateDeps) {}

  post(post: Post): void {
    const { inFlightPosts } = this.deps.limits;
    if (this.inFlight + this.refusalsOfLastSecond() >= 4 * inFlightPosts) return this.deps.onFlood();
    const gate = this.gates?.get(post.room);
    if (gate?.blockedBy && gate.blockedBy !== post.key) return this.refuse(post, afterRefused());
    if (gate) gate.blockedBy = null;
    if (this.inFlight >= inFlightPosts) {
      const message = `At most ${inFlightPosts} posts may be in flight; wait for an answer.`;
      return this.refuse(post, new ApiError('too_many_in_flight', message, { retryAfterMs: 500 }));
    }
    this.inFlight++;
    const generation = gate?.generation ?? 0;
    this.deps.posting.post(
      { by: this.deps.user, room: post.room, key: post.key, body: post.body },
      () => ((this.gates?.get(post.room)?.generation ?? 0) > generation ? afterRefused() : undefined),
      (result) => {
        this.inFlight--;
        if (result instanceof ApiError) this.refuse(post, result);
        else this.deps.answer(post, result);
      },
    );
  }

  private refuse(post: Post, error: ApiError): void {
    this.refusals++;
    if (error.retryAfterMs !== undefined && error.code !== 'after_refused') this.block(post);
    this.deps.answer(post, error);
  }

  private block(post: Post): void {
    this.gates ??= new Map();
    const gate = this.gates.get(post.room) ?? { blockedBy: null, generation: 0 };
    gate.blockedBy = post.key;
    gate.generation++;
    this.gates.set(post.room, gate);
    if (this.gates.size > gatesMax) this.deps.onFlood();
  }

  private refusalsOfLastSecond(): number {
    const now = this.deps.clock.now();
    if (now - this.refusalsSince >= 1000) {
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
