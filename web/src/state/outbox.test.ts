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

/** Lets every promise that can go on go on. */
async function settle(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
}

function setUp(storage = new MemoryOutboxStorage(), clock = new ManualClock(), tell = (): void => {}) {
  const sent: string[] = [];
  let reachable = true;
  let frozen = false;
  let restarts = 0;
  const outbox = new Outbox({
    clock: {
      now: () => clock.now(),
      after: (ms, run) => clock.after(ms, () => frozen || run()),
    },
    tell,
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
  const post = async (to: string, body: string): Promise<string> => {
    const key = await outbox.post(to, body);
    await settle();
    return key;
  };
  const postAll = async (...bodies: string[]): Promise<string[]> => {
    const posted = await Promise.all(bodies.map((body) => outbox.post(room, body)));
    await settle();
    return posted;
  };
  return {
    outbox,
    post,
    postAll,
    storage,
    clock,
    sent,
    refuse,
    states,
    restarts: () => restarts,
    /** Nothing of this page runs any more, nor does it end anything. */
    freeze: () => {
      frozen = true;
    },
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
  const { outbox, post, storage, sent, states } = setUp();
  await outbox.restore();
  const key = await post(room, 'one');
  expect(states()).toEqual(['one queued']);
  expect(storage.posts.has(key)).toBe(true);
  outbox.connected(64);
  await settle();
  expect(sent).toEqual(['one']);
  expect(states()).toEqual(['one sending']);
  expect(outbox.settled(key)?.body).toBe('one');
  expect(outbox.settled(key)).toBeUndefined();
  expect([states(), storage.posts.size, outbox.unsentCount]).toEqual([[], 0, 0]);
});

test('what was unanswered when the socket broke goes out again with the same key, in order', async () => {
  const { outbox, post, postAll, sent, states } = await live();
  const keys = await postAll('one', 'two', 'three');
  outbox.settled(keys[0] ?? '');
  outbox.disconnected();
  expect(states()).toEqual(['two queued', 'three queued']);
  await post(room, 'four');
  outbox.connected(64);
  await settle();
  expect(sent).toEqual(['one', 'two', 'three', 'two', 'three', 'four']);
  expect(
    outbox
      .of(room)
      .map((post) => post.key)
      .slice(0, 2),
  ).toEqual(keys.slice(1));
});

test('after a refusal for now nothing overtakes: the rest waits and follows in order', async () => {
  const { outbox, post, postAll, sent, refuse, clock, states } = await live();
  const [one = '', two = '', three = ''] = await postAll('one', 'two', 'three');
  const other = await post('room-two', 'elsewhere');
  refuse(one, 'rate_limited', 3_000);
  await post(room, 'four');
  expect(sent).toEqual(['one', 'two', 'three', 'elsewhere']);
  refuse(two, 'after_refused', 500);
  clock.pass(4_100);
  await settle();
  // The third is still unanswered: sending now could put it behind the fourth.
  expect(sent.length).toBe(4);
  refuse(three, 'after_refused', 500);
  expect(sent.slice(4)).toEqual(['one', 'two', 'three', 'four']);
  outbox.settled(other);
  expect(states()).toEqual(['one sending', 'two sending', 'three sending', 'four sending']);
});

test('the server’s time to try again is kept, and grows when it refuses again', async () => {
  const { post, sent, refuse, clock } = await live();
  const key = await post(room, 'one');
  refuse(key, 'overloaded', 5_000);
  clock.pass(4_999);
  await settle();
  expect(sent).toEqual(['one']);
  clock.pass(1_001);
  await settle();
  expect(sent).toEqual(['one', 'one']);
  refuse(key, 'overloaded', 0);
  clock.pass(900);
  await settle();
  expect(sent.length).toBe(2);
  clock.pass(1_200);
  await settle();
  expect(sent.length).toBe(3);
});

test('a final refusal keeps the post for its writer, and the others go on', async () => {
  const { outbox, post, sent, refuse, states } = await live();
  const one = await post(room, 'one');
  await post(room, 'two');
  refuse(one, 'invalid');
  expect(states()).toEqual(['one failed', 'two sending']);
  expect(outbox.get(one)?.error).toEqual({ code: 'invalid', message: 'made to fail' });
  outbox.retry(one);
  expect(states()).toEqual(['two sending', 'one sending']);
  expect(outbox.get(one)?.error).toBeUndefined();
  refuse(one, 'invalid');
  outbox.discard(one);
  await settle();
  expect(states()).toEqual(['two sending']);
  expect(sent).toEqual(['one', 'two', 'one']);
});

test('a key that the server holds for another text is not tried again', async () => {
  const { outbox, post, refuse, states, storage } = await live();
  const key = await post(room, 'one');
  refuse(key, 'key_reused');
  outbox.retry(key);
  expect(states()).toEqual(['one sending']);
  expect(outbox.get(key)).toBeUndefined();
  expect([...storage.posts.values()].map(({ body }) => body)).toEqual(['one']);
  expect(storage.posts.has(key)).toBe(false);
});

test('dropping the post that the server waits for frees the room', async () => {
  const { outbox, post, refuse, restarts, sent, states } = await live();
  const one = await post(room, 'one');
  const two = await post(room, 'two');
  refuse(one, 'overloaded', 60_000);
  refuse(two, 'after_refused', 500);
  outbox.discard(one);
  await settle();
  expect(restarts()).toBe(1);
  expect(states()).toEqual(['two sending']);
  expect(sent.at(-1)).toBe('two');
});

test('a server that lets a later post block an earlier one gets a new socket, so order holds', async () => {
  const { post, refuse, restarts, sent } = await live();
  const one = await post(room, 'one');
  const two = await post(room, 'two');
  refuse(two, 'overloaded', 1_000);
  refuse(one, 'after_refused', 500);
  await settle();
  expect(restarts()).toBe(1);
  expect(sent).toEqual(['one', 'two', 'one', 'two']);
});

test('a socket that answers nothing is given up', async () => {
  const { post, clock, restarts } = await live();
  await post(room, 'one');
  clock.pass(limits.ackMs - 1);
  await settle();
  expect(restarts()).toBe(0);
  clock.pass(1);
  await settle();
  expect(restarts()).toBe(1);
});

test('posts survive a reload and go before newer ones', async () => {
  const before = setUp();
  await before.outbox.restore();
  await before.post(room, 'one');
  await before.post(room, 'two');
  const after = setUp(before.storage, before.clock);
  const three = after.outbox.post(room, 'three');
  after.outbox.connected(64);
  await settle();
  expect(after.sent).toEqual([]);
  await after.outbox.restore();
  await three;
  await settle();
  expect(after.sent).toEqual(['one', 'two', 'three']);
});

test('a post over an hour old asks first', async () => {
  const { outbox, post, clock, sent, states, storage } = setUp();
  await outbox.restore();
  const old = await post(room, 'old');
  const older = await post(room, 'older');
  clock.pass(limits.askAfterMs + 1);
  await settle();
  await post(room, 'new');
  outbox.connected(64);
  await settle();
  expect(states()).toEqual(['old queued-old', 'older queued-old', 'new sending']);
  expect(sent).toEqual(['new']);
  outbox.retry(old);
  outbox.discard(older);
  expect(sent).toEqual(['new', 'old']);
  expect(storage.posts.has(older)).toBe(false);
  outbox.disconnected();
  outbox.connected(64);
  await settle();
  expect(sent).toEqual(['new', 'old', 'new', 'old']);
});

test('no more is in flight than allowed, and no more waits than can be kept', async () => {
  const { outbox, postAll, sent, cut } = await live();
  const keys = await postAll(...Array.from({ length: limits.inFlight + 5 }, (_, i) => `${i}`));
  expect(sent.length).toBe(limits.inFlight);
  outbox.settled(keys[0] ?? '');
  expect(sent.length).toBe(limits.inFlight + 1);
  cut();
  outbox.disconnected();
  while (outbox.unsentCount < limits.outbox) await outbox.post(room, 'more');
  expect(await outbox.post(room, 'too much').catch((cause: unknown) => cause)).toBeInstanceOf(ApiError);
  expect(outbox.unsentCount).toBe(limits.outbox);
});

test('a storage that fails costs no post', async () => {
  const storage = new MemoryOutboxStorage();
  const forbidden = async (): Promise<never> => {
    throw new Error('forbidden');
  };
  Object.assign(storage, { all: forbidden, put: forbidden, remove: forbidden, erase: forbidden });
  const { outbox, post, sent } = setUp(storage);
  await outbox.restore();
  outbox.connected(64);
  await settle();
  outbox.settled(await post(room, 'one'));
  await outbox.erase();
  expect(sent).toEqual(['one']);
});

test('erasing leaves nothing, and a lost room takes its posts along', async () => {
  const { outbox, post, storage } = setUp();
  await outbox.restore();
  await post(room, 'one');
  await post('room-two', 'two');
  outbox.dropRoom(room);
  expect(outbox.getSnapshot().posts.map(({ body }) => body)).toEqual(['two']);
  expect(storage.posts.size).toBe(1);
  await outbox.erase();
  expect(outbox.getSnapshot().posts).toEqual([]);
  expect(storage.posts.size).toBe(0);
});

/** Pages of one user in one browser, each with the connection of its own, and what each of them sent. */
async function pages(count: number) {
  const [storage, clock] = [new MemoryOutboxStorage(), new ManualClock()];
  const all: ReturnType<typeof setUp>[] = [];
  for (let i = 0; i < count; i++) {
    all.push(
      setUp(storage, clock, () => {
        for (const [other, { outbox }] of all.entries()) if (other !== i) void outbox.look();
      }),
    );
  }
  for (const { outbox } of all) await outbox.restore();
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 100) {
      clock.pass(100);
      await settle();
    }
  };
  return { all, storage, clock, pass };
}

