import type { Outcome } from '../load/commands.ts';
import { members } from '../processes/people.ts';
import { startRookery } from '../processes/server.ts';
import { percentile } from '../report/statistics.ts';
import { bodyUnits, type Bench } from './bench.ts';
import { measureFsync } from './fsync.ts';

const seconds = 20;
const postsPerSecond = 200;

export interface LatencyFigures extends Pick<
  Outcome['latency'],
  'deliveries' | 'percentiles' | 'p999' | 'cpu'
> {
  members: number;
  postsPerSecond: number;
  /** The disk's own time to make a small write durable, before and after, in ms. */
  fsync: { p50: number; p99: number };
}

/** The time from a post to each of its deliveries in a room of 100 members, beside the disk's own time. */
export async function measureLatency(bench: Bench): Promise<LatencyFigures> {
  const { cores, load, port, dataFolder, say } = bench;
  const server = await startRookery({ core: cores.server, port, dataFolder });
  const sockets = members(bench.people);
  await load.run({ do: 'connect', group: 'members', port, sockets });
  const before = await measureFsync(dataFolder);
  const command = {
    do: 'latency',
    group: 'members',
    serverPids: [server.pid],
    seconds,
    postsPerSecond,
    bodyUnits,
  } as const;
  const { deliveries, percentiles, p999, cpu } = await load.run(command);
  const fsyncs = [...before, ...(await measureFsync(dataFolder))].toSorted((a, b) => a - b);
  await load.run({ do: 'disconnect', group: 'members' });
  await server.stop();
  const fsync = { p50: percentile(fsyncs, 50), p99: percentile(fsyncs, 99) };
  say(
    `latency: p50 ${percentiles[50]?.toFixed(2)} ms, p99 ${percentiles[99]?.toFixed(2)} ms; fsync ${fsync.p50.toFixed(2)} ms`,
  );
  return { members: sockets.length, postsPerSecond, deliveries, percentiles, p999, cpu, fsync };
}
