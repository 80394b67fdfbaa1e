import { expect, test } from 'bun:test';
import { invite, scriptedGateway } from '../../testkit/scripted-gateway.ts';

test.each([
  ['POST', '/api/auth/login', 'auth'],
  ['GET', '/api/auth/instance', 'auth'],
  ['GET', `/api/invites/${invite}`, 'chats'],
])('%s %s goes to %s', async (method, path, service) => {
  const { ask, peers } = await scriptedGateway();
  expect((await ask(method, path)).status).toBe(200);
  expect(peers.calls(service).map((call) => [call.method, call.target])).toEqual([[method, path]]);
});

test.each([
  '/internal/auth/verify',
  '/internal/chats/posts',
  '/api/../internal/auth/verify',
  '/api/users/%2e%2e/%2e%2e/internal/auth/verify',
  '/metrics',
  '/api',
  '/api/rooms/',
  '/api//rooms',
  '/api/rooms/a/b/c/d',
  '/API/ROOMS',
])('%s is nothing', async (path) => {
  const { ask, peers } = await scriptedGateway();
  const { cookie } = peers.signIn('ada');
  for (const method of ['GET', 'POST']) {
    expect((await ask(method, path, { headers: { cookie } })).outcome).toBe('404 not_found');
  }
  expect(peers.received).toEqual([]);
});

test('another method says which ones there are', async () => {
  const { ask } = await scriptedGateway();
  const answer = await ask('PUT', '/api/rooms');
  expect(answer.outcome).toBe('405 method_not_allowed');
  expect(answer.headers.get('allow')).toBe('POST, GET');
});

test('HEAD is GET without the body', async () => {
  const { ask } = await scriptedGateway();
  expect(await ask('HEAD', '/api/auth/instance')).toMatchObject({ status: 200, text: '' });
});

test('the query goes along as it came', async () => {
  const { ask, peers } = await scriptedGateway();
  const { cookie } = peers.signIn('ada');
  await ask('GET', '/api/rooms?after=x%20y&limit=3', { headers: { cookie } });
  expect(peers.calls('chats')[0]?.target).toBe('/api/rooms?after=x%20y&limit=3');
});
