// Tries D12.2.
import { expect, test } from 'bun:test';
import { ApiError } from '../../../contracts/errors.ts';
import type { RoomEvent } from '../../../contracts/chats.ts';
import { ManualClock } from '../live/manual-clock.ts';
import { seeded } from '../live/seeded.ts';
import { limits } from './limits.ts';
import type { OutboxPost } from './outbox-post.ts';
import type { EventsPage, Position } from './room-log.ts';
import { Timeline } from './timeline.ts';

const room = 'room-one';
const epoch = 'epoch-one';

function event(seq: number, by: string, rest: Pick<RoomEvent, 'type' | 'data'>): RoomEvent {
  return {
    t: 'event',
    v: 1,
    room,
    seq,
    id: `event-${seq}-${'x'.repeat(4)}`,
    at: 1_000 + seq,
    by,
    ...rest,
  } as RoomEvent;
}
const posted = (
  seq: number,
  n: number,
  by = 'user-two',
  key = `key-${seq}-xxxx`,
  body: string | null = `text ${n}`,
) => event(seq, by, { type: 'message.posted', data: { n, key, body } });
const created = event(1, 'user-two', { type: 'room.created', data: { name: 'Nest' } });

function setUp(log: RoomEvent[]) {
  const opened: Position[] = [];
  const pending: OutboxPost[] = [];
  const clock = new ManualClock();
  let failure: ApiError | undefined;
  let loads = 0;
  const page = ({ before, limit }: { before?: number; limit: number }): EventsPage => {
    const end = before === undefined ? log.length : before - 1;
    return { events: log.slice(Math.max(0, end - limit), end), head: log.length, epoch };
  };
  const timeline = new Timeline(room, {
    me: 'user-one',
    serverTime: { offsetMs: 0 },
    clock,
    random: seeded(2),
    loadEvents: async (query) => {
      loads++;
      if (failure) throw failure;
      return page(query);
    },
    loadMessages: async () => ({ messages: [] }),
    seen: () => {},
    open: (position) => {
      opened.push(position);
      return true;
    },
    pending: () => pending,
    settled: (key) => {
      pending.splice(0, pending.length, ...pending.filter((post) => post.key !== key));
    },
    retry: () => {},
    discard: () => {},
  });
  const shown = (): (string | null)[] =>
    timeline.getSnapshot().items.map((item) => (item.kind === 'message' ? item.body : item.kind));
  return {
    timeline,
    opened,
    pending,
    clock,
    shown,
    state: () => timeline.getSnapshot().status.state,
    loads: () => loads,
    fail: (code: ApiError['code'] | undefined) => {
      failure = code && new ApiError(code, 'made to fail');
    },
  };
}

const post = (key: string, body: string, state: OutboxPost['state'] = 'sending'): OutboxPost => ({
  key,
  room,
  body,
  createdAt: 5_000,
  order: 1,
  state,
});

async function live(log: RoomEvent[]) {
  const set = setUp(log);
  await set.timeline.reload();
  set.timeline.caughtUp(log.length);
  expect(set.state()).toBe('live');
  return set;
}

test('a room begins with its newest page and goes live from the page’s head', async () => {
  const { timeline, opened, shown, state } = setUp([created, posted(2, 1)]);
  expect(state()).toBe('loading');
  await timeline.reload();
  expect(opened).toEqual([{ after: 2, epoch, last: posted(2, 1).id }]);
  expect(state()).toBe('catching-up');
  timeline.caughtUp(2);
  timeline.apply(posted(3, 2));
  expect(shown()).toEqual(['created', 'text 1', 'text 2']);
  expect(timeline.getSnapshot()).toMatchObject({ canLoadOlder: false, head: 3 });
});

test('a double changes nothing', async () => {
  const { timeline, shown } = await live([created, posted(2, 1)]);
  const before = timeline.getSnapshot();
  timeline.apply(posted(2, 1));
  expect(timeline.getSnapshot()).toBe(before);
  expect(shown()).toEqual(['created', 'text 1']);
});

test('after a gap the room is opened again from what is in hand, once', async () => {
  const { timeline, opened, shown, state } = await live([created, posted(2, 1)]);
  timeline.apply(posted(4, 3));
  timeline.apply(posted(5, 4));
  expect(opened.slice(1)).toEqual([{ after: 2, epoch, last: posted(2, 1).id }]);
  expect(state()).toBe('catching-up');
  expect(shown()).toEqual(['created', 'text 1']);
  for (const seq of [3, 4, 5]) timeline.apply(posted(seq, seq - 1));
  timeline.caughtUp(5);
  expect(state()).toBe('live');
  expect(shown()).toEqual(['created', 'text 1', 'text 2', 'text 3', 'text 4']);
});

