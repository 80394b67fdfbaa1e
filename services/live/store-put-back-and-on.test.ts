// Tries D6.3.
import { afterEach, expect, test } from 'bun:test';
import { subject } from '../../contracts/events.ts';
import {
  connect,
  eventsOf,
  expectSeqs,
  follow,
  gather,
  newKey,
  post,
  reached,
  wholeLog,
} from '../../testkit/gathering.ts';
import { startLiveWorld } from '../../testkit/live-world.ts';
import { lossyBus } from '../../testkit/lossy-bus.ts';
import type { Person } from '../../testkit/person.ts';
import { putBack } from '../../testkit/put-back.ts';
import { seededRandom } from '../../testkit/random.ts';
import type { TestSocket } from '../../testkit/socket.ts';
import type { World } from '../../testkit/world.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.stop();
  world = undefined;
});

/** Posts so many at once, and waits until all are stored. */
async function postMany(writing: TestSocket, room: string, times: number): Promise<void> {
  const keys = Array.from({ length: times }, newKey);
  for (const key of keys) writing.send({ t: 'post', room, key, body: `new ${key}` });
  for (const key of keys) await writing.next('ack', (ack) => ack.key === key);
}

/** A reader who has a room open and got its messages, eight where the test does not say. */
async function readerOf(running: World, times = 8) {
  const { room, owner, others } = await gather(running, 2);
  const [friend] = others as [Person];
  const reader = await follow(friend, room.id);
  const writing = await connect(owner);
  for (let i = 0; i < times; i++) await post(writing, room.id, `old ${i}`);
  await reached(reader, room.id, room.head + times);
  return { room, owner, friend, reader, writing, head: room.head + times };
}

/** After the last `reset` everything of the log that is comes, and nothing of the one before. */
async function followsTheLogThatIs(reader: TestSocket, owner: Person, writing: TestSocket, room: string) {
  const { head } = await reader.next('reset', undefined, { withinMs: 20_000 });
  await reader.next('caught-up', ({ seq }) => seq === head);
  const { seq } = await post(writing, room, 'the newest');
  await reached(reader, room, seq);
  const since = reader.all.findLastIndex(({ t }) => t === 'reset');
  const after = reader.all.slice(since).flatMap((frame) => (frame.t === 'event' ? [frame] : []));
  const log = await wholeLog(owner, room);
  expectSeqs(after, head + 1, seq);
  expect(after.map(({ id }) => id)).toEqual(log.slice(head).map(({ id }) => id));
}

test('a store that was put back and has gone on past where it was resets whoever has the events of before', async () => {
  world = await startLiveWorld(lossyBus(seededRandom(1), () => null));
  const { room, owner, reader, writing } = await readerOf(world);
  await putBack(world, room.id, room.head + 2);
  await postMany(writing, room.id, 20);
  await followsTheLogThatIs(reader, owner, writing, room.id);
});

test.each([
  ['past where it was', 20],
  ['to just where it was', 6],
])(
  'so does one that has gone on %s while the bus told nothing',
  async (_, times) => {
    let deaf = false;
    const bus = lossyBus(seededRandom(1), () => (deaf ? { lost: 100, doubled: 0, late: 0 } : null));
    world = await startLiveWorld(bus);
    const { room, owner, reader, writing } = await readerOf(world);
    deaf = true;
    await putBack(world, room.id, room.head + 2);
    await postMany(writing, room.id, times);
    // It is deaf still: a digest that does not come is noticed too.
    await reader.next('reset', undefined, { withinMs: 20_000 });
    deaf = false;
    await reader.next('caught-up');
    const { seq } = await post(writing, room.id, 'the newest');
    await reached(reader, room.id, seq);
    const log = await wholeLog(owner, room.id);
    expect(eventsOf(reader, room.id).at(-1)?.id).toBe(log.at(-1)?.id ?? '');
  },
  30_000,
);

test('a digest that names another event at the head resets, though its number is right', async () => {
  const bus = lossyBus(seededRandom(1), (name) =>
    name.startsWith('chats.room.') ? { lost: 100, doubled: 0, late: 0 } : null,
  );
  world = await startLiveWorld(bus);
  const { room, owner, reader, writing } = await readerOf(world);
  await putBack(world, room.id, room.head + 7);
  await post(writing, room.id, 'new');
  await followsTheLogThatIs(reader, owner, writing, room.id);
});

test('what the bus brings late of the log of before resets nobody again', async () => {
  const held: string[] = [];
  const bus = lossyBus(seededRandom(1), () => null);
  world = await startLiveWorld(bus);
  const { room, owner, reader, writing, head } = await readerOf(world);
  bus.subscribe(subject.room(room.id), (payload) => void held.push(payload));
  await post(writing, room.id, 'told late, too');
  await reached(reader, room.id, head + 1);
  await putBack(world, room.id, room.head + 2);
  await postMany(writing, room.id, 20);
  await followsTheLogThatIs(reader, owner, writing, room.id);
  bus.publish(subject.room(room.id), held[0] ?? '');
  const { seq } = await post(writing, room.id, 'and on');
  await reached(reader, room.id, seq);
  expect(reader.all.filter(({ t }) => t === 'reset')).toHaveLength(1);
});

test('a client that catches up while the store is put back is reset, and gets nothing more of before', async () => {
  const bus = lossyBus(seededRandom(1), () => null);
  let pages = 0;
  let between = async () => {};
  const env = { ROOKERY_LIMIT_CATCH_UP_PAGE_EVENTS: '4', ROOKERY_LIMIT_ROOM_RING_EVENTS: '2' };
  world = await startLiveWorld(bus, env, {
    beforeAnswer: async (path) => {
      if (path.endsWith('/catch-up') && ++pages === 2) await between();
    },
  });
  const running = world;
  const { room, owner, friend, reader, writing } = await readerOf(world, 20);
  pages = 0;
  between = async () => {
    await putBack(running, room.id, room.head + 2);
    await post(writing, room.id, 'new');
    await reader.next('reset');
  };
  const late = await connect(friend, { open: { [room.id]: { after: 0, epoch: room.epoch } } });
  await followsTheLogThatIs(late, owner, writing, room.id);
  const until = late.all.findIndex(({ t }) => t === 'reset');
  const before = late.all.slice(0, until).flatMap((frame) => (frame.t === 'event' ? [frame] : []));
  expectSeqs(before, 1, 4);
});
