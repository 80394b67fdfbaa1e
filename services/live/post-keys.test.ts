// Tries D2.1, D2.2, D2.3.
import { afterAll, beforeAll, expect, test } from 'bun:test';
import {
  connect,
  eventsOf,
  follow,
  gather,
  newKey,
  open,
  post,
  reached,
  refusedPost,
} from '../../testkit/gathering.ts';
import type { Person } from '../../testkit/person.ts';
import { startWorld, type World } from '../../testkit/world.ts';

let world: World;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.stop());

test('the same key with the same body is the same message, however often and by whatever way it comes', async () => {
  const { room, owner } = await gather(world);
  const [one, other] = await Promise.all([follow(owner, room.id), connect(owner)]);
  const key = newKey();
  const first = await post(one, room.id, 'once', key);
  expect(await post(one, room.id, 'once', key)).toEqual(first);
  expect(await post(other, room.id, 'once', key)).toEqual(first);
  const answered = await owner.call('POST', `/api/rooms/${room.id}/messages`, {
    body: { key, body: 'once' },
  });
  expect([answered.status, answered.json]).toEqual([200, { seq: first.seq, at: first.at }]);

  const { seq } = await post(one, room.id, 'next');
  expect(seq).toBe(first.seq + 1);
  await reached(one, room.id, seq);
  expect(eventsOf(one, room.id)).toHaveLength(2);
});

test('the same key sent many times at once makes one message, and each sender is told its seq', async () => {
  const { room, owner } = await gather(world);
  const sockets = await Promise.all(Array.from({ length: 4 }, () => follow(owner, room.id)));
  const key = newKey();
  for (let i = 0; i < 5; i++) {
    for (const socket of sockets) socket.send({ t: 'post', room: room.id, key, body: 'race' });
  }
  for (const socket of sockets) {
    for (let i = 0; i < 5; i++) expect(await socket.next('ack')).toMatchObject({ key, seq: room.head + 1 });
    await socket.next('event');
    await socket.settled();
    expect(eventsOf(socket, room.id)).toHaveLength(1);
  }
  expect(await owner.chats.room({ params: { room: room.id } })).toMatchObject({
    head: room.head + 1,
    posts: 1,
  });
});

test('the same key with another body is refused for good, and the first stays', async () => {
  const { room, owner } = await gather(world);
  const socket = await connect(owner);
  const key = newKey();
  const first = await post(socket, room.id, 'this', key);
  const refused = await refusedPost(socket, room.id, 'that', key);
  expect(refused).toEqual({
    t: 'refused',
    key,
    room: room.id,
    code: 'key_reused',
    message: expect.any(String),
  });
  expect(await refusedPost(socket, room.id, 'this ', key)).toMatchObject({ code: 'key_reused' });
  expect(await post(socket, room.id, 'this', key)).toEqual(first);
  expect((await owner.chats.messages({ params: { room: room.id } })).messages).toHaveLength(1);
});

test('a key keeps its original body through edits and deletion', async () => {
  const { room, owner } = await gather(world);
  const socket = await follow(owner, room.id);
  const key = newKey();
  const first = await post(socket, room.id, 'original', key);
  const params = { room: room.id, seq: first.seq };

  await owner.chats.editMessage({ params, body: { body: 'edited' } });
  expect(await post(socket, room.id, 'original', key)).toEqual(first);
  expect(await refusedPost(socket, room.id, 'edited', key)).toMatchObject({ code: 'key_reused' });

  await owner.chats.deleteMessage({ params });
  expect(await post(socket, room.id, 'original', key)).toEqual(first);
  expect(await refusedPost(socket, room.id, 'edited', key)).toMatchObject({ code: 'key_reused' });
  // Trying again brought nothing back.
  expect((await owner.chats.messages({ params: { room: room.id } })).messages).toMatchObject([
    { seq: first.seq, body: null },
  ]);
  expect((await owner.chats.room({ params: { room: room.id } })).head).toBe(first.seq + 2);
});

test('a key belongs to its sender and its room', async () => {
  const { room, owner, others } = await gather(world);
  const [friend] = others as [Person];
  const second = await owner.room('Attic');
  const key = newKey();
  const [mine, theirs] = await Promise.all([connect(owner), connect(friend)]);
  expect(await post(mine, room.id, 'mine', key)).toMatchObject({ seq: room.head + 1 });
  expect(await post(theirs, room.id, 'theirs', key)).toMatchObject({ seq: room.head + 2 });
  expect(await post(mine, second.id, 'elsewhere', key)).toMatchObject({ seq: second.head + 1 });
});

test('keys of all lengths and letters that are allowed work', async () => {
  const { room, owner } = await gather(world);
  const socket = await connect(owner);
  await open(socket, room.id);
  for (const key of [
    'a'.repeat(8),
    'Z'.repeat(64),
    '--------',
    '________',
    '0123456789',
    '__proto__',
    'constructor',
  ]) {
    await post(socket, room.id, key, key);
    expect(await socket.next('event')).toMatchObject({ data: { key, body: key } });
  }
});
