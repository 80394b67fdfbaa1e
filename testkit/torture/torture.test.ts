// Tries D1.1, D2.1, D3.2, D3.3, D4.2, D5.1, D6.1, D8.1, D8.2, D11.1, D11.2.
import { expect, test } from 'bun:test';
import { seededRandom } from '../random.ts';
import { removeTemp, tempFolder } from '../temp.ts';
import { kill } from './faults/kill.ts';
import { restart } from './faults/restart.ts';
import { stop } from './faults/stop.ts';
import { torture } from './run.ts';

test('killed, stopped and restarted while people talk, the server loses, doubles and reorders nothing', async () => {
  const dataFolder = tempFolder();
  const { anomalies, recorder, history } = await torture({
    dataFolder,
    random: seededRandom(7),
    forMs: 5_000,
    faults: [kill, kill, kill, stop, restart],
    faultsPerMinute: 120,
    clients: 16,
    people: 6,
    rooms: 3,
    postsPerSecond: 400,
  });
  expect(anomalies).toEqual([]);
  // What was not tortured proves nothing.
  for (const fault of ['kill', 'stop', 'restart']) expect(recorder.faults.get(fault)).toBeGreaterThan(0);
  expect(recorder.acknowledged).toBeGreaterThan(200);
  expect(history.store.flatMap(({ messages }) => messages).length).toBeGreaterThanOrEqual(
    recorder.acknowledgedIn(history.store.map(({ room }) => room)),
  );
  expect(history.records.some(({ is }) => is === 'room-deleted')).toBe(true);
  removeTemp(dataFolder);
}, 60_000);
