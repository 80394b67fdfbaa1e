import type { Cpu } from '../load/commands.ts';
import { loners } from '../processes/people.ts';
import { startRookery } from '../processes/server.ts';
import { medianCpu } from '../report/cpu.ts';
import { median } from '../report/statistics.ts';
import { bodyUnits, type Bench } from './bench.ts';
import { undisturbed } from './undisturbed.ts';

const rounds = 5;
const seconds = 3;
const inFlight = 16;

export interface PostsFigures {
  senders: number;
  inFlight: number;
  postsPerSecond: number[];
  median: number;
  cpu: Cpu;
}

/** Posts stored, flushed to disk and acknowledged in a second: everybody alone in a room that they have open. */
export async function measurePosts(bench: Bench): Promise<PostsFigures> {
  const { cores, load, port, dataFolder, say } = bench;
  const server = await startRookery({ core: cores.server, port, dataFolder });
  const sockets = loners(bench.people);
  await load.run({ do: 'connect', group: 'loners', port, sockets });
  const command = {
    do: 'posts',
    group: 'loners',
    serverPids: [server.pid],
    seconds,
    inFlight,
    bodyUnits,
  } as const;
  const runs: { postsPerSecond: number; cpu: Cpu }[] = [];
  for (let i = 0; i < rounds; i++) {
    const figures = await undisturbed(() => load.run(command));
    say(`posts: ${Math.round(figures.postsPerSecond)}/s`);
    runs.push(figures);
  }
  await load.run({ do: 'disconnect', group: 'loners' });
  await server.stop();
  const postsPerSecond = runs.map((one) => one.postsPerSecond);
  return {
    senders: sockets.length,
    inFlight,
    postsPerSecond,
    median: median(postsPerSecond),
    cpu: medianCpu(runs.map(({ cpu }) => cpu)),
  };
}
