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
