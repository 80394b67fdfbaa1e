/** What strangers and broken clients send: nothing gets through, nothing is echoed, nothing falls over. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { connect } from 'node:net';
import { auth } from '../contracts/auth.ts';
import { chats } from '../contracts/chats.ts';
import type { Route } from '../contracts/route.ts';
import { users } from '../contracts/users.ts';
import { signIdentity } from '../platform/identity.ts';
import { call, type CallOptions, errorOf, outcome } from './call.ts';
import { password, type Person, register } from './person.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let ada: Person;
let room: string;

beforeAll(async () => {
  world = await startWorld();
  ada = await register(world, 'ada');
  room = (await ada.room()).id;
});
afterAll(() => world.stop());

const publicRoutes = [auth, users, chats]
  .flatMap((table) => Object.values<Route>(table))
  .filter(({ who }) => who !== 'peer');
const changes = publicRoutes.filter(({ method }) => method !== 'GET');
const pathOf = (route: Route) =>
  route.path
    .replace('{room}', room)
    .replace('{token}', 'x'.repeat(32))
    .replace(/\{\w+\}/g, '12345678');
const postRoom = (options: CallOptions) => ada.call('POST', '/api/rooms', options);
const json = { 'content-type': 'application/json' };

describe.each(changes.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s from another site',
  (_, route) => {
    test.each([null, 'null', 'http://evil.example', 'suffix', 'prefix', 'port', 'scheme'])(
      'origin %p',
      async (kind) => {
        const { port } = world;
        const lookAlikes: Record<string, string> = {
          suffix: `http://127.0.0.1:${port}.evil.example`,
          prefix: `http://evil127.0.0.1:${port}`,
          port: `http://127.0.0.1:${port === 65_535 ? port - 1 : port + 1}`,
          scheme: `https://127.0.0.1:${port}`,
        };
        const origin = kind === null ? null : (lookAlikes[kind] ?? kind);
        expect(outcome(await ada.call(route.method, pathOf(route), { origin }))).toBe('403 origin_refused');
        const withBody = await ada.call(route.method, pathOf(route), { origin, body: { name: 'x' } });
        expect(outcome(withBody)).toBe('403 origin_refused');
      },
    );
  },
);

test('after all those refusals the room is still there, and so is the session', async () => {
  expect(outcome(await ada.call('GET', `/api/rooms/${room}`))).toBe('200');
});

test('a form or a script of another site that the browser names as such is refused', async () => {
  for (const site of ['cross-site', 'same-site']) {
    const answer = await postRoom({ body: { name: 'x' }, headers: { 'sec-fetch-site': site } });
    expect(outcome(answer)).toBe('403 origin_refused');
  }
});

test('localhost is ours too, and a refused origin is told how to become it', async () => {
  const origin = `http://localhost:${world.port}`;
  expect(outcome(await postRoom({ body: { name: 'x' }, origin }))).toBe('201');
  const { message } = errorOf(await postRoom({ body: { name: 'x' }, origin: 'http://chat.lan:4000' }));
  expect(message).toContain('You opened http://chat.lan:4000; this server expects ');
  expect(message).toContain('; set ROOKERY_URL=http://chat.lan:4000');
});

test('an identity that a client brings is ignored', async () => {
  const forged = signIdentity(
    { caller: 'gateway', user: { id: ada.id, username: 'ada', role: 'owner' }, session: 'forged-session' },
    new Uint8Array(32),
    Date.now(),
  );
  for (const value of [forged, 'x', '']) {
    const headers = { 'x-rookery-identity': value };
    expect(outcome(await call(world, 'GET', '/api/rooms', { headers }))).toBe('401 not_signed_in');
    expect(outcome(await ada.call('GET', '/api/rooms', { headers }))).toBe('200');
  }
});

test('what services ask each other is not on the public port', async () => {
  const internal = [auth, users, chats]
    .flatMap((table) => Object.values<Route>(table))
    .filter(({ who }) => who === 'peer');
  expect(internal.length).toBeGreaterThan(5);
  for (const { method, path } of internal) {
    for (const way of [path, `/api/..${path}`, `/api/auth/..%2f..${path}`, path.toUpperCase()]) {
      const answer = await ada.call(method, way);
      // A page of the browser app is no answer of a service.
      expect(answer.json === undefined || answer.status >= 400).toBe(true);
    }
  }
  expect((await ada.call('GET', '/metrics')).text).not.toContain('rookery_');
});

test('nothing changes by GET, and no header turns one method into another', async () => {
  for (const path of ['/api/auth/logout', '/api/auth/register', `/api/rooms/${room}/read`]) {
    expect(outcome(await ada.call('GET', path))).toBe('405 method_not_allowed');
  }
  const headers = { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' };
  expect(outcome(await ada.call('GET', `/api/rooms/${room}?_method=DELETE`, { headers }))).toBe('200');
  expect(outcome(await ada.call('GET', `/api/rooms/${room}`))).toBe('200');
});

test('a body is JSON and says so', async () => {
  const raw = '{"name":"x"}';
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'image/png',
    'application/jsonp',
  ]) {
    expect(outcome(await postRoom({ raw, headers: { 'content-type': type } }))).toBe('415 unsupported_media');
  }
  expect(
    outcome(await postRoom({ raw, headers: { 'content-type': 'application/json; charset=utf-8' } })),
  ).toBe('201');
  const avatar = await ada.call('PUT', '/api/users/me/avatar', { raw, headers: json });
  expect(outcome(avatar)).toBe('415 unsupported_media');
});

test('a call without input takes no body, an empty one or {}, and no other', async () => {
  const accept = async (options: CallOptions) =>
    outcome(await ada.call('POST', `/api/invites/${'x'.repeat(32)}/accept`, options));
  for (const raw of ['', '{}', ' { } ']) expect(await accept({ raw, headers: json })).toBe('404 not_found');
  for (const raw of ['[]', '1', '{"a":1}', '{'])
    expect(await accept({ raw, headers: json })).toBe('400 malformed');
});

test('JSON that is broken, too deep or not text at all is malformed', async () => {
  const deep = `{"name":${'['.repeat(100_000 / 2)}${']'.repeat(100_000 / 2)}}`;
  const bodies: BodyInit[] = ['', '{', 'null', '[]', '"x"', 'NaN', '{"name":"x"}}', deep, '{"name":"\\ud8"}'];
  for (const raw of [...bodies, new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]), new Uint8Array([0])]) {
    expect(outcome(await postRoom({ raw, headers: json }))).toBe('400 malformed');
  }
});

test('a body over the limit is refused with the limit named, declared or not', async () => {
  const raw = JSON.stringify({ name: 'x'.repeat(140_000) });
  const declared = await postRoom({ raw, headers: json });
  expect(outcome(declared)).toBe('413 too_large');
  expect(errorOf(declared).message).toContain('131072');
  const stream = new ReadableStream({
    start(controller) {
      for (let i = 0; i < 20; i++) controller.enqueue(new Uint8Array(10_000).fill(0x20));
      controller.close();
    },
  });
  expect(outcome(await postRoom({ raw: stream, headers: json }))).toBe('413 too_large');
  expect(outcome(await call(world, 'POST', '/api/auth/login', { raw, headers: json }))).toBe('413 too_large');
});

test('a picture beyond 10 MiB is refused', async () => {
  const raw = new Uint8Array(10 * 1024 * 1024 + 1);
  const answer = await ada.call('PUT', '/api/users/me/avatar', {
    raw,
    headers: { 'content-type': 'image/png' },
  });
  expect(outcome(answer)).toBe('413 too_large');
  expect(errorOf(answer).message).toContain('10485760');
});

test('headers beyond reason are refused, and the server goes on', async () => {
  const huge = await rawRequest(
    `GET /api/rooms HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`,
  );
  expect(huge).not.toContain(' 200 ');
  const many = Array.from({ length: 5_000 }, (_, i) => `X-H${i}: ${i}\r\n`).join('');
  expect(await rawRequest(`GET /api/rooms HTTP/1.1\r\nHost: x\r\n${many}\r\n`)).not.toContain(' 200 ');
  expect(await rawRequest('GET /api/rooms\r\n\r\n')).not.toContain(' 200 ');
  expect(await rawRequest('\u0016\u0003\u0001 not http\r\n\r\n')).not.toContain(' 200 ');
  expect(outcome(await ada.call('GET', '/api/rooms'))).toBe('200');
});

/** Sends bytes, and gives whatever comes back until the server closes or has answered. */
function rawRequest(text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(world.port, '127.0.0.1', () => socket.write(text));
    const done = () => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('data', (data) => {
      answer += data.toString('latin1');
      if (answer.includes('\r\n\r\n')) done();
    });
    socket.on('error', done);
    socket.on('close', done);
  });
}

