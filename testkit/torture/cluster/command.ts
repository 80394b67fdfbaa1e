/** `npm run torture -- cluster`: see `options.ts` for what can be asked for. */
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../../random.ts';
import { clusterUsage, readClusterOptions } from './options.ts';
import { clusterTable, reportOf } from './report.ts';
import { tortureCluster } from './run.ts';

/** Not all anomalies of a bad run are read; the file has all that led to them. */
const shownAnomalies = 20;

/** Does it; gives the exit code. */
export async function clusterCommand(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(clusterUsage);
    return 0;
  }
  const { minutes, seed, faults, recordFile } = readClusterOptions(args);
  const historyFile = join(tmpdir(), `rookery-torture-cluster-${seed}.jsonl`);
  console.log(`seed ${seed}; history: ${historyFile} (kept if something is wrong)`);
  const began = performance.now();
  const outcome = await tortureCluster({
    random: seededRandom(seed),
    forMs: minutes * 60_000,
    kinds: faults,
    heldMs: [1_000, 8_000],
    partitionMs: 10_000,
    clients: 50,
    people: 50,
    rooms: 8,
    postsPerSecond: 200,
    historyFile,
    say: (line) => console.log(line),
  });
  const report = reportOf(outcome);
  for (const anomaly of outcome.anomalies.slice(0, shownAnomalies)) console.log(`anomaly: ${anomaly}`);
  if (outcome.anomalies.length === 0) rmSync(historyFile);
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(`\n${clusterTable(report)}, ${seconds} s`);
  if (recordFile !== undefined)
    writeFileSync(recordFile, `${JSON.stringify({ seed, seconds, ...report }, null, 2)}\n`);
  return report.anomalies > 0 ? 1 : 0;
}