test('of several pages one sends what all of them have written, in the order written', async () => {
  const { all, storage } = await pages(2);
  const [one, two] = all;
  if (!one || !two) throw new Error('two pages are needed');
  await one.post(room, '1');
  await two.post(room, '2');
  await one.post(room, '3');
  expect(two.states()).toEqual(['1 queued', '2 queued', '3 queued']);
  for (const { outbox } of [two, one]) outbox.connected(64);
  await settle();
  expect([one.sent, two.sent]).toEqual([[], ['1', '2', '3']]);
  await one.post(room, '4');
  expect([one.sent, two.sent]).toEqual([[], ['1', '2', '3', '4']]);
  for (const { key } of two.outbox.of(room)) two.outbox.settled(key);
  await one.outbox.look();
  expect([one.states(), storage.posts.size]).toEqual([[], 0]);
});

test('a page that was closed or frozen amid sending holds the others up for seconds only', async () => {
  const { all, pass } = await pages(2);
  const [one, two] = all;
  if (!one || !two) throw new Error('two pages are needed');
  one.outbox.connected(64);
  await one.post(room, '1');
  two.outbox.connected(64);
  await two.post(room, '2');
  expect([one.sent, two.sent]).toEqual([['1', '2'], []]);
  one.freeze();
  await pass(limits.turnMs + 500);
  expect(two.sent).toEqual(['1', '2']);
});

