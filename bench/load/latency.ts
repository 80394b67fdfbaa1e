import { percentile } from '../report/statistics.ts';
import type { Command, Outcome } from './commands.ts';
import { type } from './frames.ts';
import type { Group } from './group.ts';
import type { LoadSocket } from './socket.ts';
import { Stopwatch } from './stopwatch.ts';
import { bodyOf, newKey } from './texts.ts';

const warmUpSeconds = 2;
/** After the last post, so long for what is still under way, in ms. */
const lastOnesMs = 2_000;
const dash = 0x2d;
const quote = 0x22;

/** The number at the end of the key of an event: `…-17"` is 17. */
export function markOf(bytes: Uint8Array, from: number, to: number): number {
  const frame = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);
  const key = frame.indexOf('"key":"') + 7;
  const end = frame.indexOf(quote, key);
  return Number(frame.toString('latin1', frame.lastIndexOf(dash, end) + 1, end));
}

/** Posts at a steady rate, whatever comes back, and notes when each socket gets each message. */
class Steady {
  readonly latencies: Float64Array;
  deliveries = 0;
  private readonly sentAt: Float64Array;
  private sent = 0;

  constructor(
    private readonly sockets: readonly LoadSocket[],
    private readonly body: string,
    private readonly posts: number,
    private readonly unmeasured: number,
  ) {
    this.sentAt = new Float64Array(posts);
    this.latencies = new Float64Array((posts - unmeasured) * sockets.length);
  }

  /** Sends the posts that are due: `due` in all since the start. */
  send(due: number): void {
    while (this.sent < Math.min(due, this.posts)) {
      const mark = this.sent++;
      this.sentAt[mark] = performance.now();
      this.sockets[mark % this.sockets.length]?.post([newKey(mark)], this.body);
    }
  }

  frame(_: LoadSocket, kind: number, bytes: Uint8Array, from: number, to: number): void {
    if (kind !== type.event) return;
    const mark = markOf(bytes, from, to);
    if (mark < this.unmeasured) return;
    this.latencies[this.deliveries++] = performance.now() - (this.sentAt[mark] ?? 0);
  }
}

/** Measures the time from a post to each delivery. Throws when a delivery is missing. */
export async function latency(
  group: Group,
  { postsPerSecond, bodyUnits, serverPids, seconds }: Extract<Command, { do: 'latency' }>,
): Promise<Outcome['latency']> {
  const posts = (warmUpSeconds + seconds) * postsPerSecond;
  const run = new Steady(group.sockets, bodyOf(bodyUnits), posts, warmUpSeconds * postsPerSecond);
  return group.listening(run, async () => {
    const watch = new Stopwatch(serverPids);
    const beganAt = performance.now();
    const timer = setInterval(() => run.send(((performance.now() - beganAt) * postsPerSecond) / 1000), 1);
    await Bun.sleep((warmUpSeconds + seconds) * 1000 + 50);
    clearInterval(timer);
    const { cpu } = watch.read();
    const until = performance.now() + lastOnesMs;
    while (run.deliveries < run.latencies.length && performance.now() < until) await Bun.sleep(10);
    if (run.deliveries !== run.latencies.length) {
      throw new Error(`${run.latencies.length - run.deliveries} deliveries are missing`);
    }
    const sorted = run.latencies.toSorted();
    return {
      deliveries: run.deliveries,
      percentiles: Array.from({ length: 101 }, (_, percent) => percentile(sorted, percent)),
      p999: percentile(sorted, 99.9),
      cpu,
    };
  });
}
