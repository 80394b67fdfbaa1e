// Tries D2.1, D3.2, D3.3, D5.1, D6.1, D10.1.
import { expect, test } from 'bun:test';
import { seededRandom } from '../random.ts';
import { clusterFaultNames } from './cluster/faults.ts';
import { tortureCluster } from './cluster/run.ts';

test('every kind of fault of a cluster while people talk: nothing is lost, doubled or reordered, and all recovers', async () => {
  const said: string[] = [];
  const { anomalies, recorder, recoveries, stored, deleted } = await tortureCluster({
    random: seededRandom(7),
    forMs: 0,
    kinds: clusterFaultNames,
    services: ['chats', 'live'],
    heldMs: [500, 1_500],
    partitionMs: 2_000,
    clients: 16,
    people: 6,
    rooms: 3,
    postsPerSecond: 100,
    say: (line) => said.push(line),
  });
  expect(anomalies).toEqual([]);
  // What was not tortured proves nothing.
  expect([...recoveries.keys()]).toHaveLength(clusterFaultNames.length + 2);
  expect(recorder.acknowledged).toBeGreaterThan(200);
  expect(stored + deleted).toBeGreaterThanOrEqual(recorder.acknowledged);
}, 180_000);
