/** Every error code of the contract, met through the product: none is only on paper. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { Database } from 'bun:sqlite';
import { request } from 'node:http';
import { join } from 'node:path';
import { errorStatus, type ErrorCode } from '../contracts/errors.ts';
import { subprotocol } from '../contracts/live.ts';
import { call, outcome } from './call.ts';
import { connect, newcomer, newKey } from './gathering.ts';
import { password, Person } from './person.ts';
import { scriptedGateway } from './scripted-gateway.ts';
import { startWorld, type World } from './world.ts';

const small = {
  ROOKERY_LIMIT_IN_FLIGHT_POSTS: '1',
  ROOKERY_LIMIT_SOCKETS_PER_USER: '1',
  ROOKERY_LIMIT_ROOMS_PER_USER: '2',
  ROOKERY_LIMIT_HASH_CONCURRENCY: '1',
  ROOKERY_LIMIT_HASH_QUEUE: '1',
};
let world: World;
let byInvite: World;
let closed: World;
let counted: World;
beforeAll(async () => {
  [world, byInvite, closed, counted] = await Promise.all([
    startWorld({ env: small }),
    startWorld({ env: { ROOKERY_REGISTRATION: 'invite' } }),
    startWorld({ env: { ROOKERY_REGISTRATION: 'closed' } }),
    startWorld({ env: { ROOKERY_RATE_LIMITS: 'on', ROOKERY_LIMIT_ROOMS_MADE_PER_USER: '1/1h' } }),
  ]);
});
afterAll(() => Promise.all([world, byInvite, closed, counted].map((one) => one.stop())));

/** Made here alone: hashing, of which there is little room in this world, goes one after the other. */
let owner: Person;
let guest: Person;
let room: string;
beforeAll(async () => {
  owner = await newcomer(world);
  guest = await newcomer(world);
  room = (await owner.room()).id;
});

const ask = async (by: Person, method: string, path: string, body?: unknown) =>
  outcome(await by.call(method, path, body === undefined ? {} : { body }));
const register = async (at: World, username: string) =>
  outcome(await call(at, 'POST', '/api/auth/register', { body: { username, password } }));
const login = async (secret: string) =>
  outcome(
    await call(world, 'POST', '/api/auth/login', {
      body: { username: owner.user.username, password: secret },
    }),
  );
const invite = async (rules: { expiresInSeconds?: number; maxUses?: number } = {}) =>
  owner.chats.createInvite({ params: { room }, body: rules });
const preview = async (token: string) => outcome(await call(world, 'GET', `/api/invites/${token}`));

/** Three posts in one go, where one may be in flight: the codes of those that were refused. */
async function refusedPosts(): Promise<string[]> {
  const socket = await connect(owner);
  const keys = [1, 2, 3].map(newKey);
  for (const key of keys) socket.send({ t: 'post', room, key, body: 'quick' });
  const refusals = [await socket.next('refused'), await socket.next('refused')];
  await socket.close();
  return refusals.map(({ code }) => `${errorStatus[code]} ${code}`);
}

