import { expect, test } from 'bun:test';
import { subject, type Digest } from '../../contracts/events.ts';
import { localBus } from '../../platform/bus-local.ts';
import type { Database } from '../../platform/db.ts';
import { ManualClock } from '../../testkit/clock.ts';
import { Changes } from './changes.ts';
import { Digests } from './digests.ts';
import type { ChatsTables, Tx } from './schema.ts';

const batch = {
  room: 'room-one',
  epoch: 'an-epoch',
  first: 1,
  before: undefined,
  posts: 1,
  types: ['x'],
  events: ['{}'],
};

test.each([
  ['the answer to its commit was lost', true, 2],
  ['it failed before its commit', false, 1],
])('a change is asked for by everybody only if it may be durable: %s', async (_why, worked, first) => {
  const clock = new ManualClock();
  const bus = localBus((error) => {
    throw error;
  });
  const numbers: number[] = [];
  bus.subscribe(subject.digest, (payload) => numbers.push((JSON.parse(payload) as Digest).n));
  const digests = new Digests(bus, clock);
  digests.start();
  const database = {
    transaction: async (work: (tx: Tx) => Promise<unknown>) => {
      await work({} as Tx);
      throw new Error('the connection to the store broke');
    },
  } as unknown as Database<ChatsTables>;
  const changing = new Changes(database, bus, digests).run(async (_tx, told) => {
    told.rooms.push(batch);
    if (!worked) throw new Error('a statement failed');
  });
  expect(await changing.catch((error: unknown) => error)).toBeInstanceOf(Error);
  await clock.advance(500);
  expect(numbers).toEqual([first]);
  digests.stop();
});
