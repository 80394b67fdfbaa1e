import { expect, test } from 'bun:test';
import { seeded } from '../live/seeded.ts';
import { limits } from './limits.ts';
import type { LookBack } from './look-back.ts';
import { Browser, room, settle, signedIn, world } from './scripted-browser.ts';
import type { ScriptedServer } from './scripted-server.ts';
import type { SignedIn } from './signed-in.ts';
import type { Timeline } from './timeline.ts';
import type { TimelineItem } from './timeline-items.ts';

/** Writes so many messages of Bela's, each named for its seq. */
function write(server: ScriptedServer, count: number): void {
  const nest = server.chats.rooms.get(room);
  if (!nest) throw new Error('there is no room');
  for (let i = 0; i < count; i++) {
    const seq = nest.events.length + 1;
    const data = { n: ++nest.posts, key: `key-${seq}-xxxx`, body: `text ${seq}` };
    server.chats.append(room, 'user-bela', { type: 'message.posted', data });
  }
}

const edit = (server: ScriptedServer, target: number, body: string) =>
  server.chats.append(room, 'user-bela', { type: 'message.edited', data: { target, body } });
const remove = (server: ScriptedServer, target: number) =>
  server.chats.append(room, 'user-bela', { type: 'message.deleted', data: { target } });
const join = (server: ScriptedServer, user: string) =>
  server.chats.append(room, user, { type: 'member.joined', data: { user } });

/** Anna has a room open in which `count` messages were written. */
async function reader(count: number, prepare: (server: ScriptedServer) => void = () => {}) {
  const { clock, server, pass } = world();
  write(server, count);
  prepare(server);
  const my = await signedIn(new Browser(server, clock).page(), 'anna', pass);
  const timeline = my.openRooms.open(room);
  await pass(100);
  /** Lets much time pass, in steps that are too long for anything but waiting. */
  const wait = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 500) {
      clock.pass(500);
      await settle();
    }
  };
  return { server, pass, wait, my, timeline, looking: timeline.looking };
}

/** Nobody is connected for so long that what happens is not replayed. */
async function away(server: ScriptedServer, wait: (ms: number) => Promise<void>, happens: () => void) {
  server.faults.reachable = false;
  for (const client of [...server.sockets.clients]) server.sockets.drop(client);
  happens();
  await wait(limits.resumeBlindMs + 1_000);
  server.faults.reachable = true;
}

const seqs = (items: readonly TimelineItem[]): (number | null)[] => items.map(({ seq }) => seq);
const at = (items: readonly TimelineItem[], seq: number) => items.find((item) => item.seq === seq);
const backOf = (timeline: Timeline): LookBack => {
  const { back } = timeline.looking.getSnapshot();
  if (!back) throw new Error('the newest end is on show');
  return back;
};
const shown = (timeline: Timeline): readonly TimelineItem[] => backOf(timeline).getSnapshot().items;
const count = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

test('an address far up shows that message with what is around it', async () => {
  const { timeline, looking, pass } = await reader(2_000);
  looking.at(700);
  expect(looking.getSnapshot()).toMatchObject({ going: true, back: null });
  await pass();
  expect(looking.getSnapshot()).toMatchObject({ going: false, place: { seq: 700, exact: true } });
  expect(seqs(shown(timeline))).toEqual(count(650, 749));
  expect(at(shown(timeline), 700)).toMatchObject({
    id: looking.getSnapshot().place?.id ?? '',
    body: 'text 700',
  });
  // Within what is in hand nothing needs to be loaded.
  const before = backOf(timeline);
  looking.at(740);
  expect(looking.getSnapshot()).toMatchObject({ back: before, place: { seq: 740 } });
  looking.toNewest();
  expect(looking.getSnapshot()).toMatchObject({ back: null, place: null });
});

test('an address that is asked for before anything is there waits for the newest page', async () => {
  const { clock, server, pass } = world();
  write(server, 300);
  const my = await signedIn(new Browser(server, clock).page(), 'anna', pass);
  const timeline = my.openRooms.open(room);
  timeline.looking.at(100);
  expect(timeline.looking.getSnapshot().going).toBe(true);
  await pass(100);
  expect(timeline.looking.getSnapshot().place).toMatchObject({ seq: 100, exact: true });
  expect(at(shown(timeline), 100)).toBeDefined();
});

