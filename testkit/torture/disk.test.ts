// Tries D3.4, D9.1.
import { expect, test } from 'bun:test';
import { seededRandom } from '../random.ts';
import { diskFull } from './faults/disk.ts';
import { torture } from './run.ts';
import { mountSmallDisk } from './small-disk.ts';

test('on a full disk posts are refused for now, reading goes on, and nothing that was acknowledged is lost', async () => {
  const disk = mountSmallDisk(64_000_000);
  const { anomalies, recorder } = await torture({
    dataFolder: disk.dataFolder,
    random: seededRandom(3),
    forMs: 3_000,
    faults: [diskFull(disk)],
    faultsPerMinute: 120,
    clients: 8,
    people: 4,
    rooms: 2,
    postsPerSecond: 300,
  });
  expect(anomalies).toEqual([]);
  expect(recorder.faults.get('disk full')).toBeGreaterThan(0);
  expect(recorder.refusals.get('unavailable')).toBeGreaterThan(0);
  expect(recorder.refusals.get('internal')).toBeUndefined();
  expect(recorder.acknowledged).toBeGreaterThan(50);
  disk.remove();
}, 60_000);
