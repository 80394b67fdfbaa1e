import { afterAll, beforeAll, expect, test } from 'bun:test';
import { localBus } from '../../platform/bus-local.ts';
import { readLimits } from '../../platform/limits.ts';
import { ManualClock } from '../../testkit/clock.ts';
import { connect, gather, newcomer, newKey, open, post } from '../../testkit/gathering.ts';
import { startLiveWorld } from '../../testkit/live-world.ts';
import type { Person } from '../../testkit/person.ts';
import { startWorld, type World } from '../../testkit/world.ts';

let world: World;
beforeAll(async () => void (world = await startWorld({ env: { ROOKERY_LIMIT_ROOMS_FRAME_ITEMS: '2' } })));
afterAll(() => world.stop());

test('the welcome says who one is and what holds; the rooms follow', async () => {
  const ana = await newcomer(world);
  const socket = await ana.socket();
  const welcome = await socket.hello();
  const { seq } = welcome.me;
  expect(welcome).toEqual({
    t: 'welcome',
    you: { id: ana.id, username: ana.user.username },
    me: { seq },
    server: { version: expect.any(String) },
    limits: { bodyUnits: 16_000, frameBytes: 131_072, inFlightPosts: 64, openRooms: 50, watchUsers: 200 },
    heartbeatMs: expect.any(Number),
  });
  await socket.next('rooms');
  expect(socket.all.map(({ t }) => t)).toEqual(['welcome', 'rooms']);
});

test('the list of rooms comes in pages, and is the one that REST gives', async () => {
  const ana = await newcomer(world);
  for (const name of ['One', 'Two', 'Three', 'Four', 'Five']) await ana.room(name);
  const { rooms } = await ana.chats.rooms();
  const writing = await connect(ana);
  await post(writing, rooms[0]?.id ?? '', 'hello');

  const socket = await connect(ana);
  const pages = socket.all.filter((frame) => frame.t === 'rooms');
  expect(pages.map((page) => [page.rooms.length, page.more])).toEqual([
    [2, true],
    [2, true],
    [1, false],
  ]);
  const lines = (await ana.chats.rooms()).rooms.map(
    ({ id, name, head, epoch, posts, read, unread, mentions }) => ({
      ...{ id, name, head, epoch },
      ...{ posts, read, unread, mentions },
    }),
  );
  expect(pages.flatMap((page) => page.rooms)).toEqual(lines);
  expect(lines[0]).toMatchObject({ head: 2, posts: 1, read: 2, unread: 0, mentions: [] });
});

test('somebody without rooms gets one empty page', async () => {
  const socket = await connect(await newcomer(world));
  expect(socket.all.filter((frame) => frame.t === 'rooms')).toEqual([{ t: 'rooms', rooms: [], more: false }]);
});

test('rooms named in the hello are open, after the list', async () => {
  const { room, owner } = await gather(world);
  const socket = await owner.socket();
  await socket.hello({ open: { [room.id]: { after: 0 } } });
  await socket.next('caught-up', (frame) => frame.room === room.id);
  expect(socket.all.map(({ t }) => t)).toEqual(['welcome', 'rooms', 'event', 'event', 'caught-up']);
});

test('a second hello is an error and changes nothing', async () => {
  const { room, owner } = await gather(world);
  const socket = await connect(owner, { open: { [room.id]: {} } });
  await socket.next('caught-up');
  socket.send({ t: 'hello' });
  expect(await socket.next('error')).toMatchObject({ re: 'hello', code: 'malformed' });
  await post(socket, room.id, 'still here');
  await socket.next('event');
  expect(socket.all.filter(({ t }) => t === 'welcome')).toHaveLength(1);
});

test('before the hello nothing is done, but a ping is answered', async () => {
  const { room, owner } = await gather(world);
  const socket = await owner.socket();
  socket.send({ t: 'post', room: room.id, key: newKey(), body: 'too early' });
  expect(await socket.next('error')).toMatchObject({ re: 'post', code: 'malformed' });
  socket.send({ t: 'open', room: room.id, after: 0 });
  expect(await socket.next('error')).toMatchObject({ re: 'open', code: 'malformed' });
  await socket.settled();
  await socket.hello();
  expect(await open(socket, room.id)).toBe(room.head);
});

test('who says no hello is closed, also when pinging', async () => {
  const clock = new ManualClock();
  const impatient = await startLiveWorld(
    localBus(() => undefined),
    {},
    { clock },
  );
  try {
    const ana: Person = await newcomer(impatient);
    const greeted = await connect(ana);
    const [silent, pinging] = await Promise.all([ana.socket(), ana.socket()]);
    await pinging.settled();
    await clock.advance(readLimits({}).helloTimeoutMs);
    for (const socket of [silent, pinging]) {
      expect(await socket.closed).toMatchObject({ code: 4002, reason: 'hello_timeout' });
    }
    // It was there before them, and is still.
    await greeted.settled();
  } finally {
    await impatient.stop();
  }
});
