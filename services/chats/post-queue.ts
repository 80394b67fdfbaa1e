import { ApiError } from '../../contracts/errors.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Limits } from '../../platform/limits.ts';
import type { Log } from '../../platform/log.ts';
import type { Changes } from './changes.ts';
import { storePosts, type Post, type Posted } from './messages.ts';

type Answer = Posted | ApiError;
interface Waiting {
  post: Post;
  answer: (answer: Answer) => void;
}

export interface PostQueueDeps {
  changes: Changes;
  clock: Clock;
  log: Log;
  limits: Pick<Limits, 'postQueue' | 'postsPerCommit'>;
  /** Keys the fingerprints of bodies. */
  secret: string;
  /** Hears of each post that is stored; of one that comes again too, as the answer to its commit may have been lost. */
  onPosted: (post: Post, posted: Posted) => void;
}

/** Group commit: while one batch is flushed to disk the next one gathers; there is no timer. */
export class PostQueue {
  private waiting: Waiting[] = [];
  private running = false;
  private idle: (() => void)[] = [];

  constructor(private readonly deps: PostQueueDeps) {}

  /** Resolves once the post is durable, or refused. Full: refused at once, before anything was accepted. */
  post(post: Post): ApiError | Promise<Answer> {
    if (this.waiting.length >= this.deps.limits.postQueue) {
      return new ApiError('overloaded', 'Too many posts are waiting; try again.', { retryAfterMs: 500 });
    }
    return new Promise((answer) => {
      this.waiting.push({ post, answer });
      this.run();
    });
  }

  /** Resolves when nothing waits any more. */
  async drained(): Promise<void> {
    if (!this.running) return;
    await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  private run(): void {
    if (this.running) return;
    this.running = true;
    // Whatever else has already arrived belongs to the same batch.
    this.deps.clock.soon(() => void this.drain());
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, this.deps.limits.postsPerCommit);
      const answers = await this.commit(batch.map(({ post }) => post));
      for (const [i, { post, answer }] of batch.entries()) {
        const given = answers[i] ?? new ApiError('internal', 'The post was not stored.');
        if (!(given instanceof ApiError)) this.deps.onPosted(post, given);
        answer(given);
      }
      this.keepOrder(batch, answers);
      if (this.waiting.length > 0) await new Promise<void>((resolve) => this.deps.clock.soon(resolve));
    }
    this.running = false;
    for (const resolve of this.idle.splice(0)) resolve();
  }

  /** What waits for a later commit must not go before what its sender will try again: it is refused too. */
  private keepOrder(batch: readonly Waiting[], answers: readonly Answer[]): void {
    const refused = new Map<string, ApiError>();
    for (const [i, { post }] of batch.entries()) noteRefusal(refused, post, answers[i]);
    if (refused.size === 0) return;
    const [stay, go]: [Waiting[], Waiting[]] = [[], []];
    for (const one of this.waiting) (refused.has(senderOf(one.post)) ? go : stay).push(one);
    this.waiting = stay;
    for (const { post, answer } of go) {
      const before = refused.get(senderOf(post));
      if (before) answer(afterRefused(before));
    }
  }

  private async commit(posts: Post[]): Promise<Answer[]> {
    try {
      return await this.store(posts);
    } catch (error) {
      // The whole store is away: to ask it again for each post would only make them wait.
      if (error instanceof ApiError && error.code === 'unavailable') return posts.map(() => error);
      this.deps.log.warn(
        { err: error, posts: posts.length },
        'a batch of posts failed; storing them one by one',
      );
    }
    // A bad post refuses only itself, and what its sender posted to the room behind it.
    const refused = new Map<string, ApiError>();
    const answers: Answer[] = [];
    for (const post of posts) {
      const before = refused.get(senderOf(post));
      const answer = before ? afterRefused(before) : await this.storeAlone(post);
      noteRefusal(refused, post, answer);
      answers.push(answer);
    }
    return answers;
  }

  private async storeAlone(post: Post): Promise<Answer> {
    try {
      return (await this.store([post]))[0] ?? notStored();
    } catch (error) {
      this.deps.log.error({ err: error }, 'a post could not be stored');
      return notStored();
    }
  }

  private store(posts: Post[]): Promise<Answer[]> {
    const { changes, secret, clock } = this.deps;
    return changes.run((tx, told) => storePosts(tx, told, posts, secret, clock.now()));
  }
}

const senderOf = ({ by, room }: Post): string => `${by} ${room}`;

/** Notes a refusal after which the same post may come again. */
function noteRefusal(refused: Map<string, ApiError>, post: Post, answer: Answer | undefined): void {
  if (answer instanceof ApiError && answer.retryAfterMs !== undefined) refused.set(senderOf(post), answer);
}

/** What a sender's later posts to a room get after one that they may try again: the order they were sent in is kept. */
export function afterRefused(before: ApiError): ApiError {
  const { retryAfterMs } = before;
  return new ApiError('after_refused', 'A post before this one was refused; send that one again first.', {
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** The disk is full or failing: nothing was accepted, and trying again may help. */
function notStored(): ApiError {
  return new ApiError('unavailable', 'The message could not be stored; try again.', { retryAfterMs: 2000 });
}