test('a lost end is found by caught-up, and a server that never fills it is asked ever more rarely', async () => {
  const { timeline, opened, clock, loads } = await live([created]);
  timeline.caughtUp(3);
  timeline.caughtUp(3);
  expect(opened.length).toBe(2);
  expect(loads()).toBe(1);
  clock.pass(2_000);
  expect(loads()).toBe(2);
});

test('edits and deletions change their message, also one that is loaded later', async () => {
  const log = [created];
  for (let seq = 2; seq <= 70; seq++) log.push(posted(seq, seq - 1));
  log.push(event(71, 'user-two', { type: 'message.edited', data: { target: 5, body: 'edited once' } }));
  log.push(event(72, 'user-two', { type: 'message.edited', data: { target: 5, body: 'edited twice' } }));
  log.push(event(73, 'user-two', { type: 'message.deleted', data: { target: 6 } }));
  const { timeline } = await live(log);
  timeline.apply(event(74, 'user-two', { type: 'message.edited', data: { target: 70, body: 'late' } }));
  expect(timeline.getSnapshot().items.at(-1)).toMatchObject({ seq: 70, body: 'late', editedAt: 1_074 });
  expect(timeline.getSnapshot().canLoadOlder).toBe(true);
  await timeline.older.load();
  const { items, canLoadOlder } = timeline.getSnapshot();
  expect(canLoadOlder).toBe(false);
  expect(items.map((item) => item.seq)).toEqual(Array.from({ length: 70 }, (_, i) => i + 1));
  expect(items[4]).toMatchObject({ body: 'edited twice', editedAt: 1_072 });
  expect(items[5]).toMatchObject({ body: null, deletedAt: 1_073 });
});

test('a text that was redacted in place shows as deleted when the deletion says so', async () => {
  const log = [
    created,
    posted(2, 1, 'user-two', 'key-two-xxxx', null),
    event(3, 'user-two', { type: 'message.edited', data: { target: 2, body: null } }),
    event(4, 'user-two', { type: 'message.deleted', data: { target: 2 } }),
  ];
  const { timeline } = await live(log);
  expect(timeline.getSnapshot().items[1]).toMatchObject({ body: null, deletedAt: 1_004 });
  expect(timeline.getSnapshot().items[1]).not.toHaveProperty('editedAt');
});

test('a post shows at once and keeps its id, with the ack before the event', async () => {
  const { timeline, pending, shown } = await live([created]);
  pending.push(post('key-mine-1', 'mine'));
  timeline.pendingChanged();
  const first = timeline.getSnapshot().items[1];
  expect(first).toMatchObject({ kind: 'message', state: 'sending', seq: null, n: null });
  timeline.acked(post('key-mine-1', 'mine'), 3, 9_000);
  pending.length = 0;
  timeline.pendingChanged();
  expect(timeline.getSnapshot().items[1]).toMatchObject({ id: first?.id ?? '', state: 'sent', seq: 3 });
  timeline.apply(posted(2, 1));
  expect(shown()).toEqual(['created', 'text 1', 'mine']);
  timeline.apply(posted(3, 2, 'user-one', 'key-mine-1', 'mine'));
  expect(shown()).toEqual(['created', 'text 1', 'mine']);
  expect(timeline.getSnapshot().items[2]).toMatchObject({ id: first?.id ?? '', state: 'sent', n: 2 });
});

test('the event before the ack settles the post too', async () => {
  const { timeline, pending, shown } = await live([created]);
  pending.push(post('key-mine-1', 'mine'));
  timeline.pendingChanged();
  timeline.apply(posted(2, 1, 'user-one', 'key-mine-1', 'mine'));
  expect(pending).toEqual([]);
  timeline.acked(post('key-mine-1', 'mine'), 2, 9_000);
  expect(shown()).toEqual(['created', 'mine']);
});

test('a foreign post with the same key is not mine', async () => {
  const { timeline, pending, shown } = await live([created]);
  pending.push(post('key-mine-1', 'mine'));
  timeline.apply(posted(2, 1, 'user-two', 'key-mine-1', 'theirs'));
  expect(shown()).toEqual(['created', 'theirs', 'mine']);
});

test('after a reset nothing of the log before it stays, though its numbers go on from there', async () => {
  const log = [created, posted(2, 1), posted(3, 2, 'user-two', 'key-lost', 'lost')];
  const { timeline } = setUp(log);
  await timeline.reload();
  timeline.acked({ key: 'key-mine', room, body: 'lost too', createdAt: 1, order: 1, state: 'sending' }, 9, 9);
  // The store was put back, and others have written since.
  log.splice(2, 1, posted(3, 2, 'user-two', 'key-new', 'new'), posted(4, 3));
  timeline.reset();
  await Promise.resolve();
  await Promise.resolve();
  const shown = timeline.getSnapshot().items.flatMap((item) => (item.kind === 'message' ? [item.body] : []));
  expect(shown).toEqual(['text 1', 'new', 'text 3']);
});

