// Tries D1.1.
import { afterAll, beforeAll, expect, test } from 'bun:test';
import {
  connect,
  eventsOf,
  follow,
  gather,
  newcomer,
  newKey,
  post,
  refusedPost,
} from '../../testkit/gathering.ts';
import type { Person } from '../../testkit/person.ts';
import { startWorld, type World } from '../../testkit/world.ts';

let world: World;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.stop());

test('a body that no message may hold is refused for good, uses up no seq, and does not come back in the answer', async () => {
  const { room, owner, others } = await gather(world);
  const [reader] = others as [Person];
  const [writing, reading] = await Promise.all([connect(owner), follow(reader, room.id)]);
  const bad = [
    '',
    'canary'.repeat(2_667),
    'canary\0',
    '\0',
    'canary\ud800',
    '\udc00canary',
    '\ude00\ud83d canary',
  ];
  for (const body of bad) {
    const refused = await refusedPost(writing, room.id, body);
    expect(refused).toMatchObject({ code: 'invalid', message: expect.any(String) });
    expect(refused.retryAfterMs).toBeUndefined();
    expect(JSON.stringify(refused)).not.toContain('canary');
  }
  const { seq } = await post(writing, room.id, 'x'.repeat(16_000));
  expect(seq).toBe(room.head + 1);
  await reading.next('event');
  expect(eventsOf(reading, room.id)).toHaveLength(1);
});

test('REST refuses the same bodies with 422', async () => {
  const { room, owner } = await gather(world, 0);
  for (const body of ['', 'a'.repeat(16_001), '\0', '\ud800']) {
    const answered = await owner.call('POST', `/api/rooms/${room.id}/messages`, {
      body: { key: newKey(), body },
    });
    expect(answered.status).toBe(422);
  }
});

test("a room that is not one's own takes no post, and answers as one that does not exist", async () => {
  const { room, owner } = await gather(world);
  const stranger = await newcomer(world);
  const socket = await connect(stranger);
  const key = newKey();
  const answers = [];
  for (const id of [room.id, crypto.randomUUID()]) {
    const { room: _, ...rest } = await refusedPost(socket, id, 'let me in', key);
    answers.push(rest);
  }
  expect(answers[0]).toMatchObject({ code: 'not_found' });
  expect(answers[0]).not.toHaveProperty('retryAfterMs');
  expect(answers[0]).toEqual(answers[1]);
  expect((await owner.chats.room({ params: { room: room.id } })).head).toBe(room.head);
});

test('a post without a valid key or room is an error, not a refusal', async () => {
  const { room, owner } = await gather(world, 0);
  const socket = await connect(owner);
  const bad: object[] = [
    { room: room.id, body: 'x' },
    { room: room.id, body: 'x', key: 'short12' },
    { room: room.id, body: 'x', key: 'a'.repeat(65) },
    { room: room.id, body: 'x', key: 'with space' },
    { room: room.id, body: 'x', key: 'ключключ' },
    { room: room.id, body: 'x', key: 12345678 },
    { room: room.id, body: 'x', key: { $ne: null } },
    { room: room.id, key: newKey() },
    { room: room.id, key: newKey(), body: 5 },
    { room: room.id, key: newKey(), body: { toString: 'x' } },
    { room: [room.id], key: newKey(), body: 'x' },
    { key: newKey(), body: 'x' },
  ];
  for (const frame of bad) {
    socket.sendRaw(JSON.stringify({ t: 'post', ...frame }));
    expect(await socket.next('error')).toMatchObject({ re: 'post', code: 'malformed' });
  }
  await socket.settled();
  expect((await owner.chats.room({ params: { room: room.id } })).head).toBe(room.head);
});

test('after a final refusal the next post goes on', async () => {
  const { room, owner } = await gather(world, 0);
  const socket = await connect(owner);
  const keys = [newKey(), newKey(), newKey()] as const;
  for (const [i, key] of keys.entries())
    socket.send({ t: 'post', room: room.id, key, body: i === 1 ? '' : 'fine' });
  expect(await socket.next('ack')).toMatchObject({ key: keys[0], seq: room.head + 1 });
  expect(await socket.next('refused')).toMatchObject({ key: keys[1], code: 'invalid' });
  expect(await socket.next('ack')).toMatchObject({ key: keys[2], seq: room.head + 2 });
});