/** A handshake that is refused: status and code. */
function refusedHandshake(cookie: string): Promise<string> {
  const key = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const headers = {
    ...{ connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
    ...{ 'sec-websocket-key': key, 'sec-websocket-protocol': subprotocol, origin: world.url, cookie },
  };
  return new Promise((resolve, reject) => {
    const asked = request(`${world.url}/live`, { headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => {
        const { error } = JSON.parse(text) as { error: { code: string } };
        resolve(`${response.statusCode} ${error.code}`);
      });
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** How each code is met; a code that is added to the contract has to be added here. */
const provoked: Record<ErrorCode, () => Promise<string>> = {
  malformed: () => ask(owner, 'POST', '/api/rooms', []),
  not_signed_in: async () => outcome(await call(world, 'GET', '/api/rooms')),
  wrong_credentials: () => login('not the right password'),
  origin_refused: async () =>
    outcome(await owner.call('POST', '/api/rooms', { body: { name: 'x' }, origin: 'https://evil.example' })),
  async not_allowed() {
    await owner.letIn(room, guest);
    return ask(guest, 'PATCH', `/api/rooms/${room}`, { name: 'Mine' });
  },
  invite_required: () => register(byInvite, 'nobody'),
  registration_closed: () => register(closed, 'nobody'),
  async removed() {
    const { token } = await invite();
    const gone = await newcomer(world);
    await gone.chats.acceptInvite({ params: { token } });
    await owner.chats.removeMember({ params: { room, user: gone.id } });
    return ask(gone, 'POST', `/api/invites/${token}/accept`);
  },
  not_found: () => ask(owner, 'GET', `/api/rooms/${crypto.randomUUID()}`),
  method_not_allowed: () => ask(owner, 'PUT', '/api/rooms', {}),
  username_taken: () => register(world, owner.user.username),
  async key_reused() {
    const key = newKey();
    const path = `/api/rooms/${room}/messages`;
    await ask(owner, 'POST', path, { key, body: 'one' });
    return ask(owner, 'POST', path, { key, body: 'another' });
  },
  async last_owner() {
    await owner.letIn(room, guest);
    return ask(owner, 'DELETE', `/api/rooms/${room}/members/me`);
  },
  async last_member() {
    const alone = await newcomer(world);
    return ask(alone, 'DELETE', `/api/rooms/${(await alone.room()).id}/members/me`);
  },
  after_refused: async () => (await refusedPosts())[1] ?? '',
  async invite_expired() {
    const { token } = await invite({ expiresInSeconds: 1 });
    let last = '200';
    for (const until = Date.now() + 10_000; last === '200' && Date.now() < until;)
      last = await preview(token);
    return last;
  },
  async invite_revoked() {
    const { id, token } = await invite();
    await owner.chats.revokeInvite({ params: { room, invite: id } });
    return preview(token);
  },
  async invite_used_up() {
    const { token } = await invite({ maxUses: 1 });
    await (await newcomer(world)).chats.acceptInvite({ params: { token } });
    return preview(token);
  },
  async claim_spent() {
    const token = new URL(closed.claimUrl ?? '').hash.slice(1);
    await new Person(closed).claim('founder');
    const body = { token, username: 'second', password };
    return outcome(await call(closed, 'POST', '/api/auth/claim', { body }));
  },
  async room_deleted() {
    const host = await newcomer(world);
    const { id } = await host.room();
    const { token } = await host.chats.createInvite({ params: { room: id }, body: {} });
    await host.chats.deleteRoom({ params: { room: id } });
    return preview(token);
  },
  too_large: () => ask(owner, 'POST', '/api/rooms', { name: 'x'.repeat(200_000) }),
  unsupported_media: async () =>
    outcome(
      await owner.call('POST', '/api/rooms', { raw: 'name', headers: { 'content-type': 'text/plain' } }),
    ),
  invalid: () => ask(owner, 'POST', '/api/rooms', { name: '' }),
  async limit_reached() {
    const busy = await newcomer(world);
    for (const name of ['one', 'two']) await busy.room(name);
    return ask(busy, 'POST', '/api/rooms', { name: 'three' });
  },
  async rate_limited() {
    const maker = await newcomer(counted);
    await maker.room();
    return ask(maker, 'POST', '/api/rooms', { name: 'again' });
  },
  async too_many_sockets() {
    const socket = await connect(guest);
    const refused = await refusedHandshake(guest.cookie);
    await socket.close();
    return refused;
  },
  too_many_in_flight: async () => (await refusedPosts())[0] ?? '',
  async internal() {
    // A store that somebody broke by hand.
    const store = new Database(join(byInvite.dataFolder, 'users.sqlite'));
    store.run('drop table profiles');
    store.close();
    const founder = await new Person(byInvite).claim('founder');
    return ask(founder, 'PATCH', '/api/users/me', { status: 'here' });
  },
  async overloaded() {
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => login(password)));
    return outcomes.find((one) => one !== '200') ?? 'all went well';
  },
  async unavailable() {
    const { ask: askGateway, peers } = await scriptedGateway();
    peers.answers.auth = () => Promise.reject(new Error('away'));
    return (await askGateway('POST', '/api/auth/login', { body: '{}' })).outcome;
  },
};

for (const [code, provoke] of Object.entries(provoked)) {
  test(`${code} can be met`, async () => {
    expect(await provoke()).toBe(`${errorStatus[code as ErrorCode]} ${code}`);
  });
}
