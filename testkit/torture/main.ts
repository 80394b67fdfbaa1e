/** `npm run torture`: see `options.ts` for what can be asked for. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../random.ts';
import { tempFolder } from '../temp.ts';
import type { Fault } from './faults/fault.ts';
import { diskFull } from './faults/disk.ts';
import { eio } from './faults/eio.ts';
import { kill } from './faults/kill.ts';
import { restart } from './faults/restart.ts';
import { stop } from './faults/stop.ts';
import { type Asked, type FaultName, readOptions, usage, UsageError } from './options.ts';
import { losePower } from './power.ts';
import { tableOf } from './report.ts';
import { torture } from './run.ts';
import { mountSmallDisk } from './small-disk.ts';

/** So many times as often as any other fault. */
const killShare = 3;
/** All messages of a long run fit. */
const diskBytes = 1_500_000_000;
/** Each moment costs two starts of a server. */
const powerTalkMs = 6_000;
const powerCuts = 10;
/** Not all anomalies of a bad run are read; the file has all that led to them. */
const shownAnomalies = 20;

async function main(args: string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(usage);
    return 0;
  }
  const asked = readOptions(args);
  console.log(`seed ${asked.seed} (chooses what is done; when it happens is up to the machine)`);
  const anomalies: string[] = [];
  if (asked.faults.some((name) => name !== 'power')) anomalies.push(...(await tortureProcess(asked)));
  if (asked.faults.includes('power')) anomalies.push(...(await tryPower(asked)));
  for (const anomaly of anomalies.slice(0, shownAnomalies)) console.log(anomaly);
  return anomalies.length > 0 ? 1 : 0;
}

async function tortureProcess(asked: Asked): Promise<string[]> {
  // Only a disk of its own can be filled.
  const disk = asked.faults.includes('disk') ? mountSmallDisk(diskBytes) : null;
  const faults: Record<FaultName, Fault[]> = {
    kill: Array<Fault>(killShare).fill(kill),
    stop: [stop],
    restart: [restart],
    disk: disk ? [diskFull(disk)] : [],
    eio: [eio],
    power: [],
  };
  const historyFile = join(tmpdir(), `rookery-torture-${asked.seed}.jsonl`);
  console.log(`history: ${historyFile}`);
  const began = performance.now();
  const outcome = await torture({
    dataFolder: disk?.dataFolder ?? tempFolder(),
    random: seededRandom(asked.seed),
    forMs: asked.minutes * 60_000,
    faults: asked.faults.flatMap((name) => faults[name]),
    faultsPerMinute: asked.faultsPerMinute,
    clients: 50,
    people: 24,
    rooms: 8,
    postsPerSecond: 1_300,
    historyFile,
  });
  console.log(tableOf(outcome, (performance.now() - began) / 1000));
  return outcome.anomalies;
}

async function tryPower({ seed }: Asked): Promise<string[]> {
  const lost = { random: seededRandom(seed), forMs: powerTalkMs, cuts: powerCuts };
  const { anomalies, acknowledged, calls } = await losePower(lost);
  console.log(
    `power lost at ${powerCuts} moments among ${calls} writes and flushes, each store tried twice: ` +
      `${acknowledged} acknowledgements before them, ${anomalies.length} anomalies`,
  );
  return anomalies;
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exit(error instanceof UsageError ? 2 : 1);
}
