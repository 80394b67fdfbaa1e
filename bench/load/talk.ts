import type { Command, Outcome } from './commands.ts';
import { conversation } from './conversation.ts';
import { type } from './frames.ts';
import type { Group } from './group.ts';
import type { LoadSocket } from './socket.ts';
import { newKey } from './texts.ts';

/** Posts of each socket that are not acknowledged yet, on average. */
const inFlightEach = 16;

/** Varied messages from one socket after another, at a steady rate or as fast as they are acknowledged. */
class Talk {
  readonly done = Promise.withResolvers<void>();
  private sent = 0;
  private acknowledged = 0;
  private readonly next;
  private readonly beganAt = performance.now();

  constructor(
    private readonly sockets: readonly LoadSocket[],
    private readonly posts: number,
    private readonly postsPerSecond: number | null,
    seed: number,
  ) {
    this.next = conversation(seed);
  }

  frame(_: LoadSocket, kind: number): void {
    if (kind === type.ack && ++this.acknowledged === this.posts) this.done.resolve();
  }

  worked(): void {
    const elapsedMs = performance.now() - this.beganAt;
    const due =
      this.postsPerSecond === null
        ? this.posts
        : Math.min(this.posts, (elapsedMs * this.postsPerSecond) / 1000);
    while (this.sent < due && this.sent - this.acknowledged < inFlightEach * this.sockets.length)
      this.sockets[this.sent++ % this.sockets.length]?.post([newKey(0)], this.next());
  }
}

/** Fills rooms with a conversation; resolves once every message was acknowledged. */
export async function talk(
  group: Group,
  { posts, postsPerSecond, seed }: Extract<Command, { do: 'talk' }>,
): Promise<Outcome['talk']> {
  const beganAt = performance.now();
  const run = new Talk(group.sockets, posts, postsPerSecond, seed);
  return group.listening(run, async () => {
    const timer = setInterval(() => run.worked(), 2);
    await run.done.promise;
    clearInterval(timer);
    return { seconds: (performance.now() - beganAt) / 1000 };
  });
}
