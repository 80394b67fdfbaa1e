import { expect, test } from 'bun:test';
import { json } from '../../platform/answers.ts';
import { scriptedGateway } from '../../testkit/scripted-gateway.ts';

test('are data: not kept, not sniffed, not framed, unless the service says otherwise', async () => {
  const { ask, peers } = await scriptedGateway({ secureCookie: true });
  peers.answers.auth = () =>
    new Response('{}', { headers: { 'content-type': 'application/json', 'set-cookie': 'a=b; HttpOnly' } });
  for (const answer of [
    await ask('GET', '/api/auth/instance'),
    await ask('GET', '/api/rooms'),
    await ask('GET', '/nothing'),
  ]) {
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(answer.headers.get('strict-transport-security')).toContain('max-age=');
  }
  const kept = {
    'cache-control': 'private, max-age=60',
    'content-security-policy': "default-src 'none'; sandbox",
  };
  peers.answers.auth = () => new Response('x', { headers: kept });
  const answer = await ask('GET', '/api/auth/instance');
  expect(Object.fromEntries(answer.headers)).toMatchObject(kept);
});

test('exactly the cookie that the service set', async () => {
  const { ask, peers } = await scriptedGateway();
  peers.answers.auth = () => json(200, {}, { 'set-cookie': 'rookery_session=x; HttpOnly' });
  const answer = await ask('POST', '/api/auth/login', { body: '{}' });
  expect(answer.headers.getSetCookie()).toEqual(['rookery_session=x; HttpOnly']);
});

test('a list of rooms that did not change is not sent again', async () => {
  const { ask, peers } = await scriptedGateway();
  const { cookie } = peers.signIn('ada');
  let rooms = ['a'];
  peers.answers.chats = () => json(200, { rooms });
  const first = await ask('GET', '/api/rooms', { headers: { cookie } });
  const tag = first.headers.get('etag') ?? '';
  expect(tag).toStartWith('W/"');
  const get = () => ask('GET', '/api/rooms', { headers: { cookie, 'if-none-match': tag } });
  expect(await get()).toMatchObject({ status: 304, text: '' });
  rooms = ['a', 'b'];
  expect(await get()).toMatchObject({ status: 200, text: '{"rooms":["a","b"]}' });
});

test('what breaks inside stays inside', async () => {
  const { ask, peers } = await scriptedGateway();
  peers.answers.auth = () => json(200, { user: 'not one' });
  const { cookie } = peers.signIn('ada');
  const answer = await ask('GET', '/api/rooms', { headers: { cookie } });
  expect(answer.outcome).toBe('503 unavailable');
  expect(answer.text).not.toContain('undefined');
});