test('a post acknowledged on a socket before goes when the next one has brought everything without it', async () => {
  const { timeline, shown } = await live([created]);
  timeline.acked({ key: 'key-mine', room, body: 'mine', createdAt: 1, order: 1, state: 'sending' }, 2, 9);
  timeline.caughtUp(1);
  expect(shown()).toEqual(['created', 'mine']);
  timeline.disconnected();
  expect(shown()).toEqual(['created', 'mine']);
  // The store was put back to what it was before.
  timeline.caughtUp(1);
  expect(shown()).toEqual(['created']);
});

test('a page that has another event where ours ends is of another log', async () => {
  const log = [created, posted(2, 1), posted(3, 2, 'user-two', 'key-lost', 'lost')];
  const { timeline, shown } = await live(log);
  log.splice(2, 1, { ...posted(3, 2, 'user-two', 'key-new', 'new'), id: 'event-other' }, posted(4, 3));
  await timeline.reload();
  expect(shown()).toEqual(['created', 'text 1', 'new', 'text 3']);
});

test('a reset loads the newest page and opens from its head; what was shown stays until then', async () => {
  const log = [created, posted(2, 1)];
  const { timeline, opened, shown, state } = await live(log);
  for (let seq = 3; seq <= 200; seq++) log.push(posted(seq, seq - 1));
  timeline.reset();
  timeline.caughtUp(200);
  timeline.apply(posted(201, 200));
  expect(shown()).toEqual(['created', 'text 1']);
  await timeline.reload();
  await Promise.resolve();
  expect(timeline.getSnapshot()).toMatchObject({ head: 200, canLoadOlder: true });
  expect(opened.at(-1)).toMatchObject({ after: 200 });
  expect(state()).toBe('catching-up');
});

test('where the page after a reset cannot be loaded, what was shown is not taken for live, and goes in the end', async () => {
  const log = [created, posted(2, 1, 'user-two', 'key-lost', 'lost')];
  const { timeline, shown, state, fail, clock } = await live(log);
  // The store was put back, and others have written since.
  log.splice(1, 1, posted(2, 1, 'user-two', 'key-new', 'new'));
  fail('unavailable');
  timeline.reset();
  await Promise.resolve();
  await Promise.resolve();
  timeline.caughtUp(2);
  log.push(posted(3, 2));
  timeline.apply(posted(3, 2));
  expect(state()).toBe('catching-up');
  expect(shown()).toEqual(['created', 'lost']);
  fail(undefined);
  clock.pass(60_000);
  await Promise.resolve();
  await Promise.resolve();
  expect(shown()).toEqual(['created', 'new', 'text 2']);
  timeline.caughtUp(3);
  expect(state()).toBe('live');
});

test('after a short absence the gap is replayed, after a long one the newest page is loaded', async () => {
  const { timeline, opened, loads } = await live([created]);
  timeline.disconnected();
  timeline.resume(1 + limits.replay, epoch);
  expect([opened.length, loads()]).toEqual([2, 1]);
  timeline.disconnected();
  timeline.resume(2 + limits.replay, epoch);
  expect(loads()).toBe(2);
  await timeline.reload();
  timeline.disconnected();
  timeline.resume(1, 'another-epoch');
  expect(loads()).toBe(3);
});

test('a first page that cannot be loaded says why, and a room that is not there is gone', async () => {
  const { timeline, fail, state, shown } = setUp([created, posted(2, 1)]);
  fail('unavailable');
  await timeline.reload();
  expect(timeline.getSnapshot().status).toMatchObject({ state: 'failed', error: { code: 'unavailable' } });
  fail(undefined);
  await timeline.reload();
  expect(state()).toBe('catching-up');
  fail('unavailable');
  timeline.gone('removed');
  expect(timeline.getSnapshot().status).toEqual({ state: 'gone', code: 'removed' });
  expect(shown()).toEqual([]);
  timeline.apply(posted(3, 2));
  timeline.gone('not_found');
  expect(shown()).toEqual([]);
  expect(timeline.getSnapshot().status).toEqual({ state: 'gone', code: 'removed' });

  const outsider = setUp([created]);
  outsider.fail('not_found');
  await outsider.timeline.reload();
  expect(outsider.timeline.getSnapshot().status).toEqual({ state: 'gone', code: 'not_found' });
  expect(outsider.opened).toEqual([]);
});

