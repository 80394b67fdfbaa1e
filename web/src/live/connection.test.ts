import { expect, test } from 'bun:test';
import { Connection } from './connection.ts';
import type { Frame } from './frames.ts';
import { ManualClock } from './manual-clock.ts';
import { ScriptedSockets } from './scripted-socket.ts';
import { seeded } from './seeded.ts';

function setUp(sessionHolds = async (): Promise<boolean> => true) {
  const clock = new ManualClock();
  const sockets = new ScriptedSockets();
  const frames: Frame[] = [];
  let hint: (kind: 'online' | 'offline' | 'shown') => void = () => {};
  const connection = new Connection({
    url: 'ws://rookery.test/live',
    openSocket: sockets.open,
    clock,
    random: seeded(1),
    network: {
      subscribe: (listener) => {
        hint = listener;
        return () => {
          hint = () => {};
        };
      },
    },
    hello: () => ({ t: 'hello', me: { after: 7 } }),
    receive: (frame) => frames.push(frame),
    sessionHolds,
  });
  const state = (): string => connection.getSnapshot().state;
  return {
    clock,
    sockets,
    frames,
    connection,
    state,
    hint: (kind: 'online' | 'offline' | 'shown') => hint(kind),
  };
}

test('the hello is the first frame, and the connection is live once welcomed', () => {
  const { connection, sockets, state, frames } = setUp();
  expect(state()).toBe('idle');
  connection.start();
  expect(state()).toBe('connecting');
  expect(connection.send({ t: 'ping' })).toBe(false);
  sockets.last.open();
  expect(sockets.last.sent).toEqual([{ t: 'hello', me: { after: 7 } }]);
  expect(connection.send({ t: 'ping' })).toBe(false);
  sockets.last.welcome();
  expect(state()).toBe('live');
  expect(connection.send({ t: 'ping' })).toBe(true);
  expect(frames[0]?.t).toBe('welcome');
});

test('a lost connection comes back by itself, ever later, and says when', () => {
  const { connection, sockets, clock } = setUp();
  connection.start();
  const waits: number[] = [];
  for (let i = 0; i < 8; i++) {
    sockets.last.open();
    sockets.last.end();
    const status = connection.getSnapshot();
    if (status.state !== 'waiting') throw new Error(status.state);
    waits.push(status.nextTryAt - clock.now());
    const before = sockets.all.length;
    clock.pass(status.nextTryAt - clock.now() - 1);
    expect(sockets.all.length).toBe(before);
    clock.pass(1);
    expect(sockets.all.length).toBe(before + 1);
  }
  expect(waits[0]).toBeLessThanOrEqual(1_000);
  expect(waits[3]).toBeGreaterThanOrEqual(4_000);
  expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
  expect(waits[7]).toBeGreaterThanOrEqual(15_000);
});

test('a connection that was good for a while tries again soon; one thrown out at once does not', () => {
  const { connection, sockets, clock } = setUp();
  connection.start();
  for (let i = 0; i < 4; i++) {
    sockets.last.welcome();
    sockets.last.end();
    connection.retryNow();
  }
  sockets.last.welcome();
  sockets.last.end();
  expect(connection.getSnapshot()).toMatchObject({ state: 'waiting', attempt: 5 });
  connection.retryNow();
  sockets.last.welcome();
  clock.pass(6_000);
  sockets.last.end();
  expect(connection.getSnapshot()).toMatchObject({ state: 'waiting', attempt: 1 });
});

test('what a leaving server asks for is the least that is waited', () => {
  const { connection, sockets, clock } = setUp();
  connection.start();
  sockets.last.welcome();
  sockets.last.say({ t: 'bye', code: 'going_away', retryAfterMs: 12_000 });
  sockets.last.end(1001);
  const status = connection.getSnapshot();
  if (status.state !== 'waiting') throw new Error(status.state);
  expect(status.nextTryAt - clock.now()).toBeGreaterThanOrEqual(12_000);
  expect(status.nextTryAt - clock.now()).toBeLessThan(13_000);
});

