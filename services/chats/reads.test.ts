import { afterAll, expect, test } from 'bun:test';
import { localBus } from '../../platform/bus-local.ts';
import { openChats } from '../../testkit/chats-store.ts';
import { ManualClock } from '../../testkit/clock.ts';
import { eventually } from '../../testkit/eventually.ts';
import { removeTemp, tempFolder } from '../../testkit/temp.ts';
import { Changes } from './changes.ts';
import { Digests } from './digests.ts';
import { PosterReads } from './reads.ts';

const folder = tempFolder();
const { database } = await openChats(folder);
afterAll(async () => {
  await database.close();
  removeTemp(folder);
});

test('that posting moved a read position is told once the store works again', async () => {
  let works = false;
  const clock = new ManualClock();
  const bus = localBus(() => undefined);
  const changes = new Changes(
    {
      ...database,
      transaction: (work) =>
        works ? database.transaction(work) : Promise.reject(new Error('disk I/O error')),
    },
    bus,
    new Digests(bus, clock),
  );
  const failures: unknown[] = [];
  const reads = new PosterReads(changes, clock, 1_000, (error) => failures.push(error));
  reads.start();
  reads.posted('user-one', 'room-one', 7, 5);
  await clock.advance(1_000);
  await eventually(() => expect(failures).toHaveLength(1));
  // One that came again, and is older.
  reads.posted('user-one', 'room-one', 6, 4);
  works = true;
  await clock.advance(1_000);
  const told = () => database.query.selectFrom('me_log').select(['user', 'type', 'data']).execute();
  await eventually(async () => expect(await told()).toHaveLength(1));
  const [entry] = await told();
  expect(entry).toMatchObject({ user: 'user-one', type: 'read' });
  expect(JSON.parse(entry?.data ?? '')).toEqual({ room: 'room-one', seq: 7, n: 5 });
  await reads.stop();
  expect(await told()).toHaveLength(1);
});
