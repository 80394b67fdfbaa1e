/** How often and how much: every limit holds by REST and by socket alike, names itself, and spares everybody else. */
import { afterEach, expect, test } from 'bun:test';
import { connect as connectTcp } from 'node:net';
import { call, errorOf, outcome, refusedWith } from './call.ts';
import { connect, gather, newcomer, newKey, post, refusedPost } from './gathering.ts';
import type { Person } from './person.ts';
import { handshake } from './socket.ts';
import { startWorld, type World } from './world.ts';

let world: World;
afterEach(() => world.stop());

/** The product with these limits: `{ POSTS_PER_USER: '3/1h' }`. */
async function limited(limits: Record<string, string>): Promise<void> {
  const named = Object.entries(limits).map(([name, value]) => [`ROOKERY_LIMIT_${name}`, value]);
  world = await startWorld({ env: { ROOKERY_RATE_LIMITS: 'on', ...Object.fromEntries(named) } });
}

test('posts are counted together, whichever way they come, and edits with them', async () => {
  await limited({ POSTS_PER_USER: '3/1h' });
  const { room, owner, others } = await gather(world);
  const [friend] = others as [Person];
  const socket = await connect(owner);
  const { seq } = await post(socket, room.id, 'one');
  const messages = `/api/rooms/${room.id}/messages`;
  expect(outcome(await owner.call('POST', messages, { body: { key: newKey(), body: 'two' } }))).toBe('201');
  expect(outcome(await owner.call('PATCH', `${messages}/${seq}`, { body: { body: 'three' } }))).toBe('200');
  const byRest = await owner.call('POST', messages, { body: { key: newKey(), body: 'four' } });
  expect(outcome(byRest)).toBe('429 rate_limited');
  expect(Number(byRest.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(errorOf(byRest).message).toContain('3 posts');
  expect(await refusedPost(socket, room.id, 'four')).toMatchObject({
    code: 'rate_limited',
    retryAfterMs: expect.any(Number),
  });
  for (const method of ['PATCH', 'DELETE']) {
    const body = method === 'PATCH' ? { body: { body: 'five' } } : {};
    expect(outcome(await owner.call(method, `${messages}/${seq}`, body))).toBe('429 rate_limited');
  }
  await post(await connect(friend), room.id, 'somebody else');
});

test('rooms and invites are made so often and no more', async () => {
  await limited({ ROOMS_MADE_PER_USER: '1/1h', INVITES_MADE_PER_USER: '2/1h' });
  const { room, owner, others } = await gather(world);
  const [friend] = others as [Person];
  expect(await refusedWith(owner.room('Another'))).toBe('rate_limited');
  const invite = (person: Person) =>
    refusedWith(person.chats.createInvite({ params: { room: room.id }, body: {} }));
  expect(await invite(owner)).toBeNull();
  expect(await invite(owner)).toBe('rate_limited');
  expect(await invite(friend)).toBeNull();
  expect(await refusedWith(friend.room('Their own'))).toBeNull();
});

test('a room holds so many members and invites, and a person is in so many rooms', async () => {
  await limited({ MEMBERS_PER_ROOM: '2', INVITES_PER_ROOM: '2', ROOMS_PER_USER: '2' });
  const { room, owner } = await gather(world);
  const late = await newcomer(world);
  const { token, id } = await owner.chats.createInvite({ params: { room: room.id }, body: {} });
  const accept = (person: Person, link: string) =>
    refusedWith(person.chats.acceptInvite({ params: { token: link } }));
  expect(await accept(late, token)).toBe('limit_reached');
  expect(await refusedWith(late.chats.room({ params: { room: room.id } }))).toBe('not_found');

  const another = () => refusedWith(owner.chats.createInvite({ params: { room: room.id }, body: {} }));
  expect(await another()).toBe('limit_reached');
  await owner.chats.revokeInvite({ params: { room: room.id, invite: id } });
  expect(await another()).toBeNull();

  await owner.room('Second');
  expect(await refusedWith(owner.room('Third'))).toBe('limit_reached');
  const elsewhere = await late.chats.createInvite({
    params: { room: (await late.room()).id },
    body: {},
  });
  expect(await accept(owner, elsewhere.token)).toBe('limit_reached');
});

test('handshakes are counted per address, and sockets in all', async () => {
  await limited({ HANDSHAKES_PER_ADDRESS: '3/1h', SOCKETS: '1' });
  const ana = await newcomer(world);
  const ben = await newcomer(world);
  const socket = await connect(ana);
  expect(await handshake(world, { cookie: ben.cookie })).toBe(503);
  await socket.close();
  const again = await connect(ben);
  expect(await handshake(world, { cookie: ana.cookie })).toBe(429);
  await again.settled();
});

test('a name that nobody has costs as much work as a wrong password', async () => {
  await limited({ HASH_CONCURRENCY: '1', HASH_QUEUE: '1' });
  await newcomer(world);
  const body = { username: 'nobody-at-all', password: 'not the right one' };
  const tries = Array.from({ length: 6 }, async () =>
    outcome(await call(world, 'POST', '/api/auth/login', { body })),
  );
  expect(new Set(await Promise.all(tries))).toEqual(new Set(['401 wrong_credentials', '503 overloaded']));
});

test('a client that trickles its headers is not waited for', async () => {
  await limited({});
  const socket = connectTcp(world.port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: x\r\n'));
  const trickle = setInterval(() => socket.write('X-More: x\r\n'), 500);
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('close', resolve));
  clearInterval(trickle);
}, 40_000);