test('what is in hand of the newest end is shown there', async () => {
  const { looking } = await reader(200);
  looking.at(190);
  expect(looking.getSnapshot()).toMatchObject({ back: null, going: false, place: { seq: 190, exact: true } });
});

test('where there is no message the nearest is gone to, and it says so', async () => {
  const { server, timeline, looking, pass } = await reader(200, (on) => {
    join(on, 'user-cleo');
    edit(on, 20, 'better');
    write(on, 200);
    remove(on, 30);
  });
  const goTo = async (seq: number) => {
    looking.at(seq);
    await pass();
    const { place, back } = looking.getSnapshot();
    const items = back ? back.getSnapshot().items : timeline.getSnapshot().items;
    return [items.find(({ id }) => id === place?.id)?.seq, place?.exact];
  };
  expect(await goTo(1)).toEqual([2, false]);
  expect(await goTo(202)).toEqual([201, false]);
  expect(await goTo(203)).toEqual([204, false]);
  expect(await goTo(99_999)).toEqual([403, false]);
  // What was deleted is still there, and says so itself.
  expect(await goTo(30)).toEqual([30, true]);
  expect(at(shown(timeline), 30)).toMatchObject({ body: null });
  // Away, a message that is about to come is waited for.
  for (const client of [...server.sockets.clients]) server.sockets.drop(client);
  looking.at(405);
  write(server, 1);
  expect(looking.getSnapshot().going).toBe(true);
  await pass(3_000);
  expect(looking.getSnapshot()).toMatchObject({ place: { seq: 405, exact: true }, going: false });
});

test('texts are the current ones, whenever they were changed', async () => {
  const { server, timeline, looking, pass } = await reader(1_000, (on) => {
    join(on, 'user-cleo');
    edit(on, 300, 'edited long after');
    remove(on, 301);
    write(on, 200);
  });
  looking.at(300);
  // Changed while it is on its way: neither page can be trusted to have it.
  edit(server, 302, 'edited meanwhile');
  remove(server, 303);
  await pass();
  expect(at(shown(timeline), 300)).toMatchObject({ body: 'edited long after', editedAt: expect.any(Number) });
  expect(at(shown(timeline), 301)).toMatchObject({ body: null, deletedAt: expect.any(Number) });
  expect(at(shown(timeline), 302)).toMatchObject({ body: 'edited meanwhile' });
  expect(at(shown(timeline), 303)).toMatchObject({ body: null });
  edit(server, 304, 'edited on show');
  remove(server, 300);
  edit(server, 300, 'never');
  await pass();
  expect(at(shown(timeline), 304)).toMatchObject({ body: 'edited on show' });
  expect(at(shown(timeline), 300)).toMatchObject({ body: null });
  // What is loaded on both sides too.
  edit(server, 200, 'edited before its page');
  void backOf(timeline).loadMore('older');
  edit(server, 201, 'edited during its page');
  await pass();
  expect(at(shown(timeline), 200)).toMatchObject({ body: 'edited before its page' });
  expect(at(shown(timeline), 201)).toMatchObject({ body: 'edited during its page' });
});

test('joins and leaves are between the messages', async () => {
  const { timeline, looking, pass } = await reader(100, (on) => {
    join(on, 'user-cleo');
    write(on, 300);
  });
  looking.at(110);
  await pass();
  expect(at(shown(timeline), 102)).toMatchObject({ kind: 'joined', user: 'user-cleo' });
});

test('a room is read to its first message and back to its newest in bounded memory', async () => {
  const { server, timeline, looking, pass } = await reader(5_000);
  looking.at(2_500);
  await pass();
  const seen = new Set<number>();
  const look = (): void => {
    const items = shown(timeline);
    expect(items.length).toBeLessThanOrEqual(limits.lookBackItems);
    expect(seqs(items)).toEqual(count(items[0]?.seq ?? 0, items.at(-1)?.seq ?? 0));
    for (const { seq } of items) seen.add(seq ?? 0);
  };
  while (backOf(timeline).getSnapshot().canLoadOlder) {
    void backOf(timeline).loadMore('older');
    await pass();
    look();
  }
  expect(shown(timeline)[0]).toMatchObject({ kind: 'created', seq: 1 });
  while (looking.getSnapshot().back) {
    look();
    void backOf(timeline).loadMore('newer');
    write(server, 1);
    await pass();
  }
  // It is one again, without a gap.
  const { items, head, status } = timeline.getSnapshot();
  expect(status).toEqual({ state: 'live' });
  expect(seqs(items)).toEqual(count(items[0]?.seq ?? 0, head));
  expect(items.length).toBeGreaterThan(limits.lookBackItems);
  for (const { seq } of items) seen.add(seq ?? 0);
  expect(seen.size).toBe(head);
});

