import { join } from 'node:path';
import { runSeed } from './run.ts';
import { storeFolder } from './template.ts';

// Whoever listened has ended: so does this process.
process.stdout.on('error', () => process.exit(0));

/** Runs the seeds from, from + step, … below to, and writes what came of each as a line of JSON. */
const [from = 0, to = 0, step = 1] = process.argv.slice(2).map(Number);
const { folder, empty } = await storeFolder();
for (let seed = from; seed < to; seed += step) {
  const { history, faults, ...outcome } = await runSeed(seed, { file: join(folder, 'store.sqlite'), empty });
  const line = JSON.stringify({
    ...outcome,
    records: history.records.length,
    faults: Object.fromEntries(faults),
  });
  process.stdout.write(`${line}\n`);
}
