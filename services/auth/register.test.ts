import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readLimits } from '../../platform/limits.ts';
import { eventually } from '../../testkit/eventually.ts';
import { refusalOf, startAuth, type AuthService } from '../../testkit/auth-service.ts';

let auth: AuthService;
beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());

const password = 'a long enough one';
const attempt = (username: string, given = password) => refusalOf(auth.visitor().register(username, given));

test('registering makes a member, signs in, and sets one cookie', async () => {
  const ada = auth.visitor();
  const user = await ada.register('Ada');
  expect(user).toMatchObject({ username: 'Ada', role: 'member' });
  expect(JSON.parse(ada.text)).toMatchObject({ user: { username: 'Ada' } });
  expect(await ada.auth.session()).toMatchObject({ user, session: { current: true } });
});

test('the first to register is no owner', async () => {
  const fresh = await startAuth();
  expect((await fresh.visitor().register('first')).role).toBe('member');
  expect(await fresh.peer.instance()).toMatchObject({ claimed: false, owner: null });
  await fresh.stop();
});

test('a name is taken in every case, width and composition', async () => {
  await auth.visitor().register('Zoë');
  for (const name of ['zoë', 'ZOË', 'zoe\u0308', 'Ｚｏë']) {
    expect(await attempt(name)).toBe('username_taken username:taken');
  }
});

test('of two who register one name at once one gets it', async () => {
  const results = await Promise.all(['twin', 'Twin', 'TWIN'].map((name) => attempt(name)));
  expect(results.toSorted()).toEqual([
    'accepted',
    'username_taken username:taken',
    'username_taken username:taken',
  ]);
});

test('each bad field is named with its reason', async () => {
  expect(await attempt('admin')).toBe('invalid username:reserved');
  expect(await attempt('раypal')).toBe('invalid username:mixed_scripts');
  expect(await attempt('good', 'short')).toBe('invalid password:too_short');
  expect(await attempt('good', 'Password123')).toBe('invalid password:too_common');
  expect(await attempt('good', 'goodness me!')).toBe('invalid password:contains_username');
  expect(await attempt('a', 'x'.repeat(300))).toBe('invalid username:too_short password:too_long');
});

test('a refusal repeats nothing of what was typed', async () => {
  const visitor = auth.visitor();
  await refusalOf(visitor.register('<script>', 'hunter2'));
  expect(visitor.text).toContain('bad_characters');
  expect(visitor.text).not.toMatch(/script|hunter2/);
  expect(visitor.cookies).toEqual([]);
});

test.each([
  { username: { $ne: null }, password },
  { username: ['ada'], password },
  { username: 'adamant', password: { length: 20 } },
  { username: 'adamant', password: 12345678901 },
  { username: 'adamant' },
  ['adamant', password],
  'adamant',
  null,
  { username: 'u'.repeat(257), password },
  { username: 'adamant', password: 'p'.repeat(1025) },
])('%j is no registration, and no crash', async (body) => {
  const request = new Request('http://auth/api/auth/register', {
    method: 'POST',
    headers: { ...auth.signed({ caller: 'gateway' }), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await auth.fetch(request);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: { code: 'malformed' } });
});

test('an unsigned call is refused, a forged and an expired one too', async () => {
  const body = JSON.stringify({ username: 'mallory', password });
  const send = async (headers: Record<string, string>) => {
    const init = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body };
    return (await auth.fetch(new Request('http://auth/api/auth/register', init))).status;
  };
  expect(await send({})).toBe(403);
  const [name = '', value = ''] = Object.entries(auth.signed({ caller: 'gateway' }))[0] ?? [];
  expect(await send({ [name]: `${value.slice(0, -2)}xx` })).toBe(403);
  const other = Buffer.from(JSON.stringify({ caller: 'gateway', exp: auth.clock.now() + 1000 })).toString(
    'base64url',
  );
  expect(await send({ [name]: `${other}.${value.split('.')[1]}` })).toBe(403);
  // Its 30 seconds, and what the clocks of two machines may differ by; then it looks like a clock that goes wrong.
  await auth.clock.advance(150_000);
  expect(await send({ [name]: value })).toBe(503);
});

test('by invite: only those whom the gateway saw with a working invite', async () => {
  const invite = await startAuth({ settings: { registration: 'invite' } });
  expect(await refusalOf(invite.visitor().register('stranger'))).toBe('invite_required');
  const claimed = { username: 'stranger', password, invite: 'x'.repeat(43) };
  expect(await refusalOf(invite.visitor().auth.register({ body: claimed }))).toBe('invite_required');
  expect(await refusalOf(invite.visitor({ invited: true }).register('guest'))).toBe('accepted');
  expect(await invite.peer.instance()).toMatchObject({ registration: 'invite' });
  await invite.stop();
});

test('closed: nobody', async () => {
  const closed = await startAuth({ settings: { registration: 'closed' } });
  expect(await refusalOf(closed.visitor({ invited: true }).register('guest'))).toBe('registration_closed');
  await closed.stop();
});

test('an account that was made is answered for, although the bus could not be told of what ended before', async () => {
  const own = await startAuth();
  const [ada, elsewhere] = [own.visitor(), own.visitor()];
  await ada.register('ada');
  await elsewhere.login('ada');
  const { publish } = own.bus;
  own.bus.publish = () => {
    throw new Error('made to fail');
  };
  const session = elsewhere.identity.session ?? '';
  await ada.auth.endSession({ params: { session } });
  expect(await refusalOf(elsewhere.auth.session())).toBe('not_signed_in');
  expect(await own.visitor().register('ben')).toMatchObject({ username: 'ben' });
  expect(own.revoked).toEqual([]);
  own.bus.publish = publish;
  await own.clock.advance(readLimits({}).revocationPollMs);
  await eventually(() => expect(own.revoked).toMatchObject([{ session }]));
  await own.stop();
});
