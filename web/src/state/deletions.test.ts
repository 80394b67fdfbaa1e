import { expect, test } from 'bun:test';
import { ApiError } from '../../../contracts/errors.ts';
import { ManualClock } from '../live/manual-clock.ts';
import { Deletions } from './deletions.ts';
import { KeptTexts, type TextStorage } from './kept-texts.ts';
import { limits } from './limits.ts';
import { Browser, here, room, settle, signedIn, world } from './scripted-browser.ts';

/** Pages of one browser: each call makes one more. `sent` has what reached the server. */
function pages(storage?: TextStorage) {
  const clock = new ManualClock();
  const texts = new Map<string, string>();
  const sent: string[] = [];
  const answer = { fails: undefined as ApiError | undefined };
  const all: Deletions[] = [];
  const memory: TextStorage = {
    getItem: (name) => texts.get(name) ?? null,
    setItem: (name, text) => void texts.set(name, text),
    removeItem: (name) => void texts.delete(name),
    key: (at) => [...texts.keys()][at] ?? null,
    get length() {
      return texts.size;
    },
  };
  const page = (user = 'user-anna'): Deletions => {
    const made: Deletions = new Deletions({
      clock,
      random: () => 0.5,
      kept: new KeptTexts('rookery.deletion.', user, storage ?? memory),
      send: async (of, seq) => {
        if (answer.fails) throw answer.fails;
        sent.push(`${of} ${seq}`);
      },
      tell: (of, seq, until) => {
        for (const other of all) if (other !== made) other.heard(of, seq, until);
      },
    });
    all.push(made);
    made.look();
    return made;
  };
  return { clock, texts, sent, answer, page };
}

const stateOf = (page: Deletions, seq = 2) => page.getSnapshot().of('nest', seq)?.state;
const forbidden: TextStorage = {
  getItem: () => {
    throw new Error('forbidden');
  },
  setItem: () => {
    throw new Error('forbidden');
  },
  removeItem: () => undefined,
  key: () => null,
  length: 0,
};

test('a deletion is held back, and sent once the time to undo is over', async () => {
  const { clock, texts, sent, page } = pages();
  const anna = page();
  anna.hold('nest', 2);
  clock.pass(limits.undoMs - 1);
  expect([stateOf(anna), sent, texts.size]).toEqual(['held', [], 1]);
  clock.pass(1);
  expect(stateOf(anna)).toBe('sending');
  await settle();
  // It stays deleted until the room's log says so.
  expect([stateOf(anna), sent, texts.size]).toEqual(['done', ['nest 2'], 0]);
});

test('undone, nothing is sent, in no page of the browser', async () => {
  const { clock, texts, sent, page } = pages();
  const [first, second] = [page(), page()];
  first.hold('nest', 2);
  expect(stateOf(second)).toBe('held');
  second.undo('nest', 2);
  expect([stateOf(first), stateOf(second), texts.size]).toEqual([undefined, undefined, 0]);
  clock.pass(60_000);
  await settle();
  expect(sent).toEqual([]);
});

test('what a page held back when it crashed, the next one sends; also by a clock that was set', async () => {
  const { clock, sent, page } = pages();
  const crashed = page();
  crashed.hold('nest', 2);
  crashed.stop();
  clock.pass(1_000);
  const next = page();
  expect(stateOf(next)).toBe('held');
  clock.pass(limits.undoMs - 1_000);
  await settle();
  expect(sent).toEqual(['nest 2']);

  next.hold('nest', 3);
  next.stop();
  clock.pass(3 * 3_600_000);
  const late = page();
  expect(stateOf(late, 3)).toBe('sending');
  clock.pass(0);
  await settle();
  expect(sent).toEqual(['nest 2', 'nest 3']);
  late.stop();
  // Due in hours, says a clock that was ahead; nobody waits for longer than anybody could have asked for.
  const ahead = pages();
  ahead.texts.set('rookery.deletion.user-anna.nest.2', String(ahead.clock.now() + 7_200_000));
  ahead.page();
  ahead.clock.pass(limits.undoMs);
  await settle();
  expect(ahead.sent).toEqual(['nest 2']);
});

test('a page that goes sends what it holds back itself, and leaves what is of another one', async () => {
  const { sent, page } = pages();
  const [first, second] = [page(), page()];
  first.hold('nest', 2);
  second.hold('nest', 3);
  first.leave();
  await settle();
  expect(sent).toEqual(['nest 2']);
  expect([stateOf(second, 2), stateOf(second, 3)]).toEqual([undefined, 'held']);
});

