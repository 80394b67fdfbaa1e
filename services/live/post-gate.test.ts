// Tries D10.1, D10.2.
import { expect, test } from 'bun:test';
import { client } from '../../contracts/client.ts';
import { auth } from '../../contracts/auth.ts';
import { chats } from '../../contracts/chats.ts';
import { json } from '../../platform/answers.ts';
import { createLog } from '../../platform/log.ts';
import { ManualClock } from '../../testkit/clock.ts';
import { PostGate } from './post-gate.ts';
import { Posting } from './posting.ts';

const room = '01990000-0000-7000-8000-00000000000a';
const otherRoom = '01990000-0000-7000-8000-00000000000b';
type Result = { seq: number; at: number } | { code: string; message: string; retryAfterMs?: number };

/** A gate whose posts reach a `chats` that answers each call as the test says. */
function gated() {
  const clock = new ManualClock();
  const calls: { keys: string[]; answer: (results: Result[]) => void }[] = [];
  const fetch = async (request: Request) => {
    const { posts } = (await request.json()) as { posts: { key: string }[] };
    return new Promise<Response>((resolve) => {
      calls.push({
        keys: posts.map(({ key }) => key),
        answer: (results) => resolve(json(200, { results })),
      });
    });
  };
  const options = { fetch, base: 'http://chats.internal' };
  const asked = client(auth, options);
  const { revocations } = asked;
  const peers = { chats: client(chats, options), auth: asked, revocations, actingFor: () => ({}) };
  const answers: string[] = [];
  const gate = new PostGate({
    posting: new Posting(peers, clock, createLog('silent')),
    clock,
    limits: { inFlightPosts: 64 },
    user: 'somebody-here',
    answer: ({ key }, result) => void answers.push(`${key} ${result instanceof Error ? result.code : 'ack'}`),
    onFlood: () => undefined,
  });
  const post = (key: string, to = room, body = 'x') => gate.post({ room: to, key, body });
  return { clock, calls, answers, post };
}

const stored = { seq: 1, at: 1 };

test("a post refused behind another device's is waited for like any other: later ones do not overtake it", async () => {
  const { clock, calls, answers, post } = gated();
  post('first-post');
  await clock.advance(0);
  post('second-post');
  calls[0]?.answer([{ code: 'after_refused', message: 'behind another', retryAfterMs: 1000 }]);
  await clock.advance(0);
  expect(answers).toEqual(['first-post after_refused', 'second-post after_refused']);
  expect(calls).toHaveLength(1);
  post('third-post');
  post('first-post');
  await clock.advance(0);
  calls[1]?.answer([stored]);
  await clock.advance(0);
  expect(answers.slice(2)).toEqual(['third-post after_refused', 'first-post ack']);
});

test('a post overtaken by the return of one before it still comes before what was sent after it', async () => {
  const { clock, calls, answers, post } = gated();
  post('aaaaaaaa');
  await clock.advance(0);
  post('bbbbbbbb');
  calls[0]?.answer([{ code: 'unavailable', message: 'later', retryAfterMs: 1000 }]);
  await clock.advance(0);
  for (const key of ['aaaaaaaa', 'bbbbbbbb', 'cccccccc']) post(key);
  await clock.advance(0);
  expect(calls.slice(1).map(({ keys }) => keys)).toEqual([['aaaaaaaa', 'bbbbbbbb', 'cccccccc']]);
  calls[1]?.answer([stored, stored, stored]);
  await clock.advance(0);
  expect(answers.slice(2)).toEqual(['aaaaaaaa ack', 'bbbbbbbb ack', 'cccccccc ack']);
});

test('of posts that a failed call refused together the room waits for the first one', async () => {
  const { clock, calls, answers, post } = gated();
  post('first-post');
  post('second-post');
  await clock.advance(0);
  const unknown = { code: 'unavailable', message: 'no answer', retryAfterMs: 1000 };
  calls[0]?.answer([unknown, unknown]);
  await clock.advance(0);
  post('second-post');
  post('first-post');
  post('second-post');
  await clock.advance(0);
  expect(answers.slice(2)).toEqual(['second-post after_refused']);
  expect(calls[1]?.keys).toEqual(['first-post', 'second-post']);
});

test('a post that comes again while a later one still waits goes before it', async () => {
  const { clock, calls, answers, post } = gated();
  // Two of these do not fit into one call.
  const long = 'x'.repeat(600_000);
  post('first-post');
  await clock.advance(0);
  post('elsewhere', otherRoom, long);
  post('second-post', room, long);
  calls[0]?.answer([{ code: 'unavailable', message: 'later', retryAfterMs: 1000 }]);
  await clock.advance(0);
  expect(calls[1]?.keys).toEqual(['elsewhere']);
  post('first-post');
  calls[1]?.answer([stored]);
  await clock.advance(0);
  expect(answers.slice(1)).toEqual(['elsewhere ack', 'second-post after_refused']);
  expect(calls[2]?.keys).toEqual(['first-post']);
  post('third-post');
  post('second-post');
  calls[2]?.answer([stored]);
  await clock.advance(0);
  expect(calls[3]?.keys).toEqual(['second-post']);
});
