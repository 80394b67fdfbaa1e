import type { Command, Outcome } from './commands.ts';
import { type } from './frames.ts';
import type { Group } from './group.ts';
import type { LoadSocket } from './socket.ts';
import { Stopwatch } from './stopwatch.ts';
import { bodyOf, newKey } from './texts.ts';

const warmUpMs = 300;
/** At least as many as messages can be in flight; a power of two. */
const ringSize = 256;

/** Posts so that always `inFlight` messages have not reached every socket yet. */
class FanOut {
  deliveries = 0;
  frameBytes = 0;
  stopping = false;
  readonly done = Promise.withResolvers<void>();
  /** By message: how many sockets have it. */
  private readonly reached = new Uint32Array(ringSize);
  private inFlight = 0;
  private toSend = 0;

  constructor(
    private readonly sockets: readonly LoadSocket[],
    private readonly body: string,
  ) {}

  begin(inFlight: number): void {
    this.toSend = inFlight;
    this.worked();
  }

  frame(socket: LoadSocket, kind: number, _bytes: Uint8Array, from: number, to: number): void {
    if (kind !== type.event) return;
    this.deliveries++;
    this.frameBytes = to - from;
    const message = socket.received++ & (ringSize - 1);
    const reached = (this.reached[message] ?? 0) + 1;
    this.reached[message] = reached;
    if (reached < this.sockets.length) return;
    this.reached[message] = 0;
    this.inFlight--;
    this.toSend++;
  }

  worked(): void {
    if (this.toSend === 0) return;
    if (this.stopping) {
      if (this.inFlight === 0) this.done.resolve();
      return;
    }
    const keys = Array.from({ length: this.toSend }, () => newKey(0));
    this.inFlight += this.toSend;
    this.toSend = 0;
    this.sockets[0]?.post(keys, this.body);
  }
}

/** Measures how many deliveries a second a room gets. */
export async function fanOut(
  group: Group,
  { inFlight, bodyUnits, serverPids, seconds }: Extract<Command, { do: 'fan-out' }>,
): Promise<Outcome['fan-out']> {
  const run = new FanOut(group.sockets, bodyOf(bodyUnits));
  return group.listening(run, async () => {
    run.begin(inFlight);
    await Bun.sleep(warmUpMs);
    const watch = new Stopwatch(serverPids);
    const before = run.deliveries;
    await Bun.sleep(seconds * 1000);
    const { seconds: took, cpu } = watch.read();
    const deliveriesPerSecond = (run.deliveries - before) / took;
    run.stopping = true;
    await run.done.promise;
    return { deliveriesPerSecond, frameBytes: run.frameBytes, cpu };
  });
}
