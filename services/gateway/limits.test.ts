import { expect, test } from 'bun:test';
import { ApiError } from '../../contracts/errors.ts';
import { json, refusal } from '../../platform/answers.ts';
import { invite, scriptedGateway } from '../../testkit/scripted-gateway.ts';

const big = (bytes: number) => JSON.stringify({ name: 'x'.repeat(bytes) });

test('a body beyond 128 KiB is refused by its true length and by its declared one', async () => {
  const { ask, peers } = await scriptedGateway();
  const { cookie } = peers.signIn('ada');
  const post = (body: string, headers: Record<string, string> = {}) =>
    ask('POST', '/api/rooms', { headers: { cookie, ...headers }, body });
  const answer = await post(big(131_072));
  expect(answer.outcome).toBe('413 too_large');
  expect(answer.text).toContain('131072 bytes');
  expect((await post('{}', { 'content-length': '131073' })).outcome).toBe('413 too_large');
  expect((await post(big(131_072), { 'content-length': '10' })).outcome).toBe('413 too_large');
  expect(peers.calls('chats')).toEqual([]);
  expect((await post(big(131_072 - 11))).status).toBe(200);
  expect(peers.calls('chats')[0]?.text).toHaveLength(131_072);
});

test('a picture may have more', async () => {
  const { ask, peers } = await scriptedGateway({ limits: { avatarBytes: 200_000 } });
  const { cookie } = peers.signIn('ada');
  const put = (bytes: number) =>
    ask('PUT', '/api/users/me/avatar', {
      headers: { cookie, 'content-type': 'image/png' },
      body: 'x'.repeat(bytes),
    });
  expect((await put(200_000)).status).toBe(200);
  expect((await put(200_001)).outcome).toBe('413 too_large');
  expect(peers.calls('users')).toHaveLength(1);
});

test('only so many calls at once, and again when one is done', async () => {
  const { ask, peers } = await scriptedGateway({ limits: { requestsInFlight: 2 } });
  const gate = Promise.withResolvers<void>();
  peers.answers.auth = async () => {
    await gate.promise;
    return json(200, {});
  };
  const waiting = [ask('GET', '/api/auth/instance'), ask('GET', '/api/auth/instance')];
  const refused = await ask('GET', '/api/auth/instance');
  expect(refused.outcome).toBe('503 overloaded');
  expect(refused.headers.get('retry-after')).toBe('1');
  gate.resolve();
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200]);
  expect((await ask('GET', '/api/auth/instance')).status).toBe(200);
});

test('requests are counted per person, so that neighbours do not pay, and per address without a session', async () => {
  const { ask, peers, clock } = await scriptedGateway({
    limits: { requestsPerUser: { count: 2, windowMs: 60_000 } },
  });
  const [ada, bea] = [peers.signIn('ada'), peers.signIn('bea')];
  const get = (cookie: string) => ask('GET', '/api/rooms', { headers: { cookie } });
  await get(ada.cookie);
  await get(ada.cookie);
  const refused = await get(ada.cookie);
  expect(refused.outcome).toBe('429 rate_limited');
  expect(refused.headers.get('retry-after')).toBe('60');
  expect((await get(bea.cookie)).status).toBe(200);
  await get('');
  await get('');
  expect((await get('')).outcome).toBe('429 rate_limited');
  await clock.advance(60_000);
  expect((await get(ada.cookie)).status).toBe(200);
});

test('previews and registrations are counted per network', async () => {
  const limits = {
    invitePreviewsPerAddress: { count: 1, windowMs: 60_000 },
    registersPerAddress: { count: 1, windowMs: 60_000 },
  };
  const { ask } = await scriptedGateway({ limits });
  const from = (address: string) => ({ address });
  expect((await ask('GET', `/api/invites/${invite}`, from('2001:db8::1'))).status).toBe(200);
  expect((await ask('GET', `/api/invites/${invite}`, from('2001:db8::2'))).outcome).toBe('429 rate_limited');
  expect((await ask('GET', `/api/invites/${invite}`, from('2001:db9::1'))).status).toBe(200);
  expect((await ask('POST', '/api/auth/register', { body: '{}' })).status).toBe(200);
  expect((await ask('POST', '/api/auth/register', { body: '{}' })).outcome).toBe('429 rate_limited');
});

