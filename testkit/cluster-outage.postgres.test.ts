/** Each service of a cluster can die without taking the others down: what survives whose absence. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { call, outcome } from './call.ts';
import { startCluster, type ClusterWorld } from './cluster-world.ts';
import { eventually } from './eventually.ts';
import { connect, follow, gather, post, reached } from './gathering.ts';
import { password, Person, register } from './person.ts';

let world: ClusterWorld;
let owner: Person;
beforeAll(async () => {
  world = await startCluster();
  owner = await new Person(world).claim('ada');
}, 60_000);
afterAll(() => world.stop(), 60_000);

test('without users people register, sign in and talk; a fresh browser shows usernames for display names', async () => {
  await owner.users.changeMe({ body: { displayName: 'Ada Lovelace' } });
  await world.kill('users');
  const bea = await register(world, 'bea');
  await new Person(world).login('ada');
  const { id: room } = await owner.room();
  await owner.letIn(room, bea);
  const theirs = await follow(bea, room);
  const socket = await connect(owner);
  const { seq } = await post(socket, room, 'hello without profiles');
  await reached(theirs, room, seq);
  const names = async () =>
    (await bea.users.profiles({ query: { ids: `${owner.id},${bea.id}` } })).users
      .map((user) => user.displayName)
      .toSorted();
  expect(await names()).toEqual(['ada', 'bea']);
  expect(outcome(await bea.call('PATCH', '/api/users/me', { body: { status: 'x' } }))).toBe(
    '503 unavailable',
  );
  await world.restart('users');
  // Bea's profile is made when it is first asked for.
  await eventually(async () => expect(await names()).toEqual(['Ada Lovelace', 'bea']));
}, 60_000);

test('without live people read and post over REST, and nothing of it is lost for who comes back', async () => {
  const { room, owner: host, others } = await gather(world, 1);
  const [friend] = others as [Person];
  const before = await follow(friend, room.id);
  for (const replica of [0, 1]) await world.kill('live', replica);
  await before.closed;
  const body = { key: 'without-live', body: 'by REST' };
  const { seq } = await host.chats.postMessage({ params: { room: room.id }, body });
  const { messages } = await friend.chats.messages({ params: { room: room.id }, query: {} });
  expect(messages.at(-1)).toMatchObject({ seq, body: 'by REST' });
  for (const replica of [0, 1]) await world.restart('live', replica);
  const back = await follow(friend, room.id, { after: seq - 1 });
  await reached(back, room.id, seq);
}, 60_000);

test('without auth open sockets go on; nobody new comes in, and nobody is taken for a stranger', async () => {
  const { room, owner: host, others } = await gather(world, 1);
  const [friend] = others as [Person];
  const [socket, theirs] = [await connect(host), await follow(friend, room.id)];
  await world.kill('auth');
  const { seq } = await post(socket, room.id, 'auth is away');
  await reached(theirs, room.id, seq);
  const login = await call(world, 'POST', '/api/auth/login', { body: { username: 'ada', password } });
  expect(outcome(login)).toBe('503 unavailable');
  const stranger = { cookie: `rookery_session=${'A'.repeat(43)}` };
  expect(outcome(await call(world, 'GET', '/api/rooms', stranger))).toBe('503 unavailable');
  await world.restart('auth');
  await eventually(async () =>
    expect(outcome(await call(world, 'GET', '/api/rooms', stranger))).toBe('401 not_signed_in'),
  );
  await new Person(world).login('ada');
}, 60_000);

test('without chats people sign in and see each other; sockets stay, and what they send is refused until it is back', async () => {
  const { room, owner: host, others } = await gather(world, 1);
  const [friend] = others as [Person];
  const [socket, theirs] = [await connect(host), await follow(friend, room.id)];
  for (const replica of [0, 1]) await world.kill('chats', replica);
  await new Person(world).login('ada');
  expect((await friend.users.profile({ params: { user: host.id } })).id).toBe(host.id);
  expect(outcome(await host.call('GET', '/api/rooms'))).toBe('503 unavailable');
  const key = crypto.randomUUID();
  const send = () => socket.send({ t: 'post', room: room.id, key, body: 'as soon as it is there' });
  send();
  const refused = await socket.next('refused', (frame) => frame.key === key);
  expect(refused.retryAfterMs).toBeGreaterThan(0);
  for (const replica of [0, 1]) await world.restart('chats', replica);
  const again = setInterval(send, 200);
  const acked = socket.next('ack', (frame) => frame.key === key, { withinMs: 30_000 });
  const { seq } = await acked.finally(() => clearInterval(again));
  expect(seq).toBe(room.head + 1);
  await reached(theirs, room.id, room.head + 1);
}, 60_000);

test.each(['gateway', 'web'] as const)(
  'without any %s open sockets go on, and new ones come in',
  async (service) => {
    const { room, owner: host, others } = await gather(world, 1);
    const [friend] = others as [Person];
    const [socket, theirs] = [await connect(host), await follow(friend, room.id)];
    const replicas = world.replicas(service).keys().toArray();
    for (const replica of replicas) await world.kill(service, replica);
    const path = service === 'gateway' ? '/api/rooms' : '/';
    expect(
      (await fetch(world.url + path, { headers: { cookie: host.cookie } })).status,
    ).toBeGreaterThanOrEqual(502);
    const first = await post(socket, room.id, `no ${service}`);
    await reached(theirs, room.id, first.seq);
    const fresh = await follow(friend, room.id);
    const { seq } = await post(await connect(host), room.id, 'by new sockets');
    for (const reader of [theirs, fresh]) await reached(reader, room.id, seq);
    for (const replica of replicas) await world.restart(service, replica);
    await eventually(async () =>
      expect((await fetch(world.url + path, { headers: { cookie: host.cookie } })).status).toBe(200),
    );
  },
  60_000,
);

test('without one of two gateways or one of two live processes everything goes on', async () => {
  const { room, owner: host, others } = await gather(world, 1);
  const [friend] = others as [Person];
  await world.kill('gateway', 0);
  await world.kill('live', 0);
  for (let i = 0; i < 6; i++) expect(outcome(await host.call('GET', '/api/rooms'))).toBe('200');
  const [socket, theirs] = [await connect(host), await follow(friend, room.id)];
  const { seq } = await post(socket, room.id, 'one of each');
  await reached(theirs, room.id, seq);
  await world.restart('gateway', 0);
  await world.restart('live', 0);
}, 60_000);