test('silence is answered with a ping, and a missing pong with another socket', () => {
  const { connection, sockets, clock, state } = setUp();
  connection.start();
  sockets.last.welcome({ heartbeatMs: 20_000 });
  clock.pass(20_000);
  expect(sockets.last.sent.at(-1)).toEqual({ t: 'ping' });
  sockets.last.say({ t: 'pong' });
  clock.pass(19_999);
  expect(state()).toBe('live');
  clock.pass(1);
  const silent = sockets.last;
  clock.pass(10_000);
  expect(state()).toBe('waiting');
  expect(silent.closedByClient).toBe(true);
  silent.say({ t: 'pong' });
  silent.end(4001);
  expect(state()).toBe('waiting');
  clock.pass(1_000);
  expect(sockets.all.length).toBe(2);
});

test('a handshake that hangs is given up', () => {
  const { connection, sockets, clock, state } = setUp();
  connection.start();
  clock.pass(10_000);
  expect(state()).toBe('waiting');
  clock.pass(1_000);
  expect(sockets.all.length).toBe(2);
});

test('the network coming back ends the wait, and tests a socket that seems live', () => {
  const { connection, sockets, clock, state, hint } = setUp();
  connection.start();
  sockets.last.end();
  sockets.last.end();
  hint('offline');
  expect(state()).toBe('waiting');
  hint('online');
  expect(state()).toBe('connecting');
  sockets.last.welcome();
  hint('shown');
  expect(sockets.last.sent.at(-1)).toEqual({ t: 'ping' });
  clock.pass(3_000);
  expect(state()).toBe('waiting');
});

test('an ended session ends the connection for good', () => {
  const { connection, sockets, clock, hint } = setUp();
  connection.start();
  sockets.last.welcome();
  sockets.last.end(4001);
  expect(connection.getSnapshot()).toEqual({ state: 'ended', reason: 'session_ended' });
  hint('online');
  connection.retryNow();
  clock.pass(100_000);
  expect(sockets.all.length).toBe(1);
  expect(clock.waiting).toBe(0);
});

test('a refused handshake ends it only if the session is over', async () => {
  let holds = true;
  const asked: (() => void)[] = [];
  const { connection, sockets, state, clock } = setUp(
    () => new Promise((resolve) => asked.push(() => resolve(holds))),
  );
  const answer = async (): Promise<void> => {
    asked.shift()?.();
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
  };
  connection.start();
  sockets.last.end();
  await answer();
  expect(state()).toBe('waiting');
  clock.pass(1_000);
  holds = false;
  sockets.last.end();
  await answer();
  expect(connection.getSnapshot()).toEqual({ state: 'ended', reason: 'session_ended' });
});

test('what this version does not know is passed over, but an unknown event keeps its number', () => {
  const { connection, sockets, frames, state } = setUp();
  connection.start();
  sockets.last.welcome();
  frames.length = 0;
  sockets.last.sayText('no json {');
  sockets.last.say([1, 2]);
  sockets.last.say({ t: 'fireworks', colour: 'red' });
  sockets.last.say({ t: 'pong', extra: 1 });
  const unknown = { t: 'event', v: 1, room: 'room-one', seq: 3, id: 'event-three', at: 1, by: 'user-two' };
  sockets.last.say({ ...unknown, type: 'message.reacted', data: { emoji: '🦉' } });
  sockets.last.say({ t: 'me', seq: 4, type: 'settings', data: {} });
  expect(frames).toMatchObject([
    { t: 'pong' },
    { t: 'event', seq: 3, type: 'other' },
    { t: 'me', seq: 4, type: 'other' },
  ]);
  expect(state()).toBe('live');
});

test('stopping closes the socket and leaves nothing to come', () => {
  const { connection, sockets, clock } = setUp();
  connection.start();
  sockets.last.welcome();
  connection.stop();
  expect(sockets.last.closedByClient).toBe(true);
  expect(clock.waiting).toBe(0);
  expect(connection.getSnapshot()).toEqual({ state: 'ended', reason: 'stopped' });
});