test('pictures of invites are counted per network, and wrong links among them as wrong links', async () => {
  const limits = {
    invitePicturesPerAddress: { count: 3, windowMs: 60_000 },
    inviteMissesPerAddress: { count: 2, windowMs: 60_000 },
  };
  const { ask, peers } = await scriptedGateway({ limits });
  const picture = (token: string) =>
    `/api/invites/${token}/members/${'1'.repeat(36)}/avatar/${'2'.repeat(36)}`;
  const from = (address: string) => ({ address });
  const preview = {
    ...{ room: { id: '3'.repeat(36), name: 'Garden' }, memberCount: 1 },
    ...{ inviter: { id: '1'.repeat(36), username: 'ada' }, members: [{ id: '1'.repeat(36) }] },
  };
  peers.answers.chats = ({ target }) =>
    target.includes(invite) ? json(200, preview) : refusal(new ApiError('not_found', 'No such invite.'));
  for (let n = 0; n < 3; n++)
    expect((await ask('GET', picture(invite), from('198.51.100.1'))).status).toBe(200);
  expect((await ask('GET', picture(invite), from('198.51.100.1'))).outcome).toBe('429 rate_limited');
  expect(peers.calls('users').map(({ identity }) => identity?.shown)).toEqual(Array(3).fill('1'.repeat(36)));
  for (const wrong of ['b', 'c'])
    expect((await ask('GET', picture(wrong.repeat(32)), from('198.51.100.2'))).outcome).toBe('404 not_found');
  expect((await ask('GET', picture(invite), from('198.51.100.2'))).outcome).toBe('429 rate_limited');
  expect((await ask('GET', `/api/invites/${invite}`, from('198.51.100.2'))).outcome).toBe('429 rate_limited');
  expect(peers.calls('users')).toHaveLength(3);
});

test('who tries too many wrong links gets no further with a right one, by any of the ways', async () => {
  const { ask, peers } = await scriptedGateway({
    limits: { inviteMissesPerAddress: { count: 2, windowMs: 60_000 } },
    registration: 'invite',
  });
  const { cookie } = peers.signIn('ada');
  const wrong = 'b'.repeat(32);
  peers.answers.chats = ({ target }) =>
    target.includes(wrong) ? refusal(new ApiError('not_found', 'No such invite.')) : json(200, {});
  expect((await ask('GET', `/api/invites/${wrong}`)).outcome).toBe('404 not_found');
  expect((await ask('GET', `/api/invites/${invite}`)).status).toBe(200);
  expect((await ask('POST', `/api/invites/${wrong}/accept`, { headers: { cookie } })).outcome).toBe(
    '404 not_found',
  );
  const before = peers.calls('chats').length;
  expect((await ask('GET', `/api/invites/${invite}`)).outcome).toBe('429 rate_limited');
  expect((await ask('POST', `/api/invites/${invite}/accept`, { headers: { cookie } })).outcome).toBe(
    '429 rate_limited',
  );
  const register = await ask('POST', '/api/auth/register', {
    body: JSON.stringify({ username: 'bea', password: 'p', invite }),
  });
  expect(register.outcome).toBe('429 rate_limited');
  expect(peers.calls('chats')).toHaveLength(before);
  expect((await ask('GET', `/api/invites/${invite}`, { address: '203.0.113.1' })).status).toBe(200);
});

test('a body that trickles in is given up', async () => {
  const { ask, clock, peers } = await scriptedGateway({ limits: { callTimeoutMs: 10_000 } });
  const asking = Promise.withResolvers<void>();
  const stream = new ReadableStream<Uint8Array>({ pull: () => asking.resolve() }, { highWaterMark: 0 });
  const asked = ask('POST', '/api/auth/login', { stream });
  await asking.promise;
  await clock.advance(10_000);
  expect((await asked).outcome).toBe('400 malformed');
  expect(peers.calls('auth')).toEqual([]);
});
