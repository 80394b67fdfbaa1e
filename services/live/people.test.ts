import { expect, test } from 'bun:test';
import { auth } from '../../contracts/auth.ts';
import { chats } from '../../contracts/chats.ts';
import { client } from '../../contracts/client.ts';
import { json } from '../../platform/answers.ts';
import { localBus } from '../../platform/bus-local.ts';
import { createLog } from '../../platform/log.ts';
import { ManualClock } from '../../testkit/clock.ts';
import { People } from './people.ts';

test('a digest that comes late does not take back what a newer one said', async () => {
  const clock = new ManualClock();
  const options = { fetch: () => json(200, { heads: {} }), base: 'http://chats.internal' };
  const people = new People({
    bus: localBus(() => undefined),
    clock,
    log: createLog('silent'),
    peers: { chats: client(chats, options), auth: client(auth, options), actingFor: () => ({}) },
    limits: { activityIntervalMs: 1000 },
  });
  people.start();
  const told: unknown[] = [];
  const session = {
    meFrame: () => undefined,
    meHead: () => undefined,
    activity: (rooms: Map<string, unknown>) => void told.push(...rooms),
  };
  people.joined(people.enter('somebody-here', session), 'the-room-here');
  people.digest({ replica: 'replica', n: 2, heads: { 'the-room-here': [14, 14] }, me: {} });
  people.digest({ replica: 'replica', n: 1, heads: { 'the-room-here': [12, 12] }, me: {} });
  await clock.advance(1000);
  expect(told).toEqual([['the-room-here', { head: 14, posts: 14 }]]);
  people.stop();
});