test('a failed page above says so and can be asked for again', async () => {
  const log = [created, ...Array.from({ length: 99 }, (_, i) => posted(i + 2, i + 1))];
  const { timeline, fail } = await live(log);
  fail('unavailable');
  await timeline.older.load();
  expect(timeline.getSnapshot()).toMatchObject({
    loadingOlder: false,
    olderError: { code: 'unavailable' },
    canLoadOlder: true,
  });
  fail(undefined);
  await timeline.older.load();
  expect(timeline.getSnapshot()).toMatchObject({ olderError: null, canLoadOlder: false });
  expect(timeline.getSnapshot().items.length).toBe(100);
});

test('the "new" line stands above the first message of somebody else after what was read', async () => {
  const { timeline } = await live([created, posted(2, 1), posted(3, 2, 'user-one'), posted(4, 3)]);
  timeline.newAtEntry.entered({ read: 2, unread: 1, head: 4 });
  expect(timeline.getSnapshot().firstUnreadSeq).toBe(4);
  timeline.apply(posted(5, 4));
  expect(timeline.getSnapshot().firstUnreadSeq).toBe(4);
  timeline.newAtEntry.entered({ read: 5, unread: 0, head: 5 });
  expect(timeline.getSnapshot().firstUnreadSeq).toBeNull();
});

test('what is new at entry is known once it is in hand, and not while there is only what an earlier page kept', async () => {
  const log = [created, posted(2, 1)];
  const kept = (await live(log)).timeline.kept();
  if (!kept) throw new Error('nothing was kept');
  log.push(posted(3, 2), posted(4, 3));
  const { timeline } = setUp(log);
  timeline.restore(kept);
  timeline.newAtEntry.entered({ read: 2, unread: 0, head: 2 }, false);
  expect(timeline.getSnapshot().entryKnown).toBe(false);
  // The server's list of rooms is quicker than the page of this one.
  timeline.newAtEntry.entered({ read: 2, unread: 2, head: 4 });
  expect(timeline.getSnapshot()).toMatchObject({ entryKnown: false, firstUnreadSeq: null });
  await timeline.reload();
  expect(timeline.getSnapshot()).toMatchObject({ entryKnown: true, firstUnreadSeq: 3 });
});

test('memory is bounded, and what went can be loaded again as it is now', async () => {
  const log = [created];
  const { timeline } = await live(log);
  timeline.looking.readingFrom = 1;
  for (let seq = 2; seq <= limits.timelineItems + 11; seq++) {
    log.push(posted(seq, seq - 1));
    timeline.apply(posted(seq, seq - 1));
  }
  const edit = event(log.length + 1, 'user-two', {
    type: 'message.edited',
    data: { target: 5, body: 'edited' },
  });
  log.push(edit);
  timeline.apply(edit);
  expect(timeline.getSnapshot().items.length).toBe(limits.timelineItems + 11);
  timeline.looking.readingFrom = null;
  const next = posted(log.length + 1, limits.timelineItems + 11);
  log.push(next);
  timeline.apply(next);
  expect(timeline.getSnapshot().items.length).toBe(limits.timelineItems);
  expect(timeline.getSnapshot().canLoadOlder).toBe(true);
  await timeline.older.load();
  expect(timeline.getSnapshot().items.find((item) => item.seq === 5)).toMatchObject({ body: 'edited' });
  expect(timeline.getSnapshot().canLoadOlder).toBe(false);
});

test('an event of an unknown type leaves no gap', async () => {
  const { timeline, shown, state } = await live([created]);
  timeline.apply({ t: 'event', type: 'other', room, seq: 2, id: 'event-two-x', at: 2, by: 'user-two' });
  timeline.apply(posted(3, 1));
  expect(shown()).toEqual(['created', 'text 1']);
  expect(state()).toBe('live');
});

test('what was kept and comes after the first page was refused is shown, and the page is asked for again', async () => {
  const kept = (await live([created, posted(2, 1)])).timeline.kept();
  if (!kept) throw new Error('nothing was kept');
  const { timeline, clock, fail, loads, opened, shown, state } = setUp([created, posted(2, 1), posted(3, 2)]);
  fail('unavailable');
  await timeline.reload();
  expect(state()).toBe('failed');
  timeline.looking.at(3);
  timeline.restore(kept);
  expect([state(), shown()]).toEqual(['catching-up', ['created', 'text 1']]);
  // What is beyond is not to be had for now: the nearest is shown instead of nothing.
  expect(timeline.looking.getSnapshot()).toMatchObject({ going: false, place: { exact: false } });
  fail(undefined);
  const before = loads();
  clock.pass(60_000);
  expect(loads()).toBe(before + 1);
  await Promise.resolve();
  await Promise.resolve();
  expect(shown()).toEqual(['created', 'text 1', 'text 2']);
  expect(opened.at(-1)).toMatchObject({ after: 3 });
  timeline.caughtUp(3);
  expect(state()).toBe('live');
});
