import { freePort } from '../../testkit/free-port.ts';
import type { Cpu, SocketPlan } from '../load/commands.ts';
import { crowd } from '../processes/people.ts';
import { startRawPublish, startRookery, type ServerProcess } from '../processes/server.ts';
import { cpuText, medianCpu } from '../report/cpu.ts';
import { median } from '../report/statistics.ts';
import { bodyUnits, type Bench } from './bench.ts';
import { undisturbed } from './undisturbed.ts';

const sockets = 1_000;
const rounds = 9;
const seconds = 1;
const windows = [1, 16] as const;

interface Side {
  deliveriesPerSecond: number[];
  median: number;
  frameBytes: number;
  cpu: Cpu;
}

/** One number of messages in flight: ours beside raw publish, run in turn. */
export interface FanOutFigures {
  inFlight: number;
  rookery: Side;
  raw: Side;
  /** Median of the rounds' own ratios: both sides of a round saw the same machine. */
  ratio: number;
}

type Run = { deliveriesPerSecond: number; frameBytes: number; cpu: Cpu };

/** Deliveries a second to a room of 1,000 sockets, beside Bun's publish of equally long frames. */
export async function measureFanOut(bench: Bench): Promise<FanOutFigures[]> {
  const { cores, load, port, dataFolder } = bench;
  const plan = crowd(bench.people, sockets);
  const rookery = await startRookery({ core: cores.server, port, dataFolder });
  await connect(bench, 'rookery', port, plan);
  const trial = await run(bench, 'rookery', rookery, 1, 0.2);
  const rawPort = await freePort();
  const raw = await startRawPublish(cores.server, rawPort, trial.frameBytes);
  await connect(bench, 'raw', rawPort, plan);
  const figures: FanOutFigures[] = [];
  for (const inFlight of windows) {
    const ours: Run[] = [];
    const theirs: Run[] = [];
    for (let i = 0; i < rounds; i++) {
      // Each goes first as often as the other, as far as that goes.
      if (i % 2 === 0) theirs.push(await run(bench, 'raw', raw, inFlight, seconds));
      ours.push(await run(bench, 'rookery', rookery, inFlight, seconds));
      if (i % 2 === 1) theirs.push(await run(bench, 'raw', raw, inFlight, seconds));
    }
    const ratios = ours.map(
      (one, i) => one.deliveriesPerSecond / (theirs[i]?.deliveriesPerSecond ?? Number.NaN),
    );
    figures.push({ inFlight, rookery: side(ours), raw: side(theirs), ratio: median(ratios) });
  }
  for (const group of ['rookery', 'raw']) await load.run({ do: 'disconnect', group });
  await raw.stop();
  await rookery.stop();
  return figures;
}

async function connect({ load, say }: Bench, group: string, port: number, plan: SocketPlan[]): Promise<void> {
  const { seconds: took } = await load.run({ do: 'connect', group, port, sockets: plan });
  say(`${plan.length} sockets of ${group} live after ${took.toFixed(2)} s`);
}

async function run(
  { load, say }: Bench,
  group: string,
  server: ServerProcess,
  inFlight: number,
  length: number,
): Promise<Run> {
  const command = {
    do: 'fan-out',
    group,
    serverPids: [server.pid],
    seconds: length,
    inFlight,
    bodyUnits,
  } as const;
  const figures = await undisturbed(() => load.run(command));
  const { deliveriesPerSecond, frameBytes, cpu } = figures;
  const rate = Math.round(deliveriesPerSecond);
  say(`${group}, ${inFlight} in flight: ${rate} deliveries/s of ${frameBytes} B, ${cpuText(cpu)}`);
  return figures;
}

function side(runs: readonly Run[]): Side {
  const deliveriesPerSecond = runs.map((one) => one.deliveriesPerSecond);
  return {
    deliveriesPerSecond,
    median: median(deliveriesPerSecond),
    frameBytes: runs[0]?.frameBytes ?? 0,
    cpu: medianCpu(runs.map(({ cpu }) => cpu)),
  };
}
