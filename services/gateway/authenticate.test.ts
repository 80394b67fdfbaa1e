import { expect, test } from 'bun:test';
import { signIdentity } from '../../platform/identity.ts';
import { scriptedGateway, secret } from '../../testkit/scripted-gateway.ts';

test('the session cookie becomes a signed identity; the cookie itself stays outside', async () => {
  const { ask, peers } = await scriptedGateway();
  const { cookie, user, session } = peers.signIn('ada');
  await ask('GET', '/api/rooms', {
    headers: { cookie, 'user-agent': 'Browser '.repeat(100), authorization: 'x' },
  });
  const [call] = peers.calls('chats');
  expect(call?.identity).toMatchObject({ caller: 'gateway', user, session, address: '198.51.100.7' });
  expect(call?.identity?.device).toHaveLength(200);
  expect([...(call?.headers.keys() ?? [])].sort()).toEqual(['x-rookery-identity']);
});

test('an identity that a client brings is dropped, however well it is signed', async () => {
  const { ask, peers, clock } = await scriptedGateway();
  const user = { id: 'id-of-eve', username: 'eve', role: 'owner' as const };
  const forged = signIdentity({ caller: 'gateway', user, session: 'session-of-eve' }, secret, clock.now());
  const headers = { 'x-rookery-identity': forged, 'x-rookery-user': 'eve' };
  expect((await ask('GET', '/api/rooms', { headers })).outcome).toBe('401 not_signed_in');
  await ask('GET', '/api/auth/instance', { headers });
  const [call] = peers.calls('auth');
  expect(call?.identity?.user).toBeUndefined();
  expect(call?.headers.has('x-rookery-user')).toBe(false);
});

test('without a session nothing that needs one reaches a service', async () => {
  const { ask, peers } = await scriptedGateway();
  const { token } = peers.signIn('ada');
  for (const cookie of [
    '',
    'rookery_session=',
    `rookery_session=${token}x`,
    `__Host-rookery_session=${token}`,
  ]) {
    expect((await ask('GET', '/api/rooms', { headers: { cookie } })).outcome).toBe('401 not_signed_in');
    expect((await ask('POST', '/api/rooms', { headers: { cookie }, body: '{"name":"a"}' })).outcome).toBe(
      '401 not_signed_in',
    );
  }
  expect(peers.calls('chats')).toEqual([]);
});

test('a verified session is believed for two seconds, and not one event longer once it is revoked', async () => {
  const { ask, peers, clock, bus } = await scriptedGateway();
  const { cookie, token } = peers.signIn('ada');
  const get = () => ask('GET', '/api/rooms', { headers: { cookie } });
  await get();
  await get();
  expect(peers.questions('/internal/auth/verify')).toHaveLength(1);
  peers.signOut(token);
  await clock.advance(2_000);
  expect((await get()).outcome).toBe('401 not_signed_in');

  const again = peers.signIn('ada');
  expect((await ask('GET', '/api/rooms', { headers: { cookie: again.cookie } })).status).toBe(200);
  peers.signOut(again.token);
  bus.publish('auth.revoked', '{}');
  await clock.advance(0);
  expect((await ask('GET', '/api/rooms', { headers: { cookie: again.cookie } })).outcome).toBe(
    '401 not_signed_in',
  );
});

test('a session is believed no longer when the clock is set back', async () => {
  const { ask, peers, clock } = await scriptedGateway();
  const { cookie, token } = peers.signIn('ada');
  const get = () => ask('GET', '/api/rooms', { headers: { cookie } });
  expect((await get()).status).toBe(200);
  peers.signOut(token);
  clock.skip(-3_600_000);
  expect((await get()).outcome).toBe('401 not_signed_in');
});

test('a session that ends while it is verified is not remembered', async () => {
  const { ask, peers, bus } = await scriptedGateway();
  const { cookie, token } = peers.signIn('ada');
  peers.answers.auth = (received) => {
    const answer = peers.verify(received);
    peers.signOut(token);
    bus.publish('auth.revoked', '{}');
    return new Promise((resolve) => setImmediate(() => resolve(answer)));
  };
  await ask('GET', '/api/rooms', { headers: { cookie } });
  expect((await ask('GET', '/api/rooms', { headers: { cookie } })).outcome).toBe('401 not_signed_in');
});

test('signing out ends it here at once, without a bus', async () => {
  const { ask, peers } = await scriptedGateway();
  const { cookie, token } = peers.signIn('ada');
  await ask('GET', '/api/rooms', { headers: { cookie } });
  peers.signOut(token);
  await ask('POST', '/api/auth/logout', { headers: { cookie } });
  expect((await ask('GET', '/api/rooms', { headers: { cookie } })).outcome).toBe('401 not_signed_in');
});

test('behind HTTPS only the cookie with the host prefix counts', async () => {
  const { ask, peers } = await scriptedGateway({ secureCookie: true });
  const { token } = peers.signIn('ada');
  const status = async (cookie: string) => (await ask('GET', '/api/rooms', { headers: { cookie } })).status;
  expect(await status(`rookery_session=${token}`)).toBe(401);
  expect(await status(`__Host-rookery_session=${token}`)).toBe(200);
});

test("a client's address is the peer's, unless a trusted proxy tells another", async () => {
  const { ask, peers } = await scriptedGateway({ trustedProxies: ['10.0.0.1'] });
  const headers = { 'x-forwarded-for': '6.6.6.6, 203.0.113.5' };
  await ask('GET', '/api/auth/instance', { headers, address: '198.51.100.7' });
  await ask('GET', '/api/auth/instance', { headers, address: '10.0.0.1' });
  expect(peers.calls('auth').map((call) => call.identity?.address)).toEqual(['198.51.100.7', '203.0.113.5']);
});

test('a session that ends while a body comes in does nothing with it', async () => {
  const { ask, peers, bus } = await scriptedGateway();
  const { cookie, token, user, session } = peers.signIn('ada');
  const coming = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>();
  const stream = new ReadableStream<Uint8Array>({ pull: (it) => coming.resolve(it) }, { highWaterMark: 0 });
  const asked = ask('POST', '/api/rooms', { headers: { cookie }, stream });
  const body = await coming.promise;
  peers.signOut(token);
  bus.publish('auth.revoked', JSON.stringify({ seq: 1, user: user.id, session }));
  body.enqueue(new TextEncoder().encode('{"name":"x"}'));
  body.close();
  expect((await asked).outcome).toBe('401 not_signed_in');
  expect(peers.calls('chats')).toEqual([]);
});
