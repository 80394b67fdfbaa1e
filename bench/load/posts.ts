import type { Command, Outcome } from './commands.ts';
import { type } from './frames.ts';
import type { Group } from './group.ts';
import type { LoadSocket } from './socket.ts';
import { Stopwatch } from './stopwatch.ts';
import { bodyOf, newKey } from './texts.ts';

const warmUpMs = 1_000;

/** Every socket posts again as soon as one of its posts was acknowledged. */
class Posts {
  acknowledged = 0;
  stopping = false;
  readonly done = Promise.withResolvers<void>();
  private inFlight = 0;
  private readonly toSend = new Map<LoadSocket, number>();

  constructor(private readonly body: string) {}

  begin(sockets: readonly LoadSocket[], inFlight: number): void {
    for (const socket of sockets) this.toSend.set(socket, inFlight);
    this.worked();
  }

  frame(socket: LoadSocket, kind: number): void {
    if (kind !== type.ack) return;
    this.acknowledged++;
    this.inFlight--;
    this.toSend.set(socket, (this.toSend.get(socket) ?? 0) + 1);
  }

  worked(): void {
    if (this.stopping) {
      if (this.inFlight === 0) this.done.resolve();
      return;
    }
    for (const [socket, posts] of this.toSend) {
      this.inFlight += posts;
      socket.post(
        Array.from({ length: posts }, () => newKey(0)),
        this.body,
      );
    }
    this.toSend.clear();
  }
}

/** Measures how many posts a second are stored and acknowledged. */
export async function posts(
  group: Group,
  { inFlight, bodyUnits, serverPids, seconds }: Extract<Command, { do: 'posts' }>,
): Promise<Outcome['posts']> {
  const run = new Posts(bodyOf(bodyUnits));
  return group.listening(run, async () => {
    run.begin(group.sockets, inFlight);
    await Bun.sleep(warmUpMs);
    const watch = new Stopwatch(serverPids);
    const before = run.acknowledged;
    await Bun.sleep(seconds * 1000);
    const { seconds: took, cpu } = watch.read();
    const postsPerSecond = (run.acknowledged - before) / took;
    run.stopping = true;
    await run.done.promise;
    return { postsPerSecond, cpu };
  });
}
