// Tries D5.2, D5.3, D8.2.
import { afterEach, expect, test } from 'bun:test';
import {
  connect,
  eventsOf,
  expectSeqs,
  follow,
  gather,
  post,
  reached,
  wholeLog,
} from '../../testkit/gathering.ts';
import { startLiveWorld } from '../../testkit/live-world.ts';
import { comeAndGo, talk } from '../../testkit/lively-talk.ts';
import { type Faults, lossyBus } from '../../testkit/lossy-bus.ts';
import type { Person } from '../../testkit/person.ts';
import { seededRandom } from '../../testkit/random.ts';
import type { World } from '../../testkit/world.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.stop();
  world = undefined;
});

const everythingLost: Faults = { lost: 100, doubled: 0, late: 0 };
/** Pages that end before the ring begins, and pages that reach beyond what the bus has brought. */
const small = { ROOKERY_LIMIT_CATCH_UP_PAGE_EVENTS: '5', ROOKERY_LIMIT_ROOM_RING_EVENTS: '8' };
const wide = { ROOKERY_LIMIT_CATCH_UP_PAGE_EVENTS: '100', ROOKERY_LIMIT_ROOM_RING_EVENTS: '1' };

test.each([
  [1, small],
  [2, wide],
] as const)(
  'a bus that loses, doubles and reorders costs time, never an event (seed %d)',
  async (seed, env) => {
    const faults = { lost: 25, doubled: 15, late: 40 };
    const bus = lossyBus(seededRandom(seed), (subject) => (subject.startsWith('chats.') ? faults : null));
    world = await startLiveWorld(bus, env);
    const { room, owner, others } = await gather(world, 2);
    const [second, reader] = others as [Person, Person];
    const observers = await Promise.all([0, 1, 2].map(() => follow(reader, room.id, { after: 0 })));
    let head: number | null = null;
    const readers = [21, 22, 23].map((each) =>
      comeAndGo(reader, room.id, room.epoch, seededRandom(seed * 100 + each), () => head),
    );
    await Promise.all([owner, second].map((person, i) => talk(person, room.id, 120, seededRandom(i))));
    head = (await owner.chats.room({ params: { room: room.id } })).head;
    const ids = (await wholeLog(owner, room.id)).map(({ id }) => id);
    for (const events of await Promise.all(readers)) expect(events.map(({ id }) => id)).toEqual(ids);
    for (const socket of observers) {
      await reached(socket, room.id, head);
      expectSeqs(eventsOf(socket, room.id), 1, head);
    }
  },
  60_000,
);

test('with the bus gone altogether, events still come, and a removal still ends them', async () => {
  const bus = lossyBus(seededRandom(3), (subject) => (subject.startsWith('chats.') ? everythingLost : null));
  world = await startLiveWorld(bus, small);
  const { room, owner, others } = await gather(world, 2);
  const [removed, friend] = others as [Person, Person];
  const [leaving, staying] = await Promise.all([follow(removed, room.id), follow(friend, room.id)]);
  const writing = await connect(owner);
  for (let i = 0; i < 20; i++) await post(writing, room.id, `before ${i}`);
  await owner.chats.removeMember({ params: { room: room.id, user: removed.id } });
  const { seq } = await post(writing, room.id, 'after');
  await reached(staying, room.id, seq);
  expectSeqs(eventsOf(staying, room.id), room.head + 1, seq);
  expect(await leaving.next('gone')).toMatchObject({ code: 'removed' });
  await leaving.settled();
  expectSeqs(eventsOf(leaving, room.id), room.head + 1, seq - 1);
}, 20_000);

test('a sign-out that the bus lost still closes the sockets', async () => {
  const bus = lossyBus(seededRandom(4), (subject) => (subject.startsWith('auth.') ? everythingLost : null));
  world = await startLiveWorld(bus);
  const { owner, others } = await gather(world);
  const [friend] = others as [Person];
  const [mine, theirs] = await Promise.all([connect(owner), connect(friend)]);
  await owner.auth.logout();
  expect(await mine.closed).toMatchObject({ code: 4001 });
  await theirs.settled();
}, 20_000);

test.each([
  ['the entries', 'chats.me.'],
  ['everything, the digests too', 'chats.'],
])(
  "a user's own log is whole, also its last entry, when the bus loses %s",
  async (_what, lost) => {
    const bus = lossyBus(seededRandom(5), (subject) => (subject.startsWith(lost) ? everythingLost : null));
    world = await startLiveWorld(bus);
    const { room, owner, others } = await gather(world);
    const [friend] = others as [Person];
    const [device, stranger] = await Promise.all([connect(friend), connect(owner)]);
    const made = await friend.room('Made elsewhere');
    await device.next('me', (entry) => entry.type === 'room.joined' && entry.data.room.id === made.id, {
      withinMs: 20_000,
    });
    // What came is followed at once by what comes later.
    await friend.chats.leave({ params: { room: room.id } });
    await device.next('me', (entry) => entry.type === 'room.left', { withinMs: 20_000 });
    const log = device.all.filter(({ t }) => t === 'me');
    expect(log.map((entry) => entry.t === 'me' && entry.type)).toEqual(['room.joined', 'room.left']);
    expect(stranger.all.filter(({ t }) => t === 'me')).toEqual([]);
  },
  20_000,
);

test('a last event that the bus lost comes with the next digest', async () => {
  const bus = lossyBus(seededRandom(6), (subject) =>
    subject.startsWith('chats.room.') ? everythingLost : null,
  );
  world = await startLiveWorld(bus);
  const { room, owner, others } = await gather(world);
  const [friend] = others as [Person];
  const reader = await follow(friend, room.id);
  for (const body of ['first', 'second']) {
    const { seq } = await post(await connect(owner), room.id, body);
    await reached(reader, room.id, seq);
  }
  expectSeqs(eventsOf(reader, room.id), room.head + 1, room.head + 2);
}, 20_000);

test('with the bus gone altogether, what is unread in a room that is not open is right all the same', async () => {
  const bus = lossyBus(seededRandom(7), (subject) => (subject.startsWith('chats.') ? everythingLost : null));
  world = await startLiveWorld(bus);
  const { room, owner, others } = await gather(world);
  const [friend] = others as [Person];
  const device = await connect(friend);
  const { seq } = await post(await connect(owner), room.id, 'first');
  await device.next('activity', ({ rooms }) => rooms[room.id]?.head === seq, { withinMs: 20_000 });
}, 20_000);
