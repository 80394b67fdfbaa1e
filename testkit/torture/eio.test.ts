// Tries D3.1, D3.4.
import { expect, test } from 'bun:test';
import { seededRandom } from '../random.ts';
import { removeTemp, tempFolder } from '../temp.ts';
import { eio } from './faults/eio.ts';
import { torture } from './run.ts';

test('while flushes and writes of the store fail, nothing that was acknowledged is lost', async () => {
  const dataFolder = tempFolder();
  const { anomalies, recorder } = await torture({
    dataFolder,
    random: seededRandom(5),
    forMs: 3_000,
    faults: [eio],
    faultsPerMinute: 120,
    clients: 8,
    people: 4,
    rooms: 2,
    postsPerSecond: 300,
  });
  expect(anomalies).toEqual([]);
  expect([...recorder.faults.keys()].some((what) => what.endsWith('fails'))).toBe(true);
  expect(recorder.refusals.get('unavailable')).toBeGreaterThan(0);
  expect(recorder.refusals.get('internal')).toBeUndefined();
  expect(recorder.acknowledged).toBeGreaterThan(50);
  removeTemp(dataFolder);
}, 60_000);
