// Tries D3.1, D3.2.
import { expect, test } from 'bun:test';
import { seededRandom } from '../random.ts';
import { losePower } from './power.ts';

test('after a loss of power everything that was acknowledged or seen is there', async () => {
  const { anomalies, acknowledged, calls } = await losePower({
    random: seededRandom(2),
    forMs: 1_500,
    cuts: 3,
  });
  expect(anomalies).toEqual([]);
  expect(calls).toBeGreaterThan(20);
  expect(acknowledged).toBeGreaterThan(10);
}, 60_000);
