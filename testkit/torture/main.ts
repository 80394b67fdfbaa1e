/** `npm run torture`: see `options.ts` for what can be asked for. */
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../random.ts';
import { removeTemp, tempFolder } from '../temp.ts';
import { clusterCommand } from './cluster/command.ts';
import type { Fault } from './faults/fault.ts';
import { diskFull } from './faults/disk.ts';
import { eio } from './faults/eio.ts';
import { kill } from './faults/kill.ts';
import { restart } from './faults/restart.ts';
import { stop } from './faults/stop.ts';
import { MissingRight } from './missing-right.ts';
import { type Asked, type FaultName, readOptions, usage, UsageError } from './options.ts';
import { losePower } from './power.ts';
import { tableOf } from './report.ts';
import { torture } from './run.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';
import { mayAttachStrace } from './strace.ts';
import { addRound, lineOf, noTotals, type Totals } from './totals.ts';

type Tortured = Asked & { faults: FaultName[] };

/** Each round has a server, a store and a history of its own, so that a run of hours needs no more memory than this. */
const roundMs = 60_000;
/** So many times as often as any other fault. */
const killShare = 3;
/** All messages of a round fit. */
const diskBytes = 1_500_000_000;
/** Each moment costs two starts of a server. */
const powerTalkMs = 6_000;
const powerCuts = 10;
/** Not all anomalies of a bad run are read; the file has all that led to them. */
const shownAnomalies = 20;

async function main(args: string[]): Promise<number> {
  if (args[0] === 'cluster') return clusterCommand(args.slice(1));
  if (args.includes('--help')) {
    console.log(usage);
    return 0;
  }
  const asked = readOptions(args);
  const { minutes, seed } = asked;
  const faults = asked.faults ?? (await possibleFaults());
  console.log(`seed ${seed} (chooses what is done; when it happens is up to the machine)`);
  if (asked.faults?.some((name) => name === 'eio' || name === 'power')) await mayAttachStrace();
  const totals = noTotals(seed);
  const forMs = minutes * 60_000;
  // What was found is not run over by later rounds.
  for (let done = 0; done < forMs && totals.anomalies === 0; done += roundMs) {
    const anomalies: string[] = [];
    if (faults.some((name) => name !== 'power'))
      anomalies.push(
        ...(await tortureProcess({ ...asked, faults }, Math.min(roundMs, forMs - done), totals)),
      );
    if (faults.includes('power')) anomalies.push(...(await tryPower(totals)));
    for (const anomaly of anomalies.slice(0, shownAnomalies)) console.log(`anomaly: ${anomaly}`);
    totals.rounds++;
    totals.seconds = (Date.now() - totals.beganAt) / 1000;
    console.log(lineOf(totals));
    if (asked.recordFile !== undefined)
      writeFileSync(asked.recordFile, `${JSON.stringify(totals, null, 2)}\n`);
    Bun.gc(true);
  }
  return totals.anomalies > 0 ? 1 : 0;
}

/** What is made unless something else is asked for; says what of it cannot be made here. */
async function possibleFaults(): Promise<FaultName[]> {
  const faults: FaultName[] = ['kill', 'stop', 'restart'];
  const tries: [FaultName, () => unknown][] = [
    ['disk', () => mountSmallDisk(1_000_000).remove()],
    ['eio', mayAttachStrace],
  ];
  for (const [name, attempt] of tries) {
    try {
      await attempt();
      faults.push(name);
    } catch (error) {
      if (!(error instanceof MissingRight)) throw error;
      console.log(`left out: ${error.message}`);
    }
  }
  console.log(`faults: ${faults.join(', ')}`);
  return faults;
}

/** What chance is made of in this round. */
const seedOf = ({ seed, rounds }: Totals) => seed + rounds;

async function tortureProcess(asked: Tortured, forMs: number, totals: Totals): Promise<string[]> {
  const seed = seedOf(totals);
  // Only a disk of its own can be filled.
  const disk = asked.faults.includes('disk') ? mountSmallDisk(diskBytes) : null;
  const dataFolder = disk?.dataFolder ?? tempFolder();
  const historyFile = join(tmpdir(), `rookery-torture-${seed}.jsonl`);
  console.log(`history: ${historyFile} (kept if something is wrong)`);
  const began = performance.now();
  const outcome = await torture({
    dataFolder,
    random: seededRandom(seed),
    forMs,
    faults: faultsOf(asked, disk),
    faultsPerMinute: asked.faultsPerMinute,
    clients: 50,
    people: 24,
    rooms: 8,
    postsPerSecond: asked.postsPerSecond,
    historyFile,
  });
  if (disk) disk.remove();
  else removeTemp(dataFolder);
  if (outcome.anomalies.length === 0) rmSync(historyFile);
  console.log(tableOf(outcome, (performance.now() - began) / 1000));
  addRound(totals, outcome);
  return outcome.anomalies;
}

function faultsOf(asked: Tortured, disk: SmallDisk | null): Fault[] {
  const faults: Record<FaultName, Fault[]> = {
    kill: Array<Fault>(killShare).fill(kill),
    stop: [stop],
    restart: [restart],
    disk: disk ? [diskFull(disk)] : [],
    eio: [eio],
    power: [],
  };
  return asked.faults.flatMap((name) => faults[name]);
}

async function tryPower(totals: Totals): Promise<string[]> {
  const lost = { random: seededRandom(seedOf(totals)), forMs: powerTalkMs, cuts: powerCuts };
  const { anomalies, acknowledged, calls } = await losePower(lost);
  console.log(
    `power lost at ${powerCuts} moments among ${calls} writes and flushes, each store tried twice: ` +
      `${acknowledged} acknowledgements before them, ${anomalies.length} anomalies`,
  );
  totals.powerLosses += powerCuts;
  totals.anomalies += anomalies.length;
  return anomalies;
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  const isPlain = error instanceof UsageError || error instanceof MissingRight;
  console.error(isPlain ? error.message : error);
  process.exit(error instanceof UsageError ? 2 : 1);
}
