import { expect, test } from 'bun:test';
import { ApiError } from '../../../contracts/errors.ts';
import type { App } from './app.ts';
import type { Drafts } from './drafts.ts';
import { keepEdit } from './kept-edit.ts';
import { limits } from './limits.ts';
import { Browser, here, room, settle, signedIn, world } from './scripted-browser.ts';
import type { Timeline } from './timeline.ts';

const bodies = (timeline: Timeline): string[] =>
  timeline
    .getSnapshot()
    .items.flatMap((item) => (item.kind === 'message' ? [`${item.body} ${item.state}`] : []));
/** The code that a call is refused with. */
const refusalOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'not refused',
    (cause: unknown) => (cause instanceof ApiError ? cause.code : String(cause)),
  );
const phase = (app: App): string => app.session.getSnapshot().phase;

test('two people talk: what one posts shows at once there, and soon at the other', async () => {
  const { server, clock, pass } = world();
  const anna = await signedIn(new Browser(server, clock).page(1), 'anna', pass);
  const bela = await signedIn(new Browser(server, clock).page(2), 'bela', pass);
  const [hers, his] = [anna.openRooms.open(room), bela.openRooms.open(room)];
  await pass();
  expect(hers.getSnapshot().status.state).toBe('live');
  await anna.posting.post(room, 'hello 🦉');
  await settle();
  expect(bodies(hers)).toEqual(['hello 🦉 sending']);
  await pass();
  expect(bodies(hers)).toEqual(['hello 🦉 sent']);
  expect(bodies(his)).toEqual(['hello 🦉 sent']);
  expect(bela.rooms.get(room)?.unread).toBe(1);
  expect(anna.rooms.get(room)?.unread).toBe(0);
  await pass(100);
  expect(bela.profiles.getSnapshot().of('user-anna')).toMatchObject({ displayName: 'ANNA', known: true });
});

test('posts written without a connection go out once and in order when it is back', async () => {
  const { server, clock, pass } = world();
  const app = new Browser(server, clock).page();
  const anna = await signedIn(app, 'anna', pass);
  const timeline = anna.openRooms.open(room);
  await pass();
  server.faults.deliver = ({ t }) => t !== 'ack' && t !== 'event';
  await anna.posting.post(room, 'one');
  await pass();
  expect(bodies(timeline)).toEqual(['one sending']);
  server.faults.reachable = false;
  for (const client of [...server.sockets.clients]) server.sockets.drop(client);
  server.faults.deliver = () => true;
  await anna.posting.post(room, 'two');
  await anna.posting.post(room, 'three');
  expect(bodies(timeline)).toEqual(['one queued', 'two queued', 'three queued']);
  expect(app.unsent.posts).toBe(3);
  server.chats.post(room, 'user-bela', 'key-of-bela', 'meanwhile');
  server.faults.reachable = true;
  await pass(5_000);
  expect(bodies(timeline)).toEqual(['one sent', 'meanwhile sent', 'two sent', 'three sent']);
  expect(server.chats.rooms.get(room)?.posts).toBe(4);
  expect(app.unsent.posts).toBe(0);
});

test('after a long absence the newest page comes, and the room goes on from its head', async () => {
  const { server, clock, pass } = world();
  const anna = await signedIn(new Browser(server, clock).page(), 'anna', pass);
  const timeline = anna.openRooms.open(room);
  await pass();
  server.faults.reachable = false;
  for (const client of [...server.sockets.clients]) server.sockets.drop(client);
  for (let i = 0; i < limits.replay + 100; i++)
    server.chats.post(room, 'user-bela', `key-of-bela-${i}`, `${i}`);
  await pass(limits.resumeBlindMs + 1_000);
  server.faults.reachable = true;
  server.sockets.heard.length = 0;
  anna.connection.retryNow();
  await pass(100);
  expect(server.sockets.heard.find(({ frame }) => frame.t === 'hello')?.frame).toMatchObject({ open: {} });
  expect(timeline.getSnapshot()).toMatchObject({
    status: { state: 'live' },
    head: limits.replay + 101,
    canLoadOlder: true,
  });
  expect(timeline.getSnapshot().items.length).toBe(limits.page);
  expect(anna.rooms.get(room)?.unread).toBe(limits.replay + 100);
});