test('reading up from the newest end goes on where it would hold too much, without losing what is on the page', async () => {
  const { timeline, looking, pass } = await reader(4_500);
  timeline.looking.readingFrom = 1;
  let drawn = timeline.getSnapshot().items.slice(0, 400);
  for (let loads = 0; !looking.getSnapshot().back; loads++) {
    expect(loads).toBeLessThan(100);
    drawn = timeline.getSnapshot().items.slice(0, 400);
    void timeline.older.load();
    await pass();
  }
  expect(shown(timeline).slice(0, 400)).toEqual(drawn);
  expect(timeline.getSnapshot().items.length).toBe(limits.timelineItems);
  while (backOf(timeline).getSnapshot().canLoadOlder) {
    void backOf(timeline).loadMore('older');
    await pass();
  }
  expect(shown(timeline)[0]).toMatchObject({ kind: 'created' });
});

test('what comes while somebody reads at the upper end of much does not take it away', async () => {
  const { server, timeline, looking, pass } = await reader(limits.timelineItemsReadingBack + 10);
  timeline.looking.readingFrom = 1;
  while (timeline.getSnapshot().items.length < limits.timelineItemsReadingBack) {
    void timeline.older.load();
    await pass();
  }
  const drawn = timeline.getSnapshot().items.slice(0, 400);
  timeline.looking.readingFrom = drawn[0]?.seq ?? 0;
  write(server, 2);
  await pass();
  expect(looking.getSnapshot().back).not.toBeNull();
  expect(shown(timeline).slice(0, 400)).toEqual(drawn);
});

test('after a long absence what was missed is made up for', async () => {
  const { server, timeline, looking, pass, wait } = await reader(2_000);
  looking.at(500);
  await pass();
  await away(server, wait, () => {
    edit(server, 500, 'edited while away');
    remove(server, 501);
    write(server, limits.replay + 100);
  });
  await wait(60_000);
  expect(timeline.getSnapshot().status).toEqual({ state: 'live' });
  expect(at(shown(timeline), 500)).toMatchObject({ body: 'edited while away' });
  expect(at(shown(timeline), 501)).toMatchObject({ body: null });
  expect(seqs(shown(timeline))).toEqual(count(450, 549));
});

test('another log is not looked at under the numbers of the one before', async () => {
  const { server, timeline, looking, pass } = await reader(1_000);
  looking.at(500);
  await pass();
  const nest = server.chats.rooms.get(room);
  if (nest) nest.epoch = 'epoch-2';
  for (const client of [...server.sockets.clients]) server.sockets.drop(client);
  await pass(5_000);
  expect(looking.getSnapshot().back).toBeNull();
  expect(timeline.getSnapshot().status).toEqual({ state: 'live' });
});

test('a room that is lost takes everything with it', async () => {
  const { server, timeline, looking, pass } = await reader(1_000);
  looking.at(500);
  await pass();
  server.chats.remove(room, 'user-anna', 'user-bela');
  await pass();
  expect(timeline.getSnapshot().status).toEqual({ state: 'gone', code: 'removed' });
  expect(looking.getSnapshot()).toMatchObject({ back: null, place: null, going: false });
});

test('a place that cannot be loaded says so, and is gone to once it can', async () => {
  const { server, timeline, looking, pass } = await reader(1_000);
  server.faults.reachable = false;
  looking.at(500);
  await pass();
  expect(looking.getSnapshot()).toMatchObject({ going: false, error: { code: 'unavailable' } });
  server.faults.reachable = true;
  looking.retry();
  await pass();
  expect(at(shown(timeline), 500)).toBeDefined();
  server.faults.reachable = false;
  void backOf(timeline).loadMore('newer');
  await pass();
  expect(backOf(timeline).getSnapshot().errors).toMatchObject({
    older: null,
    newer: { code: 'unavailable' },
  });
  server.faults.reachable = true;
  void backOf(timeline).loadMore('newer');
  await pass();
  expect(backOf(timeline).getSnapshot().errors.newer).toBeNull();
});

