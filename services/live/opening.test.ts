// Tries D5.1.
import { afterAll, beforeAll, expect, test } from 'bun:test';
import {
  connect,
  eventsOf,
  expectSeqs,
  follow,
  gather,
  newcomer,
  open,
  post,
  reached,
  wholeLog,
} from '../../testkit/gathering.ts';
import type { Person } from '../../testkit/person.ts';
import { startWorld, type World } from '../../testkit/world.ts';

// More than one test asks for at once: openings under way count too.
const openRooms = 12;
let world: World;
beforeAll(
  async () => void (world = await startWorld({ env: { ROOKERY_LIMIT_OPEN_ROOMS: String(openRooms) } })),
);
afterAll(() => world.stop());

test('opening without a position begins now', async () => {
  const { room, owner } = await gather(world);
  const writing = await connect(owner);
  await post(writing, room.id, 'before');
  const socket = await connect(owner);
  expect(await open(socket, room.id)).toBe(room.head + 1);
  const { seq } = await post(writing, room.id, 'after');
  await reached(socket, room.id, seq);
  expectSeqs(eventsOf(socket, room.id), seq, seq);
});

test('opening after a position gives what came since, then what comes, and says caught-up between', async () => {
  const { room, owner } = await gather(world);
  const writing = await connect(owner);
  for (let i = 0; i < 5; i++) await post(writing, room.id, `${i}`);
  const head = room.head + 5;
  const socket = await connect(owner);
  expect(await open(socket, room.id, { after: 0 })).toBe(head);
  expect(eventsOf(socket, room.id)).toEqual(await wholeLog(owner, room.id));
  expect(eventsOf(socket, room.id)[0]).toMatchObject({
    seq: 1,
    type: 'room.created',
    by: owner.id,
    data: { name: room.name },
  });
  await post(writing, room.id, 'live');
  await reached(socket, room.id, head + 1);
  expectSeqs(eventsOf(socket, room.id), 1, head + 1);
  const order = socket.all.filter(({ t }) => t === 'event' || t === 'caught-up').map(({ t }) => t);
  expect(order.lastIndexOf('caught-up')).toBe(order.length - 2);
  expect(order.filter((t) => t === 'caught-up')).toHaveLength(1);
});

test('a closed room gives only notices of activity, and opens again without a gap', async () => {
  const { room, owner, others } = await gather(world);
  const [reader] = others as [Person];
  const writing = await connect(owner);
  const socket = await follow(reader, room.id);
  const first = await post(writing, room.id, 'open');
  await reached(socket, room.id, first.seq);
  socket.send({ t: 'close', room: room.id });
  await socket.settled();
  const second = await post(writing, room.id, 'closed');
  const notice = await socket.next('activity', ({ rooms }) => rooms[room.id]?.head === second.seq);
  expect(notice.rooms[room.id]).toEqual({ head: second.seq, posts: 2 });
  expectSeqs(eventsOf(socket, room.id), first.seq, first.seq);
  expect(await open(socket, room.id, { after: first.seq })).toBe(second.seq);
  expectSeqs(eventsOf(socket, room.id), first.seq, second.seq);
});

test('opening an open room starts it again', async () => {
  const { room, owner } = await gather(world);
  const socket = await follow(owner, room.id);
  const { seq } = await post(socket, room.id, 'hello');
  await reached(socket, room.id, seq);
  const before = eventsOf(socket, room.id).length;
  expect(await open(socket, room.id, { after: 1 })).toBe(seq);
  expectSeqs(eventsOf(socket, room.id).slice(before), 2, seq);
  await post(socket, room.id, 'once more');
  await reached(socket, room.id, seq + 1);
  await socket.settled();
  expect(eventsOf(socket, room.id).filter((event) => event.seq === seq + 1)).toHaveLength(1);
});

test('many openings in a row end in one whole, unbroken log', async () => {
  const { room, owner } = await gather(world);
  const writing = await connect(owner);
  for (let i = 0; i < 30; i++) await post(writing, room.id, `${i}`);
  const socket = await connect(owner);
  for (let i = 0; i < 5; i++) socket.send({ t: 'open', room: room.id, after: i });
  for (let i = 0; i < 5; i++) {
    socket.send({ t: 'close', room: room.id });
    socket.send({ t: 'open', room: room.id, after: 0 });
  }
  const { seq } = await post(writing, room.id, 'the last');
  await reached(socket, room.id, seq);
  await socket.settled();
  const events = eventsOf(socket, room.id);
  expectSeqs(events.slice(events.findLastIndex((event) => event.seq === 1)), 1, seq);
  const caughtUp = socket.all.filter(({ t }) => t === 'caught-up').length;
  expect(caughtUp).toBeWithin(1, 11);
});

test('only so many rooms are open on a socket; closing one makes room', async () => {
  const ana = await newcomer(world);
  const rooms = await Promise.all(Array.from({ length: openRooms + 1 }, (_, i) => ana.room(`Room ${i}`)));
  const [first, ...rest] = rooms.map(({ id }) => id) as [string, ...string[]];
  const socket = await connect(ana);
  for (const id of rest) await open(socket, id);
  socket.send({ t: 'open', room: first });
  expect(await socket.next('error')).toMatchObject({ re: 'open', room: first, code: 'limit_reached' });
  // Those that are open stay so.
  for (const id of rest) {
    const { seq } = await post(socket, id, 'still open');
    await reached(socket, id, seq);
  }
  await open(socket, rest[0] ?? '');
  socket.send({ t: 'close', room: rest[0] ?? '' });
  await open(socket, first);
});

test('rooms of the hello count too', async () => {
  const ana = await newcomer(world);
  const rooms = await Promise.all(Array.from({ length: openRooms + 2 }, (_, i) => ana.room(`Room ${i}`)));
  const socket = await connect(ana, { open: Object.fromEntries(rooms.map(({ id }) => [id, {}])) });
  for (let i = 0; i < openRooms; i++) await socket.next('caught-up');
  for (let i = 0; i < 2; i++)
    expect(await socket.next('error')).toMatchObject({ re: 'open', code: 'limit_reached' });
});

test('closing a room that is not open does nothing', async () => {
  const { room, owner } = await gather(world, 0);
  const socket = await connect(owner);
  socket.send({ t: 'close', room: room.id });
  socket.send({ t: 'close', room: crypto.randomUUID() });
  await socket.settled();
  expect(socket.all.filter(({ t }) => t === 'error')).toEqual([]);
});
