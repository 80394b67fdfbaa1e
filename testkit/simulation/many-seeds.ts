import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What a worker says of one seed. */
export interface SeedLine {
  seed: number;
  anomalies: string[];
  acknowledged: number;
  /** How many things were written down of it. */
  records: number;
  faults: Record<string, number>;
}

/** Sums of many seeds. */
export interface Sums {
  seeds: number;
  acknowledged: number;
  faults: Map<string, number>;
  /** The seeds in which something was wrong. */
  failed: SeedLine[];
}

/** What was wrong in some seeds, a sentence each, with how to see it again step by step. */
export function failures(failed: readonly Pick<SeedLine, 'seed' | 'anomalies'>[]): string[] {
  return failed.map(
    ({ seed, anomalies }) => `seed ${seed}: ${anomalies[0]}\n  npm run simulate -- --seed ${seed}`,
  );
}

/** Runs `count` seeds from `from` on in as many processes as there are cores. `onSeed` hears of the sums after each. */
export async function runSeeds(
  from: number,
  count: number,
  onSeed: (line: SeedLine, sums: Sums) => void = () => {},
): Promise<Sums> {
  const sums: Sums = { seeds: 0, acknowledged: 0, faults: new Map(), failed: [] };
  const workers = Math.min(count, availableParallelism());
  const take = (line: SeedLine) => {
    sums.seeds++;
    sums.acknowledged += line.acknowledged;
    for (const [fault, times] of Object.entries(line.faults))
      sums.faults.set(fault, (sums.faults.get(fault) ?? 0) + times);
    if (line.anomalies.length > 0) sums.failed.push(line);
    onSeed(line, sums);
  };
  await Promise.all(Array.from({ length: workers }, (_, i) => work([from + i, from + count, workers], take)));
  return sums;
}

/** One worker process, until it has done its seeds. */
async function work(seeds: number[], take: (line: SeedLine) => void): Promise<void> {
  const args = [join(import.meta.dirname, 'worker.ts'), ...seeds.map(String)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  // One that goes round in circles would go on for ever, hearing nothing of it.
  const endsWithUs = () => child.kill('SIGKILL');
  process.once('exit', endsWithUs);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  for await (const text of createInterface({ input: child.stdout })) take(JSON.parse(text) as SeedLine);
  const code = await ended;
  process.off('exit', endsWithUs);
  if (code !== 0) throw new Error(`a worker of the simulation ended with ${code}`);
}