test('a refusal never repeats what was sent', async () => {
  const marker = 'hunter2-marker';
  const bodies = [
    ...['username', 'password', 'name', 'body', 'key', 'token', 'invite', 'displayName'].map((field) => ({
      [field]: marker,
    })),
    ...['username', 'password', 'name', 'body'].map((field) => ({ [field]: { [marker]: marker } })),
    { username: marker, password: 1 },
    { username: marker.repeat(40), password: marker },
    { username: `${marker}\u0000`, password: marker },
    { key: `${marker} `, body: marker },
    { name: `${marker}\u0000` },
    { body: `${marker}\u0000`, key: 'message-1' },
    marker,
  ];
  for (const route of publicRoutes.filter(({ body }) => body !== 'image')) {
    const options = route.method === 'GET' ? [{}] : bodies.map((body) => ({ body }));
    for (const option of options) {
      const path = `${route.path.replace(/\{\w+\}/g, marker)}?limit=${marker}&after=${marker}&ids=${marker}&successor=${marker}`;
      const answer = await ada.call(route.method, path, option);
      if (answer.status >= 400) expect(`${route.path}: ${answer.text}`).not.toContain(marker);
    }
    // One of these was signing out.
    if (outcome(await ada.call('GET', '/api/auth/session')) !== '200') await ada.login('ada');
  }
});

