import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { failures, runSeeds, type Sums } from './many-seeds.ts';
import { runSeed } from './run.ts';
import { storeFolder } from './template.ts';
import { trace } from './trace.ts';

/** How often the sums are said while a long run goes on. */
const everySeeds = 250;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    from: { type: 'string' },
    seed: { type: 'string' },
    /** Where the sums go as JSON. */
    record: { type: 'string' },
    /** Ends with the first seed in which something is wrong. */
    'until-wrong': { type: 'boolean' },
  },
});

function deaths({ faults }: Sums): number {
  return [...faults].reduce((sum, [name, times]) => sum + (name.includes('died') ? times : 0), 0);
}

function say(sums: Sums): void {
  const { seeds, acknowledged, failed } = sums;
  console.log(
    `${seeds} seeds, ${acknowledged} posts acknowledged, ${deaths(sums)} deaths, ${failed.length} with anomalies`,
  );
}

function record(file: string, from: number, sums: Sums): void {
  const { seeds, acknowledged, faults, failed } = sums;
  const anomalous = failed.map(({ seed }) => seed);
  const all = {
    from,
    seeds,
    acknowledged,
    deaths: deaths(sums),
    faults: Object.fromEntries([...faults].toSorted()),
    anomalous,
  };
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
}

async function many(from: number, count: number): Promise<number> {
  const sums = await runSeeds(from, count, (line, soFar) => {
    const { anomalies } = line;
    if (anomalies.length > 0) console.log(failures([line]).join('\n'));
    if (soFar.seeds % everySeeds === 0) say(soFar);
    if (anomalies.length > 0 && values['until-wrong']) process.exit(1);
  });
  if (values.record !== undefined) record(values.record, from, sums);
  for (const [name, times] of [...sums.faults].toSorted()) console.log(`  ${name.padEnd(32)} ${times}`);
  say(sums);
  return sums.failed.length > 0 ? 1 : 0;
}

async function one(seed: number): Promise<number> {
  const { folder, empty } = await storeFolder();
  const outcome = await runSeed(seed, { file: join(folder, 'store.sqlite'), empty });
  for (const line of trace(outcome.history.records)) console.log(line);
  for (const anomaly of outcome.anomalies) console.log(`wrong: ${anomaly}`);
  console.log(`seed ${seed}: ${outcome.acknowledged} acknowledged, ${outcome.anomalies.length} anomalies`);
  console.log(`hash ${outcome.hash}`);
  return outcome.anomalies.length > 0 ? 1 : 0;
}

// An end by a signal is an end too: the workers go with it.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
process.exit(
  values.seed === undefined
    ? await many(Number(values.from ?? 1), Number(values.seeds ?? 1000))
    : await one(Number(values.seed)),
);
