import { expect, test } from 'bun:test';
import { ownOrigin, scriptedGateway } from '../../testkit/scripted-gateway.ts';

test.each([
  {},
  { origin: 'null' },
  { origin: `${ownOrigin}.evil.example` },
  { origin: 'http://evil.127.0.0.1:4000' },
  { origin: 'http://127.0.0.1:40000' },
  { origin: 'http://127.0.0.1' },
  { origin: 'https://127.0.0.1:4000' },
  { origin: `${ownOrigin}/` },
  { origin: `${ownOrigin}, ${ownOrigin}` },
  { origin: ownOrigin, 'sec-fetch-site': 'cross-site' },
  { origin: ownOrigin, 'sec-fetch-site': 'same-site' },
] as Record<string, string>[])('%j changes nothing', async (headers) => {
  const { ask, peers } = await scriptedGateway();
  const { cookie } = peers.signIn('ada');
  const given = { ...headers, cookie, origin: headers['origin'] ?? '' };
  for (const [method, path, body] of [
    ['POST', '/api/auth/logout', undefined],
    ['POST', '/api/rooms', '{"name":"a"}'],
    ['DELETE', '/api/rooms/room-1234', undefined],
    ['PATCH', '/api/users/me', '{}'],
    ['PUT', '/api/users/me/avatar', 'x'],
  ] as const) {
    const answer = await ask(method, path, { headers: given, ...(body === undefined ? {} : { body }) });
    expect(answer.outcome).toBe('403 origin_refused');
  }
  expect(peers.received).toEqual([]);
});

test('each of our own origins may change things, and reading needs none', async () => {
  const { ask, peers } = await scriptedGateway();
  const { cookie } = peers.signIn('ada');
  for (const own of [ownOrigin, 'http://localhost:4000']) {
    const answer = await ask('POST', '/api/auth/logout', {
      headers: { cookie, origin: own, 'sec-fetch-site': 'same-origin' },
    });
    expect(answer.status).toBe(200);
  }
  expect(
    (await ask('GET', '/api/auth/instance', { headers: { origin: 'http://evil.example' } })).status,
  ).toBe(200);
});

test('the refusal says what to set, and repeats nothing but an origin', async () => {
  const { ask } = await scriptedGateway();
  const refusedFrom = async (from: string) =>
    (await ask('POST', '/api/auth/login', { headers: { origin: from } })).text;
  expect(await refusedFrom('http://chat.lan:4000')).toContain(
    `You opened http://chat.lan:4000; this server expects ${ownOrigin} or http://localhost:4000; set ROOKERY_URL=http://chat.lan:4000`,
  );
  expect(await refusedFrom('javascript:alert(1)')).not.toContain('alert');
  expect(await refusedFrom('http://a.example/<script>')).not.toContain('script>');
});
