// Tries D13.1.
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { eventually } from '../testkit/eventually.ts';
import { ManualClock } from '../testkit/clock.ts';
import { storeKind, testStore } from '../testkit/store.ts';
import { removeTemp, tempFolder } from '../testkit/temp.ts';
import type { Database } from './db.ts';
import { createLog } from './log.ts';
import { migrate } from './migrate.ts';
import { addToOutbox, makeOutbox, OutboxRelay, type OutboxTable } from './outbox.ts';

let folder = '';
let database: Database<OutboxTable>;
let clock: ManualClock;
const relays: OutboxRelay[] = [];

beforeEach(async () => {
  folder = tempFolder();
  clock = new ManualClock();
  database = await open();
  await migrate('auth', database, { '0001-outbox': { up: makeOutbox } });
});
afterEach(async () => {
  for (const relay of relays.splice(0)) await relay.stop();
  await database.close();
  removeTemp(folder);
});

const open = (): Promise<Database<OutboxTable>> => testStore('auth', folder);

/** A bus that takes what it is given, or fails; what it took, in order. */
function recorder(fails: (payload: string) => boolean = () => false) {
  const taken: string[] = [];
  const ids: string[] = [];
  return {
    taken,
    ids,
    async publishDurably(_subject: string, id: string, payload: string) {
      if (fails(payload)) throw new Error('on purpose');
      taken.push(payload);
      ids.push(id);
    },
  };
}

function relay(bus: ReturnType<typeof recorder>): OutboxRelay {
  const made = new OutboxRelay(database, bus, clock, createLog('silent'));
  relays.push(made);
  made.start();
  return made;
}

const add = (...payloads: string[]) =>
  database.transaction(async (tx) => {
    for (const payload of payloads) await addToOutbox(tx, 'test.it', payload, clock.now());
  });
const left = async () =>
  (await database.query.selectFrom('outbox').select('payload').orderBy('id').execute()).map(
    ({ payload }) => payload,
  );

test('what was committed is sent in the order made, once each, and then gone; what was rolled back never is', async () => {
  await add('before the start');
  const bus = recorder();
  const sender = relay(bus);
  await eventually(() => expect(bus.taken).toHaveLength(1));
  const many = Array.from({ length: 250 }, (_, n) => String(n));
  await add(...many);
  const undone = await database
    .transaction(async (tx) => {
      await addToOutbox(tx, 'test.it', 'undone', clock.now());
      throw new Error('undone');
    })
    .catch(String);
  expect(undone).toContain('undone');
  sender.wake();
  await eventually(async () => expect(await left()).toEqual([]));
  expect(bus.taken).toEqual(['before the start', ...many]);
  expect(new Set(bus.ids).size).toBe(251);
});

test('what is committed later than what has a higher id is sent all the same', async () => {
  const bus = recorder();
  const sender = relay(bus);
  if (storeKind === 'postgres') {
    const added = Promise.withResolvers<void>();
    const commit = Promise.withResolvers<void>();
    const slow = database.transaction(async (tx) => {
      await addToOutbox(tx, 'test.it', 'slow', clock.now());
      added.resolve();
      await commit.promise;
    });
    await added.promise;
    await add('quick');
    sender.wake();
    await eventually(() => expect(bus.taken).toEqual(['quick']));
    commit.resolve();
    await slow;
  } else {
    // One writer at a time here; but a clock that was set back gives lower ids than before.
    await add('quick');
    sender.wake();
    await eventually(() => expect(bus.taken).toEqual(['quick']));
    const row = { id: '00000000-0000-7000-8000-000000000000', subject: 'test.it', payload: 'slow', at: 0 };
    await database.query.insertInto('outbox').values(row).execute();
  }
  sender.wake();
  await eventually(async () => expect(await left()).toEqual([]));
  expect(bus.taken).toEqual(['quick', 'slow']);
});

test('what the bus does not confirm stays, holds nothing else up, and is tried again by itself', async () => {
  let broken = true;
  const bus = recorder((payload) => broken && payload === 'b');
  await add('a', 'b', 'c');
  relay(bus);
  await eventually(async () => expect(await left()).toEqual(['b']));
  expect(bus.taken).toEqual(['a', 'c']);
  broken = false;
  await eventually(async () => {
    await clock.advance(250);
    expect(await left()).toEqual([]);
  });
  expect(bus.taken).toEqual(['a', 'c', 'b']);
});

test('what another process committed, and left when it died, is found without being told', async () => {
  const bus = recorder();
  relay(bus);
  const other = await open();
  await other.transaction((tx) => addToOutbox(tx, 'test.it', 'left behind', clock.now()));
  await other.close();
  await eventually(async () => {
    await clock.advance(5000);
    expect(bus.taken).toEqual(['left behind']);
  });
});

test('two relays of one store lose nothing, and what goes out twice has one id', async () => {
  const bus = recorder();
  const many = Array.from({ length: 300 }, (_, n) => String(n));
  await add(...many);
  relay(bus);
  relay(bus);
  await eventually(async () => expect(await left()).toEqual([]));
  expect(new Set(bus.taken)).toEqual(new Set(many));
  expect(new Set(bus.ids).size).toBe(300);
});

test('what no bus would carry is refused in its transaction', async () => {
  expect(await add('x'.repeat(100_001)).catch(String)).toContain('too long');
  expect(await left()).toEqual([]);
});
