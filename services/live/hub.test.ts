import { expect, test } from 'bun:test';
import { auth } from '../../contracts/auth.ts';
import { chats } from '../../contracts/chats.ts';
import { client } from '../../contracts/client.ts';
import { subject } from '../../contracts/events.ts';
import { json } from '../../platform/answers.ts';
import { localBus } from '../../platform/bus-local.ts';
import { readLimits } from '../../platform/limits.ts';
import { createLog } from '../../platform/log.ts';
import { ManualClock } from '../../testkit/clock.ts';
import { Hub, type Reader } from './hub.ts';
import { SlowReaders } from './slow-readers.ts';

test('heads of open rooms that could not be read after a lost digest are asked for again', async () => {
  const clock = new ManualClock();
  const limits = readLimits({});
  let fails = 2;
  let asked = 0;
  const answer = () => {
    asked++;
    return fails-- > 0
      ? new Response('no gateway', { status: 502 })
      : json(200, { heads: { 'the-room-here': { head: 0, posts: 0, epoch: 'another-epoch-here' } } });
  };
  const options = { fetch: answer, base: 'http://chats.internal' };
  const hub = new Hub({
    bus: localBus(() => undefined),
    clock,
    log: createLog('silent'),
    peers: {
      chats: client(chats, options),
      auth: client(auth, options),
      revocations: client(auth, options).revocations,
      actingFor: () => ({}),
    },
    limits,
    slowReaders: new SlowReaders(clock, limits),
    publisher: () => ({ publish: () => undefined }),
    onReplaced: () => undefined,
  });
  let replaced = 0;
  const reader = { user: 'somebody-here', lost: () => undefined, replaced: () => void replaced++ };
  const room = hub.join('the-room-here', reader as unknown as Reader);
  room.begin({ head: 3, epoch: 'an-epoch-here' }, -1);
  hub.missed();
  for (let second = 0; second < 6; second++) await clock.advance(1000);
  expect(replaced).toBe(1);
  expect(asked).toBe(3);
  hub.stop();
});

test('the subject of a room is left with its last reader, so that only events of open rooms come in', () => {
  const limits = readLimits({});
  const heard = new Map<string, (payload: string) => void>();
  const unused = { fetch: () => Promise.reject(new Error('nobody is asked')), base: 'http://chats.internal' };
  const clock = new ManualClock();
  const hub = new Hub({
    bus: {
      publish: () => undefined,
      subscribe(name, handler) {
        heard.set(name, (payload) => handler(payload, name, {}));
        return () => heard.delete(name);
      },
      close: async () => undefined,
    },
    clock,
    log: createLog('silent'),
    peers: {
      chats: client(chats, unused),
      auth: client(auth, unused),
      revocations: client(auth, unused).revocations,
      actingFor: () => ({}),
    },
    limits,
    slowReaders: new SlowReaders(clock, limits),
    publisher: () => ({ publish: () => undefined }),
    onReplaced: () => undefined,
  });
  const [one, other] = ['one', 'other'].map((user) => ({ user }) as unknown as Reader) as [Reader, Reader];
  hub.join('room-a', one);
  hub.join('room-a', other);
  hub.join('room-b', one);
  expect([...heard.keys()]).toEqual([subject.room('room-a'), subject.room('room-b')]);
  hub.leave('room-a', one);
  expect(heard.size).toBe(2);
  hub.leave('room-a', other);
  expect([...heard.keys()]).toEqual([subject.room('room-b')]);
  hub.join('room-a', other);
  expect(heard.size).toBe(2);
  hub.stop();
  expect(heard.size).toBe(0);
});