test('a server set back to another log starts the conversation over', async () => {
  const { server, clock, pass } = world();
  const anna = await signedIn(new Browser(server, clock).page(), 'anna', pass);
  const timeline = anna.openRooms.open(room);
  server.chats.post(room, 'user-bela', 'key-of-bela-1', 'before');
  await pass();
  const other = server.chats.addRoom(room, 'Nest', ['user-anna', 'user-bela']);
  other.epoch = 'epoch-2';
  server.chats.post(room, 'user-bela', 'key-of-bela-2', 'after');
  for (const client of [...server.sockets.clients]) server.sockets.drop(client);
  await pass(2_000);
  expect(bodies(timeline)).toEqual(['after sent']);
  expect(timeline.getSnapshot().status.state).toBe('live');
});

test('who is removed loses the room at once, and nothing of it stays', async () => {
  const { server, clock, pass } = world();
  const anna = await signedIn(new Browser(server, clock).page(), 'anna', pass);
  const timeline = anna.openRooms.open(room);
  anna.drafts.set(room, 'half a thought');
  await pass();
  server.chats.remove(room, 'user-anna', 'user-bela');
  server.chats.post(room, 'user-bela', 'key-of-bela', 'just among us');
  await pass();
  expect(timeline.getSnapshot()).toMatchObject({ status: { state: 'gone', code: 'removed' }, items: [] });
  expect(anna.rooms.get(room)).toBeUndefined();
  expect(anna.drafts.get(room)).toBe('');
  const again = anna.openRooms.open(room);
  await pass();
  expect(again.getSnapshot()).toMatchObject({ status: { state: 'gone', code: 'not_found' }, items: [] });
});

test('who was removed while away learns it on coming back', async () => {
  const { server, clock, pass } = world();
  const anna = await signedIn(new Browser(server, clock).page(), 'anna', pass);
  const timeline = anna.openRooms.open(room);
  await pass();
  server.faults.reachable = false;
  for (const client of [...server.sockets.clients]) server.sockets.drop(client);
  await anna.posting.post(room, 'too late');
  server.chats.remove(room, 'user-anna', 'user-bela');
  server.faults.reachable = true;
  await pass(2_000);
  expect(timeline.getSnapshot()).toMatchObject({ status: { state: 'gone', code: 'removed' }, items: [] });
  expect(server.sockets.heard.some(({ frame }) => frame.t === 'post')).toBe(false);
});

test('who left and came back while away keeps the room and what was typed there', async () => {
  const { server, clock, pass } = world();
  const anna = await signedIn(new Browser(server, clock).page(), 'anna', pass);
  const timeline = anna.openRooms.open(room);
  anna.drafts.set(room, 'half a thought');
  await pass();
  server.faults.reachable = false;
  for (const client of [...server.sockets.clients]) server.sockets.drop(client);
  server.chats.remove(room, 'user-anna', 'user-bela');
  server.chats.rooms.get(room)?.members.add('user-anna');
  server.chats.append(room, 'user-anna', { type: 'member.joined', data: { user: 'user-anna' } });
  server.chats.tellMe('user-anna', {
    type: 'room.joined',
    data: { room: server.chats.record(room, 'user-anna') },
  });
  server.faults.reachable = true;
  await pass(2_000);
  expect(timeline.getSnapshot().status.state).toBe('live');
  expect(timeline.getSnapshot().items.map(({ kind }) => kind)).toEqual(['created', 'removed', 'joined']);
  expect(anna.drafts.get(room)).toBe('half a thought');
});

test('an outsider gets nothing of a room', async () => {
  const { server, clock, pass } = world();
  server.chats.addAccount('user-carl', 'carl');
  server.chats.post(room, 'user-bela', 'key-of-bela', 'private');
  const carl = await signedIn(new Browser(server, clock).page(), 'carl', pass);
  const timeline = carl.openRooms.open(room);
  await pass();
  expect(timeline.getSnapshot()).toMatchObject({ status: { state: 'gone', code: 'not_found' }, items: [] });
  expect(carl.rooms.getSnapshot()).toMatchObject({ rooms: [], complete: true });
});

test('reading on one device clears the other; both agree on what is unread', async () => {
  const { server, clock, pass } = world();
  const browser = new Browser(server, clock);
  const desk = await signedIn(browser.page(1), 'anna', pass);
  const phone = await signedIn(browser.page(2), 'anna', pass);
  desk.openRooms.open(room);
  await pass();
  server.chats.post(room, 'user-bela', 'key-of-bela-1', 'one');
  server.chats.post(room, 'user-bela', 'key-of-bela-2', 'two');
  await pass(150);
  expect([desk.rooms.get(room)?.unread, phone.rooms.get(room)?.unread]).toEqual([2, 2]);
  desk.openRooms.markRead(room, 2);
  await pass();
  expect([desk.rooms.get(room)?.unread, phone.rooms.get(room)?.unread]).toEqual([1, 1]);
  await desk.posting.post(room, 'my own');
  await pass(150);
  expect([desk.rooms.get(room)?.unread, phone.rooms.get(room)?.unread]).toEqual([0, 0]);
});

