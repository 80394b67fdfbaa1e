import { afterAll, beforeAll, expect, test } from 'bun:test';
import { newcomer } from '../../testkit/gathering.ts';
import { Person } from '../../testkit/person.ts';
import { handshake, openSocket } from '../../testkit/socket.ts';
import { startWorld, type World } from '../../testkit/world.ts';

const socketsPerUser = 3;
let world: World;
let ana: Person;
beforeAll(async () => {
  world = await startWorld({ env: { ROOKERY_LIMIT_SOCKETS_PER_USER: String(socketsPerUser) } });
  ana = await newcomer(world);
});
afterAll(() => world.stop());

test('only pages of this very origin may connect', async () => {
  const { port, url } = world;
  const refused = [
    null,
    'null',
    '',
    `http://127.0.0.1:${port + 1}`,
    'http://127.0.0.1',
    `https://127.0.0.1:${port}`,
    `${url}0`,
    `${url}.example.org`,
    `http://127.0.0.1.example.org:${port}`,
    `http://x127.0.0.1:${port}`,
    `http://127.0.0.1:${port}@example.org`,
    `http://example.org:${port}`,
    `file://127.0.0.1:${port}`,
  ];
  for (const origin of refused) {
    expect([origin, await handshake(world, { cookie: ana.cookie, origin })]).toEqual([origin, 403]);
  }
  for (const origin of [url, `http://localhost:${port}`, `http://[::1]:${port}`]) {
    expect([origin, await handshake(world, { cookie: ana.cookie, origin })]).toEqual([origin, 101]);
  }
});

test('only who is signed in may connect', async () => {
  const [name, value] = ana.cookie.split('=') as [string, string];
  const cookies = [
    '',
    `${name}=`,
    `${name}=${'A'.repeat(43)}`,
    `${name}=${value.slice(1)}`,
    `other=${value}`,
  ];
  for (const cookie of cookies) {
    expect([cookie, await handshake(world, { cookie })]).toEqual([cookie, 401]);
  }
});

test('only who offers the subprotocol may connect', async () => {
  for (const protocols of [[], ['rookery.v2'], ['ROOKERY.V1'], ['chat', 'rookery']]) {
    expect([protocols, await handshake(world, { cookie: ana.cookie, protocols })]).toEqual([protocols, 400]);
  }
  expect(await handshake(world, { cookie: ana.cookie, protocols: ['rookery.v9', 'rookery.v1'] })).toBe(101);
});

test('a request that wants no socket gets none', async () => {
  expect((await ana.call('GET', '/live')).status).toBe(400);
  expect((await ana.call('POST', '/live', { body: {} })).status).toBeOneOf([400, 405]);
});

test('a session that ended opens no socket, whoever ended it', async () => {
  const ben = await newcomer(world);
  const { cookie } = ben;
  await ben.auth.logout();
  expect(await handshake(world, { cookie })).toBe(401);

  const carla = await newcomer(world);
  const { session } = await carla.auth.session();
  const elsewhere = await new Person(world).login(carla.user.username);
  await elsewhere.auth.endSession({ params: { session: session.id } });
  expect(await handshake(world, { cookie: carla.cookie })).toBe(401);
  expect(await handshake(world, { cookie: elsewhere.cookie })).toBe(101);
});

test('a session that is over by its age opens no socket', async () => {
  const brief = await startWorld({ env: { ROOKERY_LIMIT_SESSION_MAX_MS: '1' } });
  try {
    const guest = await newcomer(brief);
    expect(await handshake(brief, { cookie: guest.cookie })).toBe(401);
  } finally {
    await brief.stop();
  }
});

test('one person holds so many sockets and no more, also when all come at once; nobody else is disturbed', async () => {
  const dora = await newcomer(world);
  const tries = await Promise.allSettled(
    Array.from({ length: 4 * socketsPerUser }, () => openSocket(world, { cookie: dora.cookie })),
  );
  const open = tries.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
  expect(open).toHaveLength(socketsPerUser);
  expect(await handshake(world, { cookie: dora.cookie })).toBe(429);
  const emil = await newcomer(world);
  expect(await handshake(world, { cookie: emil.cookie })).toBe(101);

  await open[0]?.close();
  const again = await openSocket(world, { cookie: dora.cookie });
  await again.hello();
  expect(await handshake(world, { cookie: dora.cookie })).toBe(429);
});
