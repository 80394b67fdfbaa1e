import { expect, test } from 'bun:test';
import { auth } from '../../contracts/auth.ts';
import { chats } from '../../contracts/chats.ts';
import { client } from '../../contracts/client.ts';
import { json } from '../../platform/answers.ts';
import { localBus } from '../../platform/bus-local.ts';
import { createLog } from '../../platform/log.ts';
import { ManualClock } from '../../testkit/clock.ts';
import { People } from './people.ts';

interface Told {
  told: unknown[];
  /** How far the user's own log was said to reach. */
  meHeads: number[];
  people: People;
  clock: ManualClock;
  join: () => void;
}

/** Somebody with a session whose rooms are being read; `join` is the answer. */
function somebody(answer: (request: Request) => Response = () => json(200, { heads: {} })): Told {
  const clock = new ManualClock();
  const options = { fetch: answer, base: 'http://chats.internal' };
  const people = new People({
    bus: localBus(() => undefined),
    clock,
    log: createLog('silent'),
    peers: {
      chats: client(chats, options),
      auth: client(auth, options),
      revocations: client(auth, options).revocations,
      actingFor: () => ({}),
    },
    limits: { activityIntervalMs: 1000 },
  });
  people.start();
  const told: unknown[] = [];
  const meHeads: number[] = [];
  const session = {
    meFrame: () => undefined,
    meHead: (head: number) => void meHeads.push(head),
    activity: (rooms: Map<string, unknown>) => void told.push(...rooms),
  };
  const person = people.enter('somebody-here', session);
  return { told, meHeads, people, clock, join: () => people.joined(person, 'the-room-here') };
}

const digest = (n: number, head: number) => ({
  replica: 'replica',
  n,
  heads: { 'the-room-here': [head, head, undefined] as [number, number, undefined] },
  me: {},
});

test('a digest that comes late does not take back what a newer one said', async () => {
  const { told, people, clock, join } = somebody();
  join();
  people.digest(digest(2, 14));
  people.digest(digest(1, 12));
  await clock.advance(1000);
  expect(told).toEqual([['the-room-here', { head: 14, posts: 14 }]]);
  people.stop();
});

test('a digest that comes while the rooms are read is told once they are known', async () => {
  const { told, people, clock, join } = somebody();
  people.digest(digest(1, 14));
  await clock.advance(29_500);
  people.digest(digest(2, 12));
  await clock.advance(20_000);
  expect(told).toEqual([]);
  join();
  await clock.advance(1000);
  expect(told).toEqual([['the-room-here', { head: 14, posts: 14 }]]);
  people.stop();
});

test('heads of own logs that could not be read after a lost digest are asked for again', async () => {
  let fails = 2;
  const { meHeads, people, clock } = somebody(() =>
    fails-- > 0 ? new Response('no gateway', { status: 502 }) : json(200, { heads: { 'somebody-here': 7 } }),
  );
  people.missed();
  for (let second = 0; second < 6; second++) await clock.advance(1000);
  expect(meHeads).toEqual([7]);
  people.stop();
});

test('after a lost digest the rooms are asked for, and everybody in one that went on hears of it once', async () => {
  let heads = {};
  const { told, people, clock, join } = somebody((request) =>
    json(200, { heads: request.url.endsWith('/me/heads') ? {} : heads }),
  );
  join();
  people.digest(digest(1, 12));
  await clock.advance(1000);
  heads = { 'the-room-here': { head: 14, posts: 13, epoch: 'an-epoch' } };
  people.missed();
  people.missed();
  await clock.advance(1000);
  people.missed();
  await clock.advance(1000);
  expect(told).toEqual([
    ['the-room-here', { head: 12, posts: 12 }],
    ['the-room-here', { head: 14, posts: 13 }],
  ]);
  people.stop();
});
