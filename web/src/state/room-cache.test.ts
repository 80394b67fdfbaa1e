import { expect, test } from 'bun:test';
import { limits } from './limits.ts';
import { Browser, here, room, settle, signedIn, world } from './scripted-browser.ts';
import type { Timeline } from './timeline.ts';

const texts = (timeline: Timeline): (string | null)[] =>
  timeline.getSnapshot().items.flatMap((item) => (item.kind === 'message' ? [item.body] : []));
const names = (browser: Browser): string =>
  JSON.stringify([...browser.caches.values()].map((kept) => [kept.kept, ...kept.byRoom.values()]));

/** Anna has read a room with a text in it, and what this browser keeps of it is written. */
async function afterReading() {
  const w = world();
  const browser = new Browser(w.server, w.clock);
  w.server.chats.post(room, 'user-bela', 'key-bela', 'the egg hatched');
  const app = browser.page(1);
  const anna = await signedIn(app, 'anna', w.pass);
  const timeline = anna.openRooms.open(room);
  await w.pass(2_000);
  return { ...w, browser, app, anna, timeline };
}

test('a start without the server shows the rooms and conversations as they were, and goes on when it is back', async () => {
  const { server, browser, app, pass } = await afterReading();
  server.faults.reachable = false;
  for (const client of [...server.sockets.clients]) server.sockets.drop(client);
  const next = browser.page(2);
  await next.start();
  await settle();
  const anna = here(next);
  expect(anna.rooms.getSnapshot()).toMatchObject({ complete: false, rooms: [{ name: 'Nest' }] });
  const timeline = anna.openRooms.open(room);
  expect(timeline.getSnapshot().status.state).toBe('catching-up');
  expect(texts(timeline)).toEqual(['the egg hatched']);
  expect(anna.profiles.getSnapshot().of('user-bela').displayName).toBe('BELA');
  server.faults.reachable = true;
  server.chats.post(room, 'user-bela', 'key-more', 'and flew');
  await pass(10_000);
  expect(timeline.getSnapshot().status).toEqual({ state: 'live' });
  expect(texts(timeline)).toEqual(['the egg hatched', 'and flew']);
  expect(next.session.getSnapshot()).toMatchObject({ phase: 'signed-in' });
  expect(here(next)).toBe(anna);
  expect(app.session.getSnapshot().phase).toBe('signed-in');
});

test('a room shown before comes up in the same moment, although it was closed meanwhile', async () => {
  const { server, anna, timeline, pass } = await afterReading();
  for (let i = 0; i < limits.openRooms; i++) {
    server.chats.addRoom(`room-${i}`, `Room ${i}`, ['user-anna']);
    anna.openRooms.open(`room-${i}`);
  }
  await pass(2_000);
  const again = anna.openRooms.open(room);
  expect(again).not.toBe(timeline);
  expect(texts(again)).toEqual(['the egg hatched']);
});

test('a text that was taken back leaves the browser as soon as that is known', async () => {
  const { server, browser, pass } = await afterReading();
  expect(names(browser)).toContain('hatched');
  server.chats.append(room, 'user-bela', { type: 'message.deleted', data: { target: 2 } });
  await pass(10);
  expect(names(browser)).not.toContain('hatched');
});

test('signing out erases the rooms that are kept; so does an end of the session', async () => {
  for (const end of ['sign-out', 'session', 'session while away'] as const) {
    const { server, browser, app, anna, pass } = await afterReading();
    if (end === 'sign-out') await app.signOut();
    else browser.session.account = null;
    if (end === 'session')
      for (const client of [...server.sockets.clients]) server.sockets.drop(client, 4001);
    if (end === 'session while away') anna.stop();
    await pass(2_000);
    const next = browser.page(2);
    await next.start();
    expect(next.session.getSnapshot().phase).toBe('signed-out');
    expect(names(browser)).not.toContain('hatched');
    expect(names(browser)).not.toContain('Nest');
    server.faults.reachable = false;
    const offline = browser.page(3);
    await offline.start();
    expect(offline.session.getSnapshot().phase).toBe('unreachable');
  }
});

test('a room that was lost while away is kept no longer', async () => {
  const { server, browser, anna, pass } = await afterReading();
  anna.stop();
  server.chats.remove(room, 'user-anna', 'user-bela');
  const next = browser.page(2);
  await next.start();
  await pass(2_000);
  expect(here(next).rooms.getSnapshot().rooms).toEqual([]);
  expect(names(browser)).not.toContain('hatched');
});

test('a log of another epoch replaces what was kept', async () => {
  const { server, browser, anna, pass } = await afterReading();
  anna.stop();
  const nest = server.chats.rooms.get(room);
  if (nest) Object.assign(nest, { epoch: 'epoch-2', events: [], posts: 0 });
  server.chats.post(room, 'user-bela', 'key-new', 'another egg');
  const next = browser.page(2);
  await next.start();
  const timeline = here(next).openRooms.open(room);
  await pass(2_000);
  expect(texts(timeline)).toEqual(['another egg']);
  expect(names(browser)).not.toContain('hatched');
});

test('a socket that turns out to be somebody else’s shows nothing of the one before', async () => {
  const { server, browser, app, pass } = await afterReading();
  browser.session.account = server.chats.accounts.get('user-bela') ?? null;
  for (const client of [...server.sockets.clients]) server.sockets.drop(client);
  await pass(10_000);
  expect(here(app).me).toBe('user-bela');
  expect(browser.caches.get('user-anna')?.byRoom.size).toBe(0);
});

test('only the rooms looked at last are kept, and only the newest of each', async () => {
  const { server, browser, anna, pass } = await afterReading();
  for (let i = 0; i < limits.cachedItems + 60; i++)
    server.chats.post(room, 'user-bela', `key-${i}`, `egg ${i}`);
  await pass(3_000);
  for (let i = 0; i < limits.cachedRooms; i++) {
    server.chats.addRoom(`room-${i}`, `Room ${i}`, ['user-anna']);
    if (i === 0)
      expect(browser.caches.get('user-anna')?.byRoom.get(room)?.log.items.length).toBe(limits.cachedItems);
    anna.openRooms.open(`room-${i}`);
    await pass(1_500);
  }
  const kept = browser.caches.get('user-anna')?.byRoom;
  expect([kept?.size, kept?.has(room)]).toEqual([limits.cachedRooms, false]);
});

test('storage that fails costs only what it would have kept', async () => {
  const { server, clock, pass } = world();
  const browser = new Browser(server, clock);
  const broken = (): Promise<never> => Promise.reject(new Error('full'));
  Object.assign(browser.cache('user-anna'), {
    list: broken,
    rooms: broken,
    putList: broken,
    putRoom: broken,
    erase: broken,
  });
  const app = browser.page();
  const anna = await signedIn(app, 'anna', pass);
  const timeline = anna.openRooms.open(room);
  await anna.posting.post(room, 'hello');
  await pass(3_000);
  expect(texts(timeline)).toEqual(['hello']);
  await app.signOut();
  expect(app.session.getSnapshot().phase).toBe('signed-out');
});