test('whoever changes their mind is not taken to the first place later', async () => {
  const { timeline, looking, pass } = await reader(1_000);
  looking.at(300);
  looking.at(600);
  await pass();
  expect(looking.getSnapshot().place).toMatchObject({ seq: 600 });
  looking.at(200);
  looking.toNewest();
  await pass();
  expect(looking.getSnapshot()).toMatchObject({ back: null, place: null });
  expect(timeline.getSnapshot().items.at(-1)?.seq).toBe(1_001);
});

test('the first unread is named above when it is not in hand, gone to, and counted exactly from there', async () => {
  const { my, timeline, looking, pass } = await reader(1_000, (on) => on.chats.read(room, 'user-anna', 101));
  expect(timeline.getSnapshot()).toMatchObject({
    firstUnreadSeq: null,
    newAbove: true,
    newAtEntry: { read: 101, count: 900 },
  });
  looking.firstAfter(101);
  await pass();
  expect(looking.getSnapshot().place).toMatchObject({ id: at(shown(timeline), 102)?.id ?? '', exact: true });
  const unread = (of: SignedIn) => of.rooms.get(room)?.unread;
  expect(unread(my)).toBe(900);
  my.openRooms.markRead(room, 110);
  expect(unread(my)).toBe(891);
  await pass(2_000);
  expect(unread(my)).toBe(891);
  timeline.newAtEntry.dismiss();
  expect(timeline.getSnapshot()).toMatchObject({ newAbove: false, newAtEntry: null });
});

for (const seed of Array.from({ length: 25 }, (_, i) => i + 1)) {
  test(`whatever happens while somebody looks about, what they see is how it is (seed ${seed})`, async () => {
    const random = seeded(seed);
    const upTo = (most: number): number => Math.floor(random() * most);
    const { server, timeline, looking, pass, wait } = await reader(1_500 + upTo(1_000));
    const events = () => server.chats.rooms.get(room)?.events ?? [];
    for (let step = 0; step < 120; step++) {
      const chance = random();
      const { back } = looking.getSnapshot();
      if (chance < 0.25) write(server, 1 + upTo(random() < 0.1 ? 700 : 5));
      else if (chance < 0.4) edit(server, someMessage(), `edited at ${step}`);
      else if (chance < 0.45) remove(server, someMessage());
      else if (chance < 0.5) looking.at(1 + upTo(events().length + 20));
      else if (chance < 0.7) void back?.loadMore('older');
      else if (chance < 0.9) void back?.loadMore('newer');
      else if (chance < 0.93) looking.toNewest();
      else if (chance < 0.95) for (const client of [...server.sockets.clients]) server.sockets.drop(client);
      else if (chance < 0.97)
        await away(server, wait, () => {
          edit(server, someMessage(), `edited at ${step}, away`);
          write(server, limits.replay + 1);
        });
      else server.faults.reachable = !server.faults.reachable;
      if (random() < 0.7) await pass(10 * upTo(4));
      else await settle();
    }
    server.faults.reachable = true;
    await wait(90_000);
    const { back } = looking.getSnapshot();
    const items = back ? back.getSnapshot().items : timeline.getSnapshot().items;
    expect(timeline.getSnapshot().status).toEqual({ state: 'live' });
    const now = current(events());
    const [first, last] = [items[0]?.seq ?? 0, items.at(-1)?.seq ?? 0];
    expect(items.map((item) => [item.seq, item.kind === 'message' ? item.body : item.kind])).toEqual(
      [...now].filter(([seq]) => seq >= first && seq <= last),
    );

    /** A message, more often one of those looked at. */
    function someMessage(): number {
      const looked = looking.getSnapshot().back?.getSnapshot().items ?? [];
      const seq = random() < 0.6 ? looked[upTo(looked.length)]?.seq : undefined;
      const wanted = seq ?? 2 + upTo(1_400);
      return events()[wanted - 1]?.type === 'message.posted' ? wanted : 2;
    }
  }, 30_000);
}

/** What a log comes to: each entry's seq with its text. */
function current(events: readonly { seq: number; type: string; data: object }[]): Map<number, string | null> {
  const now = new Map<number, string | null>();
  const deleted = new Set<number>();
  for (const { seq, type, data } of events) {
    if (type === 'room.created') now.set(seq, 'created');
    if (type === 'message.posted') now.set(seq, (data as { body: string }).body);
    const { target, body } = data as { target: number; body: string };
    if (type === 'message.edited' && !deleted.has(target)) now.set(target, body);
    if (type === 'message.deleted') {
      deleted.add(target);
      now.set(target, null);
    }
  }
  return now;
}