test('the "new" line is where reading stopped, also when the room comes before the list of rooms', async () => {
  const { server, clock, pass } = world();
  server.chats.post(room, 'user-bela', 'key-of-bela-1', 'one');
  const browser = new Browser(server, clock);
  browser.session.account = server.chats.accounts.get('user-anna') ?? null;
  const app = browser.page();
  await app.start();
  const timeline = here(app).openRooms.open(room);
  await pass(100);
  expect(timeline.getSnapshot().firstUnreadSeq).toBe(2);
});

test('a new name reaches a room that is not open', async () => {
  const { server, clock, pass } = world();
  const anna = await signedIn(new Browser(server, clock).page(), 'anna', pass);
  const nest = server.chats.rooms.get(room);
  if (nest) nest.name = 'Eyrie';
  server.chats.append(room, 'user-bela', { type: 'room.renamed', data: { name: 'Eyrie' } });
  await pass(15_000);
  expect(anna.rooms.get(room)).toMatchObject({ name: 'Eyrie', unread: 0 });
});

test('only so many rooms stay open; the one looked at longest ago is closed', async () => {
  const { server, clock, pass } = world();
  const names = Array.from({ length: limits.openRooms + 1 }, (_, i) => `room-number-${i}`);
  for (const name of names) server.chats.addRoom(name, name, ['user-anna']);
  const anna = await signedIn(new Browser(server, clock).page(), 'anna', pass);
  const first = anna.openRooms.open(names[0] ?? '');
  for (const name of names) anna.openRooms.open(name);
  await pass();
  expect(
    server.sockets.heard
      .filter(({ frame }) => frame.t === 'close')
      .map(({ frame }) => 'room' in frame && frame.room),
  ).toEqual([names[0] ?? '']);
  expect(anna.openRooms.open(names[1] ?? '')).toBe(anna.openRooms.open(names[1] ?? ''));
  expect(anna.openRooms.open(names[0] ?? '')).not.toBe(first);
});

test('signing out erases everything of the user, in every page, and the next person sees none of it', async () => {
  const { server, clock, pass } = world();
  const browser = new Browser(server, clock);
  const app = browser.page(1);
  const other = browser.page(2);
  const anna = await signedIn(app, 'anna', pass);
  await signedIn(other, 'anna', pass);
  anna.openRooms.open(room);
  anna.drafts.set(room, 'secret draft');
  server.faults.refuse = () => ({ code: 'overloaded', retryAfterMs: 60_000 });
  await anna.posting.post(room, 'secret post');
  await pass();
  keepEdit(anna.drafts, room, { key: 'key-of-the-message', text: 'secret change' });
  expect(app.unsent).toEqual({ posts: 1, drafts: 1, edits: 1, count: 3 });
  expect(browser.outboxes.get('user-anna')?.posts.size).toBe(1);
  await app.signOut();
  await pass();
  expect([phase(app), phase(other)]).toEqual(['signed-out', 'signed-out']);
  expect(other.session.getSnapshot()).toMatchObject({ because: 'signed-out' });
  expect(browser.outboxes.get('user-anna')?.posts.size).toBe(0);
  expect([...browser.texts.values()].join()).not.toContain('secret');
  server.faults.refuse = () => undefined;
  const bela = await signedIn(app, 'bela', pass);
  await pass(100_000);
  expect(bela.outbox.getSnapshot().posts).toEqual([]);
  expect(bela.drafts.get(room)).toBe('');
  expect(server.chats.rooms.get(room)?.posts).toBe(0);
  expect(phase(other)).toBe('signed-in');
  expect(here(other).me).toBe('user-bela');
});

test('signing out in one page ends the others without the server’s help', async () => {
  const { server, clock, pass } = world();
  const browser = new Browser(server, clock);
  const app = browser.page(1);
  const other = browser.page(2);
  await signedIn(app, 'anna', pass);
  await signedIn(other, 'anna', pass);
  for (const client of [...server.sockets.clients]) server.sockets.drop(client);
  await app.signOut();
  expect(other.session.getSnapshot()).toMatchObject({ phase: 'signed-out', because: 'signed-out' });
});

