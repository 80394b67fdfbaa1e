import { expect, test } from 'bun:test';
import { ApiError } from '../../contracts/errors.ts';
import { json, refusal } from '../../platform/answers.ts';
import { invite, scriptedGateway } from '../../testkit/scripted-gateway.ts';

const broken = () => Promise.reject(new Error('connection refused'));

test('its calls say so, and when to come back', async () => {
  const { ask, peers } = await scriptedGateway();
  const { cookie } = peers.signIn('ada');
  peers.answers.chats = broken;
  const answer = await ask('GET', '/api/rooms', { headers: { cookie } });
  expect(answer.outcome).toBe('503 unavailable');
  expect(answer.headers.get('retry-after')).toBe('2');
  expect(answer.text).not.toContain('refused');
});

test('one that never answers is given up after the time for a call', async () => {
  const { ask, peers, clock } = await scriptedGateway({ limits: { callTimeoutMs: 10_000 } });
  const reached = Promise.withResolvers<void>();
  peers.answers.auth = () => {
    reached.resolve();
    return new Promise(() => undefined);
  };
  const asked = ask('GET', '/api/auth/instance');
  await reached.promise;
  await clock.advance(10_000);
  expect((await asked).outcome).toBe('503 unavailable');
});

test('names still show without users', async () => {
  const { ask, peers } = await scriptedGateway();
  const { cookie, user } = peers.signIn('ada');
  peers.answers.auth = (received) =>
    received.target === '/internal/auth/usernames'
      ? json(200, { users: [{ id: 'id-of-bea', username: 'bea' }] })
      : peers.verify(received);
  const bea = { id: 'id-of-bea', username: 'bea', displayName: 'bea', status: '', avatarUrl: null };
  for (const failure of [broken, () => refusal(new ApiError('internal', 'Broken.'))]) {
    peers.answers.users = failure;
    const get = async (path: string) =>
      JSON.parse((await ask('GET', path, { headers: { cookie } })).text) as unknown;
    expect(await get('/api/users/me')).toEqual({
      id: user.id,
      username: 'ada',
      displayName: 'ada',
      status: '',
      avatarUrl: null,
    });
    expect(await get('/api/users/id-of-bea')).toEqual(bea);
    expect(await get('/api/users?ids=id-of-bea,id-of-nobody')).toEqual({ users: [bea] });
  }
  const patch = await ask('PATCH', '/api/users/me', { headers: { cookie }, body: '{}' });
  expect(patch.outcome).toBe('500 internal');
  expect((await ask('GET', '/api/users/me')).outcome).toBe('401 not_signed_in');
});

test('an invite can still be looked at without auth, but nobody is taken for signed in', async () => {
  const { ask, peers } = await scriptedGateway();
  const { cookie } = peers.signIn('ada');
  peers.answers.auth = broken;
  expect((await ask('GET', `/api/invites/${invite}`, { headers: { cookie } })).status).toBe(200);
  expect(peers.calls('chats')[0]?.identity?.user).toBeUndefined();
  expect((await ask('GET', '/api/rooms', { headers: { cookie } })).outcome).toBe('503 unavailable');
});

test('readiness names who is missing; being alive does not depend on it', async () => {
  const { ask, peers } = await scriptedGateway();
  expect((await ask('GET', '/readyz')).status).toBe(200);
  peers.answers.users = broken;
  const answer = await ask('GET', '/readyz');
  expect(answer.outcome).toBe('503 unavailable');
  expect(answer.text).toContain('users');
  expect((await ask('GET', '/healthz')).status).toBe(200);
});