test('an object, a list or a number where text belongs is malformed, everywhere', async () => {
  const wrong = [{ $gt: '' }, ['x'], 1, true, null];
  for (const value of wrong) {
    for (const [method, path, field, rest] of [
      ['POST', '/api/auth/login', 'username', { password }],
      ['POST', '/api/auth/login', 'password', { username: 'ada' }],
      ['POST', '/api/auth/register', 'username', { password }],
      ['POST', '/api/auth/register', 'password', { username: 'zed' }],
      ['PATCH', '/api/users/me', 'displayName', {}],
      ['PATCH', '/api/users/me', 'status', {}],
      ['POST', '/api/rooms', 'name', {}],
      ['POST', `/api/rooms/${room}/messages`, 'body', { key: 'message-1' }],
      ['POST', `/api/rooms/${room}/messages`, 'key', { body: 'x' }],
    ] as const) {
      const answer = await ada.call(method, path, { body: { ...rest, [field]: value } });
      expect(`${path} ${field}: ${outcome(answer)}`).toBe(`${path} ${field}: 400 malformed`);
    }
  }
});

test('a session cookie that is doubled, changed or of another name opens nothing', async () => {
  const { cookie } = ada;
  const token = cookie.slice(cookie.indexOf('=') + 1);
  const changed = (token.startsWith('A') ? 'B' : 'A') + token.slice(1);
  const wrong = [
    `${cookie}; ${cookie}`,
    `rookery_session=x; ${cookie}`,
    `rookery_session=${changed}`,
    `__Host-${cookie}`,
    `session=${token}`,
  ];
  for (const one of wrong) {
    expect(outcome(await call(world, 'GET', '/api/rooms', { cookie: one }))).toBe('401 not_signed_in');
  }
  expect(outcome(await call(world, 'GET', `/api/rooms?rookery_session=${token}`))).toBe('401 not_signed_in');
  expect(
    outcome(await call(world, 'GET', '/api/rooms', { headers: { authorization: `Bearer ${token}` } })),
  ).toBe('401 not_signed_in');
});

test('addresses that do not exist answer as errors do', async () => {
  for (const path of [
    '/api/',
    '/api/nothing',
    '/api/rooms/',
    '/api//rooms',
    '/api/rooms/a/b/c',
    '/api/%00',
    '/api/%ff',
  ]) {
    expect(outcome(await ada.call('GET', path))).toBe('404 not_found');
  }
});

test('every answer forbids keeping, sniffing and framing', async () => {
  const answers = [
    await ada.call('GET', '/api/rooms'),
    await ada.call('GET', '/api/nothing'),
    await ada.call('DELETE', '/api/rooms', { origin: null }),
    await call(world, 'GET', '/api/auth/instance'),
  ];
  for (const { headers } of answers) {
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('access-control-allow-origin')).toBeNull();
  }
});

test('behind a trusted proxy its clients are told apart', async () => {
  const env = {
    ROOKERY_RATE_LIMITS: 'on',
    ROOKERY_LIMIT_INVITE_MISSES_PER_ADDRESS: '1/5m',
    ROOKERY_TRUSTED_PROXIES: '127.0.0.1',
  };
  const proxied = await startWorld({ env });
  const look = async (from: string) =>
    outcome(
      await call(proxied, 'GET', `/api/invites/${'x'.repeat(32)}`, { headers: { 'x-forwarded-for': from } }),
    );
  expect(await look('203.0.113.1')).toBe('404 not_found');
  expect(await look('203.0.113.1')).toBe('429 rate_limited');
  expect(await look('6.6.6.6, 203.0.113.1')).toBe('429 rate_limited');
  expect(await look('203.0.113.2')).toBe('404 not_found');
  await proxied.stop();
});

test('alive and ready', async () => {
  expect((await call(world, 'GET', '/healthz')).status).toBe(200);
  expect((await call(world, 'GET', '/readyz')).status).toBe(200);
});

test('too many wrong invite links from one address are slowed down, and others go on', async () => {
  const strict = await startWorld({
    env: { ROOKERY_RATE_LIMITS: 'on', ROOKERY_LIMIT_INVITE_MISSES_PER_ADDRESS: '3/5m' },
  });
  const owner = await register(strict, 'owner-o');
  const { token } = await owner.chats.createInvite({ params: { room: (await owner.room()).id }, body: {} });
  let claimed = 0;
  // A new address in each call, as somebody would claim who wants to get around the limit.
  const look = (path: string) =>
    call(strict, 'GET', `/api/invites/${path}`, { headers: { 'x-forwarded-for': `203.0.113.${++claimed}` } });
  for (let i = 0; i < 3; i++) expect(outcome(await look(`${'x'.repeat(31)}${i}`))).toBe('404 not_found');
  const refused = await look(token);
  expect(outcome(refused)).toBe('429 rate_limited');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(outcome(await owner.call('GET', '/api/rooms'))).toBe('200');
  await strict.stop();
});
