import { expect, test } from 'bun:test';
import { auth } from './auth.ts';
import { client } from './client.ts';
import { ApiError } from './errors.ts';

const answering = (text: string, status = 200) =>
  client(auth, { fetch: () => new Response(text, { status }), base: 'http://auth', checked: true });
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'answered',
    (error: unknown) => (error instanceof ApiError ? error.code : error),
  );

test.each([
  ['<h1>Hello</h1>', 200],
  ['{"users":[{"id":', 200],
  ['{"users":"everybody"}', 200],
  ['null', 200],
  ['', 200],
  ['<h1>Bad gateway</h1>', 502],
  ['{"error":{"code":"never-heard-of","message":""}}', 503],
])('an answer %j (%d) is that of a service which cannot be reached', async (text, status) => {
  expect(await codeOf(answering(text, status).usernames({ body: { ids: [] } }))).toBe('unavailable');
});

test('an answer that says more than the contract is taken as it came', async () => {
  const user = { id: 'a-user-id', username: 'ada', later: 1 };
  const answer = await answering(JSON.stringify({ users: [user] })).usernames({ body: { ids: [] } });
  expect(answer as unknown).toEqual({ users: [user] });
});
