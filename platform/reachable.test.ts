import { expect, test } from 'bun:test';
import { ManualClock } from '../testkit/clock.ts';
import { ApiError } from '../contracts/errors.ts';
import type { Fetch } from '../contracts/client.ts';
import { createLog } from './log.ts';
import { peerBase, reachable } from './reachable.ts';

const refusalCode = (error: unknown) => (error instanceof ApiError ? error.code : error);
const log = createLog('silent');
const request = () => new Request(`${peerBase('chats')}/api/rooms`);
const through = (fetch: Fetch, clock = new ManualClock()) =>
  reachable('chats', fetch, { clock, log, timeoutMs: 10_000 });

test('an answer comes through whole', async () => {
  const answer = await through(async () => new Response('{"a":1}', { status: 201, headers: { 'x-a': 'b' } }))(
    request(),
  );
  expect([answer.status, answer.headers.get('x-a'), await answer.text()]).toEqual([201, 'b', '{"a":1}']);
});

test('a service that throws is unavailable, and says when to come back', async () => {
  const answer = through(() => Promise.reject(new Error('away')))(request());
  await expect(answer).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: 2_000 });
});

test('a service that hangs holds nobody up for longer than its time', async () => {
  const clock = new ManualClock();
  const answer = through(() => new Promise<Response>(() => undefined), clock)(request());
  const ended = answer.then(
    () => 'answered',
    (error: unknown) => refusalCode(error),
  );
  await clock.advance(10_000);
  expect(await ended).toBe('unavailable');
});

test('the log says once that a service is away, again after a while, and that it is back', async () => {
  const clock = new ManualClock();
  const said: string[] = [];
  const take = (fields: object, message: string) => void said.push(`${message} ${JSON.stringify(fields)}`);
  const written = { ...log, error: take, warn: take } as unknown as typeof log;
  let isAway = true;
  const fetch: Fetch = async () => {
    if (isAway) throw new Error('connection refused');
    return new Response('{}');
  };
  const call = reachable('chats', fetch, { clock, log: written, timeoutMs: 10_000 });
  const tryOnce = () => call(request()).catch(() => undefined);
  for (let i = 0; i < 5; i++) await tryOnce();
  await clock.advance(31_000);
  await tryOnce();
  isAway = false;
  for (let i = 0; i < 3; i++) await tryOnce();
  const away = 'chats cannot be reached {"peer":"chats","reason":"connection refused","failures":';
  expect(said).toEqual([`${away}1}`, `${away}6}`, 'chats is reached again {"peer":"chats","failures":6}']);
});