test('what is discarded or sent in one page is gone from the others, and stays gone', async () => {
  const { all, storage } = await pages(2);
  const [one, two] = all;
  if (!one || !two) throw new Error('two pages are needed');
  const key = await one.post(room, '1');
  const other = await one.post(room, '2');
  const remove = storage.remove.bind(storage);
  storage.remove = async (gone) => {
    await settle();
    await remove(gone);
  };
  two.outbox.discard(key);
  // The page that discards looks itself before the storage has done it.
  await two.outbox.look();
  expect(two.states()).toEqual(['2 queued']);
  await settle();
  await one.outbox.look();
  expect([one.states(), two.states()]).toEqual([['2 queued'], ['2 queued']]);
  one.outbox.connected(64);
  two.outbox.connected(64);
  await settle();
  one.outbox.settled(other);
  await settle();
  await two.outbox.look();
  expect([one.sent, two.sent, two.states(), storage.posts.size]).toEqual([['2'], [], [], 0]);
});

test('a post is shown and sent only once it is stored; one that cannot be stored says so and goes all the same', async () => {
  const { outbox, storage, clock, sent, states } = await live();
  let stored = (): void => {};
  const put = storage.put.bind(storage);
  storage.put = async (post) => {
    await new Promise<void>((resolve) => {
      stored = resolve;
    });
    await put(post);
  };
  const posting = outbox.post(room, 'one');
  await settle();
  expect([states(), sent]).toEqual([[], []]);
  stored();
  const one = await posting;
  await settle();
  expect([states(), sent, outbox.get(one)?.unkept]).toEqual([['one sending'], ['one'], undefined]);

  const hanging = outbox.post(room, 'two');
  await settle();
  clock.pass(limits.storageMs);
  const two = await hanging;
  await settle();
  expect([sent, outbox.get(two)?.unkept]).toEqual([['one', 'two'], true]);
  outbox.settled(two);
  stored();
  await settle();
  expect([...storage.posts.keys()]).toEqual([one]);
});