test('signing out without the server keeps everything, and says so', async () => {
  const { server, clock, pass } = world();
  const app = new Browser(server, clock).page();
  const anna = await signedIn(app, 'anna', pass);
  anna.drafts.set(room, 'a draft');
  server.faults.reachable = false;
  expect(await refusalOf(app.signOut())).toBe('unavailable');
  expect(phase(app)).toBe('signed-in');
  expect(anna.drafts.get(room)).toBe('a draft');
  server.faults.reachable = true;
  for (const client of [...server.sockets.clients]) server.sockets.drop(client, 4001);
  expect(phase(app)).toBe('signed-out');
});

test('a session that ends on the server ends the page; what was unsent waits for the same person only', async () => {
  const { server, clock, pass } = world();
  const browser = new Browser(server, clock);
  const app = browser.page();
  const anna = await signedIn(app, 'anna', pass);
  server.faults.refuse = () => ({ code: 'overloaded', retryAfterMs: 60_000 });
  await anna.posting.post(room, 'unsent');
  await pass();
  browser.session.account = null;
  for (const client of [...server.sockets.clients]) server.sockets.drop(client, 4001);
  expect(app.session.getSnapshot()).toMatchObject({ phase: 'signed-out', because: 'session-ended' });
  server.faults.refuse = () => undefined;
  await signedIn(app, 'anna', pass);
  expect(server.chats.rooms.get(room)?.events.at(-1)?.data).toMatchObject({ body: 'unsent' });
});

test('nothing is said to the server before its list of rooms is whole', async () => {
  const { server, clock, pass } = world();
  const browser = new Browser(server, clock);
  browser.session.account = server.chats.accounts.get('user-anna') ?? null;
  const app = browser.page();
  await app.start();
  const errors: string[] = [];
  server.faults.deliver = (frame) => {
    if (frame.t === 'error') errors.push(JSON.stringify(frame));
    return true;
  };
  // The handshake, the hello and the welcome take a millisecond each; the list takes longer.
  clock.pass(4);
  expect(here(app).connection.getSnapshot().state).toBe('live');
  here(app).openRooms.open(room);
  void here(app).posting.post(room, 'early');
  here(app).typing.typed(room);
  await pass(300);
  here(app).presence.watch(['user-bela']);
  await pass(300);
  expect(errors).toEqual([]);
  expect(server.chats.rooms.get(room)?.posts).toBe(1);
  expect(server.sockets.heard.map(({ frame }) => frame.t)).toContain('watch');
});

test('what an ended session of somebody else left behind is cleared away', async () => {
  const { server, clock, pass } = world();
  const browser = new Browser(server, clock);
  const app = browser.page();
  const anna = await signedIn(app, 'anna', pass);
  anna.drafts.set(room, 'secret draft');
  browser.session.account = null;
  for (const client of [...server.sockets.clients]) server.sockets.drop(client, 4001);
  expect([...browser.texts.values()]).toEqual(['secret draft']);
  await signedIn(app, 'bela', pass);
  expect([...browser.texts.values()].join()).not.toContain('secret');
});

test('a call refused for want of a session ends the page too', async () => {
  const { server, clock, pass } = world();
  const browser = new Browser(server, clock);
  const app = browser.page();
  const anna = await signedIn(app, 'anna', pass);
  browser.session.account = null;
  expect(await refusalOf(anna.roomActions.rename(room, 'Other'))).toBe('not_signed_in');
  await settle();
  expect(app.session.getSnapshot()).toMatchObject({ phase: 'signed-out', because: 'session-ended' });
});

test('a server that does not answer at the start is tried again by itself', async () => {
  const { server, clock, pass } = world();
  const browser = new Browser(server, clock);
  browser.session.account = server.chats.accounts.get('user-anna') ?? null;
  server.faults.reachable = false;
  const app = browser.page();
  await app.start();
  expect(app.session.getSnapshot()).toMatchObject({ phase: 'unreachable', error: { code: 'unavailable' } });
  server.faults.reachable = true;
  await pass(2_000);
  expect(phase(app)).toBe('signed-in');
});

test('drafts are kept over a reload, each user’s own', async () => {
  const { server, clock, pass } = world();
  const browser = new Browser(server, clock);
  const anna = await signedIn(browser.page(1), 'anna', pass);
  anna.drafts.set(room, 'half a thought');
  const again: Drafts = (await signedIn(browser.page(2), 'anna', pass)).drafts;
  expect(again.get(room)).toBe('half a thought');
  again.set(room, '');
  expect([...browser.texts.values()].join()).not.toContain('secret');
});
