// Tries D1.1, D1.2, D2.1, D3.1, D3.3, D3.4, D4.1, D4.2, D5.1, D5.2, D5.3, D6.1, D6.2, D6.3, D7.1, D8.1, D8.2, D10.1, D10.2, D11.1, D11.2, D12.1, D12.2, D13.1.
import { expect, test } from 'bun:test';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { failures, runSeeds } from './many-seeds.ts';
import { runSeed } from './run.ts';
import { storeFolder } from './template.ts';

/** As many as fit into the time of an ordinary test run; `npm run simulate` runs more. */
const seeds = 300;

test('the same seed is the same run', async () => {
  const { folder, empty } = await storeFolder();
  const place = { file: join(folder, 'store.sqlite'), empty };
  for (const seed of [3, 36, 40]) {
    const first = await runSeed(seed, place);
    expect(first.history.records.length).toBeGreaterThan(100);
    expect((await runSeed(seed, place)).hash).toBe(first.hash);
  }
  rmSync(folder, { recursive: true, force: true });
});

test('whatever goes wrong, no promise is broken and all comes right in the end', async () => {
  const { seeds: run, acknowledged, failed } = await runSeeds(1, seeds);
  expect(failures(failed)).toEqual([]);
  expect(run).toBe(seeds);
  expect(acknowledged).toBeGreaterThan(30 * seeds);
}, 300_000);

test('a seed in which something is wrong says which it is, and how to see it again', () => {
  expect(failures([{ seed: 4711, anomalies: ['gap: one is missing', 'and more'] }])).toEqual([
    'seed 4711: gap: one is missing\n  npm run simulate -- --seed 4711',
  ]);
});
