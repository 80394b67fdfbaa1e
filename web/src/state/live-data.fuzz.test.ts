// Tries D12.2.
import { expect, test } from 'bun:test';
import { ManualClock } from '../live/manual-clock.ts';
import { seeded } from '../live/seeded.ts';
import { createApi } from './api.ts';
import { MemoryOutboxStorage } from './outbox-storage.ts';
import { MemoryRoomCacheStorage } from './room-cache-storage.ts';
import { ScriptedServer } from './scripted-server.ts';
import { SignedIn } from './signed-in.ts';
import type { Timeline } from './timeline.ts';

const room = 'room-nest';
const seeds = Array.from({ length: 40 }, (_, i) => i + 1);

async function settle(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** The conversation shows the whole log, and is live. */
async function expectWhole(timeline: Timeline, log: string[]): Promise<void> {
  while (timeline.getSnapshot().canLoadOlder) await timeline.older.load();
  const { items, status } = timeline.getSnapshot();
  expect(status).toEqual({ state: 'live' });
  const shown = items.flatMap((item) => (item.kind === 'message' ? [`${item.body} ${item.state}`] : []));
  expect(shown).toEqual(log.map((body) => `${body} sent`));
}

/**
 * Two browsers of one person, one of which has the room closed, and another person, over a network that loses and repeats frames and breaks, and a server
 * that refuses for now. In the end every post is there once, in its writer's order, and everybody sees the log.
 */
async function run(seed: number): Promise<void> {
  const random = seeded(seed);
  const clock = new ManualClock();
  const server = new ScriptedServer(clock);
  const anna = server.chats.addAccount('user-anna', 'anna');
  const bela = server.chats.addAccount('user-bela', 'bela');
  server.chats.addRoom(room, 'Nest', [anna.id, bela.id]);
  // Some events never come; for some posts the server has no time. What a refused post blocks is refused too.
  let calm = false;
  const owed = new Map<string, string>();
  server.faults.deliver = (frame) => calm || frame.t !== 'event' || random() > 0.1;
  server.faults.refuse = ({ key }) => {
    const writer = key.slice(0, 5);
    const waitsFor = owed.get(writer);
    if (waitsFor !== undefined && waitsFor !== key) return { code: 'after_refused', retryAfterMs: 100 };
    owed.delete(writer);
    if (calm || random() > 0.15) return undefined;
    owed.set(writer, key);
    return { code: 'overloaded', retryAfterMs: 100 };
  };
  const pages = [anna, anna, bela].map((account, i) => {
    let keys = 0;
    const { fetch, openSocket } = server.browser({ account });
    return new SignedIn({
      account,
      api: createApi('http://rookery.test', fetch),
      url: 'ws://rookery.test/live',
      openSocket: (url, protocol, events) => {
        // A new socket owes nothing.
        owed.delete(`pag-${i}`);
        return openSocket(url, protocol, events);
      },
      clock,
      random,
      newKey: () => `pag-${i}-${keys++}-xxxx`,
      outboxStorage: new MemoryOutboxStorage(),
      roomCacheStorage: new MemoryRoomCacheStorage(),
      textStorage: undefined,
    });
  });
  for (const page of pages) page.start();
  const timelines = pages.map((page, i) => (i === 1 ? undefined : page.openRooms.open(room)));
  const written: string[][] = pages.map(() => []);
  for (let step = 0; step < 250; step++) {
    const which = Math.floor(random() * pages.length);
    const chance = random();
    if (chance < 0.55) {
      const body = `${which}:${written[which]?.length}`;
      written[which]?.push(body);
      void pages[which]?.posting.post(room, body);
    } else if (chance < 0.65) {
      for (const client of [...server.sockets.clients]) if (random() < 0.5) server.sockets.drop(client);
    } else if (chance < 0.7) {
      server.faults.reachable = !server.faults.reachable;
    } else if (chance < 0.75) {
      pages[which]?.openRooms.markRead(room, pages[which]?.rooms.get(room)?.head ?? 0);
    }
    // Mostly so little that answers are still on their way when the next thing happens.
    clock.pass(Math.floor(random() < 0.8 ? random() * 4 : random() * 600));
    await settle();
  }
  calm = true;
  server.faults.reachable = true;
  for (let i = 0; i < 60; i++) {
    clock.pass(1_000);
    await settle();
  }
  const log =
    server.chats.rooms
      .get(room)
      ?.events.flatMap((event) => (event.type === 'message.posted' ? [event.data.body ?? ''] : [])) ?? [];
  for (const [which, bodies] of written.entries()) {
    expect(log.filter((body) => body.startsWith(`${which}:`))).toEqual(bodies);
  }
  for (const [which, timeline] of timelines.entries()) {
    if (timeline) await expectWhole(timeline, log);
    expect(pages[which]?.outbox.unsentCount).toBe(0);
    const { reads, posts } = server.chats.rooms.get(room) ?? {};
    const me = pages[which]?.me ?? '';
    expect(pages[which]?.rooms.get(room)?.unread).toBe((posts ?? 0) - (reads?.get(me)?.n ?? 0));
  }
  for (const page of pages) page.stop();
  expect(clock.waiting).toBe(0);
}

for (const seed of seeds) {
  test(
    `every post arrives once and in order, whatever the network does (seed ${seed})`,
    () => run(seed),
    30_000,
  );
}