test('whoever leaves a room or signs out sends what any page holds back of it', async () => {
  const { sent, page } = pages();
  const [first, second] = [page(), page()];
  first.hold('nest', 2);
  first.hold('attic', 3);
  await second.sendAll('nest');
  expect(sent).toEqual(['nest 2']);
  await second.sendAll();
  expect(sent).toEqual(['nest 2', 'attic 3']);
});

test('without a connection it waits, can still be undone, and goes out when there is one', async () => {
  const { clock, texts, sent, answer, page } = pages();
  const anna = page();
  answer.fails = new ApiError('unavailable', 'offline');
  for (const seq of [2, 3]) anna.hold('nest', seq);
  clock.pass(limits.undoMs);
  await settle();
  expect([stateOf(anna), texts.size]).toEqual(['waiting', 2]);
  anna.undo('nest', 3);
  answer.fails = undefined;
  anna.connected();
  await settle();
  expect([stateOf(anna), stateOf(anna, 3), sent, texts.size]).toEqual(['done', undefined, ['nest 2'], 0]);

  // A busy server says when to come again.
  answer.fails = new ApiError('rate_limited', 'later', { retryAfterMs: 3_000 });
  anna.hold('nest', 4);
  clock.pass(limits.undoMs);
  await settle();
  answer.fails = undefined;
  clock.pass(2_999);
  await settle();
  expect(stateOf(anna, 4)).toBe('waiting');
  clock.pass(60_000);
  await settle();
  expect(stateOf(anna, 4)).toBe('done');
});

test('a refusal shows, and can be tried again or given up', async () => {
  const { clock, texts, sent, answer, page } = pages();
  const anna = page();
  answer.fails = new ApiError('not_allowed', 'no owner any more');
  for (const seq of [2, 3]) anna.hold('nest', seq);
  clock.pass(limits.undoMs);
  await settle();
  expect(anna.getSnapshot().of('nest', 2)).toMatchObject({ state: 'failed', error: { code: 'not_allowed' } });
  answer.fails = undefined;
  anna.retry('nest', 2);
  anna.undo('nest', 3);
  await settle();
  expect([stateOf(anna), stateOf(anna, 3), sent, texts.size]).toEqual(['done', undefined, ['nest 2'], 0]);
});

test('where the browser keeps nothing, it works as long as the page', async () => {
  const { clock, sent, page } = pages(forbidden);
  const anna = page();
  for (const seq of [2, 3]) anna.hold('nest', seq);
  anna.look();
  anna.undo('nest', 3);
  clock.pass(limits.undoMs);
  await settle();
  expect([stateOf(anna), sent]).toEqual(['done', ['nest 2']]);
});

test('over a whole app: the others see the message until it is sent; signing out sends it, and nobody else ever', async () => {
  const { server, clock, pass } = world();
  const browser = new Browser(server, clock);
  const app = browser.page();
  const anna = await signedIn(app, 'anna', pass);
  const deleted = () =>
    server.chats.rooms.get(room)?.events.filter(({ type }) => type === 'message.deleted') ?? [];
  for (const key of ['one', 'two', 'three']) server.chats.post(room, 'user-anna', `key-of-${key}`, key);
  anna.openRooms.open(room);
  await pass();
  anna.deletions.hold(room, 2);
  await pass(limits.undoMs - 100);
  expect(deleted()).toHaveLength(0);
  await pass(200);
  expect(deleted()).toHaveLength(1);

  anna.deletions.hold(room, 3);
  await app.signOut();
  expect(deleted()).toHaveLength(2);
  expect([...browser.texts.keys()].filter((name) => name.includes('deletion'))).toEqual([]);

  // Left by a session that ended: bela, at the same browser, neither sends nor sees it.
  const again = await signedIn(app, 'anna', pass);
  again.deletions.hold(room, 4);
  for (const client of [...server.sockets.clients]) server.sockets.drop(client, 4001);
  await pass(20);
  browser.session.account = null;
  const other = browser.page(2);
  await other.start();
  await other.signIn({ username: 'bela', password: 'a good password' });
  await pass(60_000);
  expect(here(other).deletions.getSnapshot().of(room, 4)).toBeUndefined();
  expect(deleted()).toHaveLength(2);
  expect([...browser.texts.keys()].filter((name) => name.includes('deletion'))).toEqual([]);
});

test('leaving a room sends what was deleted there before', async () => {
  const { server, clock, pass } = world();
  const anna = await signedIn(new Browser(server, clock).page(), 'anna', pass);
  server.chats.post(room, 'user-anna', 'key-of-one', 'one');
  await pass();
  anna.deletions.hold(room, 2);
  // The model of the server lets nobody leave; what matters is what was asked before.
  await anna.roomActions.leave(room).catch(() => undefined);
  expect(server.chats.rooms.get(room)?.events.at(-1)).toMatchObject({
    type: 'message.deleted',
    data: { target: 2 },
  });
});
