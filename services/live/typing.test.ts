import { afterAll, beforeAll, expect, test } from 'bun:test';
import { connect, follow, gather, newcomer, open, post, reached } from '../../testkit/gathering.ts';
import type { Person } from '../../testkit/person.ts';
import type { TestSocket } from '../../testkit/socket.ts';
import { startWorld, type World } from '../../testkit/world.ts';

let world: World;
beforeAll(async () => void (world = await startWorld({ env: { ROOKERY_LIMIT_TYPING_ONLINE: '4' } })));
afterAll(() => world.stop());

const typed = (socket: TestSocket) => socket.all.filter(({ t }) => t === 'typing');

test('typing is told to those who have the room open, and to nobody else', async () => {
  const { room, owner, others } = await gather(world);
  const [friend] = others as [Person];
  const elsewhere = await friend.room('Elsewhere');
  const stranger = await newcomer(world);
  const [writing, reading, idle, away, outside] = await Promise.all([
    follow(owner, room.id),
    follow(friend, room.id),
    connect(friend),
    follow(friend, elsewhere.id),
    connect(stranger),
  ]);
  writing.send({ t: 'typing', room: room.id });
  expect(await reading.next('typing')).toEqual({ t: 'typing', room: room.id, user: owner.id });
  for (const socket of [idle, away, outside]) {
    await socket.settled();
    expect(typed(socket)).toEqual([]);
  }
});

test('who types on and on is told seldom, each person for themselves', async () => {
  const { room, owner, others } = await gather(world);
  const [friend] = others as [Person];
  const [mine, theirs] = await Promise.all([follow(owner, room.id), follow(friend, room.id)]);
  for (let i = 0; i < 20; i++) mine.send({ t: 'typing', room: room.id });
  theirs.send({ t: 'typing', room: room.id });
  await mine.next('typing', ({ user }) => user === friend.id);
  await theirs.next('typing', ({ user }) => user === owner.id);
  const { seq } = await post(mine, room.id, 'done');
  await reached(theirs, room.id, seq);
  expect(typed(theirs).filter((frame) => frame.t === 'typing' && frame.user === owner.id)).toHaveLength(1);
});

test('typing again after a post is told at once', async () => {
  const { room, owner, others } = await gather(world);
  const [friend] = others as [Person];
  const [mine, theirs] = await Promise.all([follow(owner, room.id), follow(friend, room.id)]);
  mine.send({ t: 'typing', room: room.id });
  await theirs.next('typing');
  await post(mine, room.id, 'first');
  mine.send({ t: 'typing', room: room.id });
  expect(await theirs.next('typing')).toEqual({ t: 'typing', room: room.id, user: owner.id });
});

test('a stranger, and one who left, type to nobody', async () => {
  const { room, owner, others } = await gather(world);
  const [leaver] = others as [Person];
  const stranger = await newcomer(world);
  const [reading, gone, outside] = await Promise.all([
    follow(owner, room.id),
    follow(leaver, room.id),
    connect(stranger),
  ]);
  await leaver.chats.leave({ params: { room: room.id } });
  await gone.next('gone');
  for (const socket of [gone, outside]) {
    socket.send({ t: 'typing', room: room.id });
    await socket.settled();
  }
  const { seq } = await post(reading, room.id, 'quiet');
  await reached(reading, room.id, seq);
  expect(typed(reading)).toEqual([]);
});

test('in a room with many online nobody is told', async () => {
  const { room, owner, others } = await gather(world, 4);
  const sockets = await Promise.all([owner, ...others].map((person) => follow(person, room.id)));
  const [writing, reading] = sockets as [TestSocket, TestSocket];
  writing.send({ t: 'typing', room: room.id });
  await writing.settled();
  const { seq } = await post(writing, room.id, 'hello all');
  await reached(reading, room.id, seq);
  expect(typed(reading)).toEqual([]);
});

test('people count there, not their windows', async () => {
  const { room, owner, others } = await gather(world, 3);
  const everybody = [owner, ...others];
  const sockets = await Promise.all([...everybody, ...everybody].map((person) => follow(person, room.id)));
  const [writing, reading] = sockets as [TestSocket, TestSocket];
  writing.send({ t: 'typing', room: room.id });
  expect((await reading.next('typing')).user).toBe(owner.id);
});

test('a room that was closed tells no more who types', async () => {
  const { room, owner, others } = await gather(world);
  const [friend] = others as [Person];
  const [writing, reading] = await Promise.all([follow(owner, room.id), follow(friend, room.id)]);
  reading.send({ t: 'close', room: room.id });
  await reading.settled();
  writing.send({ t: 'typing', room: room.id });
  await writing.settled();
  await open(reading, room.id);
  expect(typed(reading)).toEqual([]);
});
