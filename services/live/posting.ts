import { ApiError } from '../../contracts/errors.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { Peers } from './peers.ts';

/** Posts in one call. */
const perCall = 1024;
/** UTF-16 units of text in one call: escaped at worst, they stay below what a call between services may hold. */
const unitsPerCall = 1_000_000;

/** What became of a post. */
export type PostResult = { seq: number; at: number } | ApiError;

interface Waiting {
  post: { by: string; room: string; key: string; body: string };
  /** Says that an earlier post of the same sender to the room was refused meanwhile. */
  refusedBefore: () => ApiError | undefined;
  done: (result: PostResult) => void;
}

/**
 * Takes posts to `chats`, everybody's together, one call at a time: so they arrive in the order they were sent, and
 * while one call is under way the next one gathers. Its senders' limits on posts in flight bound what waits here.
 */
export class Posting {
  private waiting: Waiting[] = [];
  private running = false;

  constructor(
    private readonly peers: Peers,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  post(post: Waiting['post'], refusedBefore: Waiting['refusedBefore'], done: Waiting['done']): void {
    this.waiting.push({ post, refusedBefore, done });
    if (this.running) return;
    this.running = true;
    this.clock.soon(() => void this.run());
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.stillWanted(this.waiting.splice(0, this.fitting()));
      if (batch.length > 0) await this.send(batch);
    }
    this.running = false;
  }

  /** How many of those that wait go into the next call. */
  private fitting(): number {
    let units = 0;
    const end = this.waiting.findIndex(
      ({ post }, i) => i >= perCall || (units += post.body.length) > unitsPerCall,
    );
    return end === -1 ? this.waiting.length : Math.max(1, end);
  }

  private stillWanted(batch: Waiting[]): Waiting[] {
    return batch.filter((waiting) => {
      const refusal = waiting.refusedBefore();
      if (refusal) waiting.done(refusal);
      return !refusal;
    });
  }

  private async send(batch: Waiting[]): Promise<void> {
    try {
      const { results } = await this.peers.chats.posts({ body: { posts: batch.map(({ post }) => post) } });
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

/** Whether the post was stored is not known: the same key, sent again, finds out. */
function unknownOutcome(): ApiError {
  return new ApiError('unavailable', 'The message may not have been stored; try again.', {
    retryAfterMs: 1000,
  });
}
