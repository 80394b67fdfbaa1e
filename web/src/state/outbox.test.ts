// Tries D3.3, D12.1.
import { expect, test } from 'bun:test';
import { ApiError, type ErrorCode } from '../../../contracts/errors.ts';
import { ManualClock } from '../live/manual-clock.ts';
import { seeded } from '../live/seeded.ts';
import { limits } from './limits.ts';
import { MemoryOutboxStorage } from './outbox-storage.ts';
import { Outbox } from './outbox.ts';

const room = 'room-one';

let keys = 0;

function setUp(storage = new MemoryOutboxStorage(), clock = new ManualClock()) {
  const sent: string[] = [];
  let reachable = true;
  let restarts = 0;
  const outbox = new Outbox({
    clock,
    random: seeded(3),
    newKey: () => `key-number-${keys++}`,
    storage,
    send: (frame) => {
      if (reachable && frame.t === 'post') sent.push(frame.body);
      return reachable;
    },
    restart: () => {
      restarts++;
      outbox.disconnected();
      outbox.connected(64);
    },
  });
  const refuse = (key: string, code: ErrorCode, retryAfterMs?: number): void =>
    outbox.refused({
      key,
      room,
      code,
      message: 'made to fail',
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  const states = (): string[] => outbox.of(room).map(({ body, state }) => `${body} ${state}`);
  return {
    outbox,
    storage,
    clock,
    sent,
    refuse,
    states,
    restarts: () => restarts,
    cut: () => {
      reachable = false;
    },
  };
}

async function live() {
  const set = setUp();
  await set.outbox.restore();
  set.outbox.connected(64);
  return set;
}

test('a post waits for the connection, goes out, and is gone once it is settled', async () => {
  const { outbox, storage, sent, states } = setUp();
  await outbox.restore();
  const key = outbox.post(room, 'one');
  expect(states()).toEqual(['one queued']);
  expect(storage.posts.has(key)).toBe(true);
  outbox.connected(64);
  expect(sent).toEqual(['one']);
  expect(states()).toEqual(['one sending']);
  expect(outbox.settled(key)?.body).toBe('one');
  expect(outbox.settled(key)).toBeUndefined();
  expect([states(), storage.posts.size, outbox.unsentCount]).toEqual([[], 0, 0]);
});

test('what was unanswered when the socket broke goes out again with the same key, in order', async () => {
  const { outbox, sent, states } = await live();
  const keys = ['one', 'two', 'three'].map((body) => outbox.post(room, body));
  outbox.settled(keys[0] ?? '');
  outbox.disconnected();
  expect(states()).toEqual(['two queued', 'three queued']);
  outbox.post(room, 'four');
  outbox.connected(64);
  expect(sent).toEqual(['one', 'two', 'three', 'two', 'three', 'four']);
  expect(
    outbox
      .of(room)
      .map((post) => post.key)
      .slice(0, 2),
  ).toEqual(keys.slice(1));
});

test('after a refusal for now nothing overtakes: the rest waits and follows in order', async () => {
  const { outbox, sent, refuse, clock, states } = await live();
  const [one, two, three] = ['one', 'two', 'three'].map((body) => outbox.post(room, body)) as [
    string,
    string,
    string,
  ];
  const other = outbox.post('room-two', 'elsewhere');
  refuse(one, 'rate_limited', 3_000);
  outbox.post(room, 'four');
  expect(sent).toEqual(['one', 'two', 'three', 'elsewhere']);
  refuse(two, 'after_refused', 500);
  clock.pass(4_100);
  // The third is still unanswered: sending now could put it behind the fourth.
  expect(sent.length).toBe(4);
  refuse(three, 'after_refused', 500);
  expect(sent.slice(4)).toEqual(['one', 'two', 'three', 'four']);
  outbox.settled(other);
  expect(states()).toEqual(['one sending', 'two sending', 'three sending', 'four sending']);
});

test('the server’s time to try again is kept, and grows when it refuses again', async () => {
  const { outbox, sent, refuse, clock } = await live();
  const key = outbox.post(room, 'one');
  refuse(key, 'overloaded', 5_000);
  clock.pass(4_999);
  expect(sent).toEqual(['one']);
  clock.pass(1_001);
  expect(sent).toEqual(['one', 'one']);
  refuse(key, 'overloaded', 0);
  clock.pass(900);
  expect(sent.length).toBe(2);
  clock.pass(1_200);
  expect(sent.length).toBe(3);
});

test('a final refusal keeps the post for its writer, and the others go on', async () => {
  const { outbox, sent, refuse, states } = await live();
  const one = outbox.post(room, 'one');
  outbox.post(room, 'two');
  refuse(one, 'invalid');
  expect(states()).toEqual(['one failed', 'two sending']);
  expect(outbox.get(one)?.error).toEqual({ code: 'invalid', message: 'made to fail' });
  outbox.retry(one);
  expect(states()).toEqual(['two sending', 'one sending']);
  expect(outbox.get(one)?.error).toBeUndefined();
  refuse(one, 'invalid');
  outbox.discard(one);
  expect(states()).toEqual(['two sending']);
  expect(sent).toEqual(['one', 'two', 'one']);
});

test('a key that the server holds for another text is not tried again', async () => {
  const { outbox, refuse, states, storage } = await live();
  const key = outbox.post(room, 'one');
  refuse(key, 'key_reused');
  outbox.retry(key);
  expect(states()).toEqual(['one sending']);
  expect(outbox.get(key)).toBeUndefined();
  expect([...storage.posts.values()].map(({ body }) => body)).toEqual(['one']);
  expect(storage.posts.has(key)).toBe(false);
});

test('dropping the post that the server waits for frees the room', async () => {
  const { outbox, refuse, restarts, sent, states } = await live();
  const one = outbox.post(room, 'one');
  const two = outbox.post(room, 'two');
  refuse(one, 'overloaded', 60_000);
  refuse(two, 'after_refused', 500);
  outbox.discard(one);
  expect(restarts()).toBe(1);
  expect(states()).toEqual(['two sending']);
  expect(sent.at(-1)).toBe('two');
});

test('a server that lets a later post block an earlier one gets a new socket, so order holds', async () => {
  const { outbox, refuse, restarts, sent } = await live();
  const one = outbox.post(room, 'one');
  const two = outbox.post(room, 'two');
  refuse(two, 'overloaded', 1_000);
  refuse(one, 'after_refused', 500);
  expect(restarts()).toBe(1);
  expect(sent).toEqual(['one', 'two', 'one', 'two']);
});

test('a socket that answers nothing is given up', async () => {
  const { outbox, clock, restarts } = await live();
  outbox.post(room, 'one');
  clock.pass(limits.ackMs - 1);
  expect(restarts()).toBe(0);
  clock.pass(1);
  expect(restarts()).toBe(1);
});

test('posts survive a reload and go before newer ones', async () => {
  const before = setUp();
  await before.outbox.restore();
  before.outbox.post(room, 'one');
  before.outbox.post(room, 'two');
  const after = setUp(before.storage, before.clock);
  after.outbox.post(room, 'three');
  after.outbox.connected(64);
  expect(after.sent).toEqual([]);
  await after.outbox.restore();
  expect(after.sent).toEqual(['one', 'two', 'three']);
});

test('a post over an hour old asks first', async () => {
  const { outbox, clock, sent, states, storage } = setUp();
  await outbox.restore();
  const old = outbox.post(room, 'old');
  const older = outbox.post(room, 'older');
  clock.pass(limits.askAfterMs + 1);
  outbox.post(room, 'new');
  outbox.connected(64);
  expect(states()).toEqual(['old queued-old', 'older queued-old', 'new sending']);
  expect(sent).toEqual(['new']);
  outbox.retry(old);
  outbox.discard(older);
  expect(sent).toEqual(['new', 'old']);
  expect(storage.posts.has(older)).toBe(false);
  outbox.disconnected();
  outbox.connected(64);
  expect(sent).toEqual(['new', 'old', 'new', 'old']);
});

test('no more is in flight than allowed, and no more waits than can be kept', async () => {
  const { outbox, sent, cut } = await live();
  const keys = Array.from({ length: limits.inFlight + 5 }, (_, i) => outbox.post(room, `${i}`));
  expect(sent.length).toBe(limits.inFlight);
  outbox.settled(keys[0] ?? '');
  expect(sent.length).toBe(limits.inFlight + 1);
  cut();
  outbox.disconnected();
  while (outbox.unsentCount < limits.outbox) outbox.post(room, 'more');
  expect(() => outbox.post(room, 'too much')).toThrow(ApiError);
  expect(outbox.unsentCount).toBe(limits.outbox);
});

test('a storage that fails costs no post', async () => {
  const storage = new MemoryOutboxStorage();
  const forbidden = async (): Promise<never> => {
    throw new Error('forbidden');
  };
  Object.assign(storage, { all: forbidden, put: forbidden, remove: forbidden, erase: forbidden });
  const { outbox, sent } = setUp(storage);
  await outbox.restore();
  outbox.connected(64);
  outbox.settled(outbox.post(room, 'one'));
  await outbox.erase();
  expect(sent).toEqual(['one']);
});

test('erasing leaves nothing, and a lost room takes its posts along', async () => {
  const { outbox, storage } = setUp();
  await outbox.restore();
  outbox.post(room, 'one');
  outbox.post('room-two', 'two');
  outbox.dropRoom(room);
  expect(outbox.getSnapshot().posts.map(({ body }) => body)).toEqual(['two']);
  expect(storage.posts.size).toBe(1);
  await outbox.erase();
  expect(outbox.getSnapshot().posts).toEqual([]);
  expect(storage.posts.size).toBe(0);
});
