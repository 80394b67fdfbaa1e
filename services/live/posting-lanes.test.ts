// Tries D10.1.
import { expect, test } from 'bun:test';
import { auth } from '../../contracts/auth.ts';
import { chats } from '../../contracts/chats.ts';
import { client } from '../../contracts/client.ts';
import { json } from '../../platform/answers.ts';
import { createLog } from '../../platform/log.ts';
import { placeHeader } from '../../platform/replicas.ts';
import { ManualClock } from '../../testkit/clock.ts';
import { Posting } from './posting.ts';

/** Posts to a `chats` of several replicas, each of which answers when the test says so. */
function posting(placeOf: ((room: string) => string) | null) {
  const clock = new ManualClock();
  const calls: { place: string | null; keys: string[]; answer: () => void }[] = [];
  const fetch = async (request: Request) => {
    const { posts } = (await request.json()) as { posts: { key: string }[] };
    return new Promise<Response>((resolve) => {
      calls.push({
        place: request.headers.get(placeHeader),
        keys: posts.map(({ key }) => key),
        answer: () => resolve(json(200, { results: posts.map(() => ({ seq: 1, at: 1 })) })),
      });
    });
  };
  const options = { fetch, base: 'http://chats.internal' };
  const asked = client(auth, options);
  const { revocations } = asked;
  const peers = { chats: client(chats, options), auth: asked, revocations, actingFor: () => ({}) };
  const made = new Posting(peers, clock, createLog('silent'), placeOf);
  const done: string[] = [];
  const post = (room: string, key: string) =>
    made.post(
      { room, key, body: 'x', by: 'somebody' },
      () => undefined,
      () => void done.push(key),
    );
  return { clock, calls, done, post, sent: () => calls.map(({ place, keys }) => [place, ...keys].join(' ')) };
}

test('a replica that does not answer holds up its own rooms only; the others keep one call at a time each', async () => {
  const { clock, calls, done, post, sent } = posting((room) => (room.startsWith('slow') ? 'a' : 'b'));
  post('slow room', 's1');
  post('quick room', 'q1');
  await clock.advance(0);
  post('slow room', 's2');
  post('quick room', 'q2');
  post('other quick room', 'o1');
  await clock.advance(0);
  expect(sent()).toEqual(['a s1', 'b q1']);
  calls[1]?.answer();
  await clock.advance(0);
  calls[2]?.answer();
  await clock.advance(0);
  expect(sent()).toEqual(['a s1', 'b q1', 'b q2 o1']);
  expect(done).toEqual(['q1', 'q2', 'o1']);
  calls[0]?.answer();
  await clock.advance(0);
  expect(sent().at(-1)).toBe('a s2');
});

test('a room that belongs elsewhere now goes there once nothing of it is under way, so its posts stay in order', async () => {
  let place = 'a';
  const { clock, calls, post, sent } = posting(() => place);
  post('room', '1');
  await clock.advance(0);
  place = 'b';
  post('room', '2');
  post('another room', 'x');
  await clock.advance(0);
  expect(sent()).toEqual(['a 1', 'b x']);
  calls[0]?.answer();
  await clock.advance(0);
  expect(sent().at(-1)).toBe('a 2');
  calls[2]?.answer();
  await clock.advance(0);
  post('room', '3');
  await clock.advance(0);
  expect(sent()).toEqual(['a 1', 'b x', 'a 2']);
  calls[1]?.answer();
  await clock.advance(0);
  expect(sent().at(-1)).toBe('b 3');
});

test('with one replica there is one lane, and no call names a place', async () => {
  const { clock, calls, post, sent } = posting(null);
  post('room', '1');
  await clock.advance(0);
  post('other room', '2');
  await clock.advance(0);
  expect(sent()).toEqual([' 1']);
  calls[0]?.answer();
  await clock.advance(0);
  expect(calls.map((call) => call.place)).toEqual([null, null]);
});
