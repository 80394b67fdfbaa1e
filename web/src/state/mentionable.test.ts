import { expect, test } from 'bun:test';
import { limits } from './limits.ts';
import type { OutboxPost } from './outbox-post.ts';
import { Browser, here, room, settle, signedIn, world } from './scripted-browser.ts';
import type { SignedIn } from './signed-in.ts';

/** Anna in the Nest with Bela and 240 others, `person0` and so on. */
async function inCrowd() {
  const { server, clock, pass } = world();
  for (let i = 0; i < 240; i++) {
    server.chats.addAccount(`user-person${i}`, `person${i}`);
    server.chats.rooms.get(room)?.members.add(`user-person${i}`);
  }
  const browser = new Browser(server, clock);
  const anna = await signedIn(browser.page(), 'anna', pass);
  anna.openRooms.open(room);
  await pass();
  const members = Promise.withResolvers<void>();
  const hold = (): void => {
    server.faults.hold = (path) => (path.endsWith('/members') ? members.promise : undefined);
  };
  const stored = (): unknown[] =>
    server.chats.rooms
      .get(room)
      ?.events.flatMap((event) => (event.type === 'message.posted' ? [event.data.body] : [])) ?? [];
  return { server, pass, browser, anna, hold, release: members.resolve, stored };
}

const waiting = (my: SignedIn): string[] =>
  my.outbox
    .getSnapshot()
    .posts.map(({ body, state, naming }: OutboxPost) => `${body} ${naming ? 'naming' : state}`);

test('all members can be mentioned, however many pages of them there are', async () => {
  const { anna, pass } = await inCrowd();
  void anna.openRooms.members(room).loadAll();
  await pass(200);
  expect(anna.mentionable.people(room).length).toBe(242);
  expect(anna.mentionable.storedNow(room, 'hello @person235')).toBe('hello <@user-person235>');
  expect(anna.mentionable.isOpen(room, 'hello @nobody')).toBe(false);
});

test('a post whose names are not known yet waits for them, and what follows waits behind it', async () => {
  const { anna, pass, hold, release, stored } = await inCrowd();
  hold();
  await anna.posting.post(room, '@person235 hello');
  await anna.posting.post(room, 'to all');
  await pass(1_000);
  expect(waiting(anna)).toEqual(['@person235 hello naming', 'to all queued']);
  expect(stored()).toEqual([]);
  release();
  await pass(500);
  expect(stored()).toEqual(['<@user-person235> hello', 'to all']);
});

test('a name first typed without a connection is looked up when the post goes out, by the page that sends it', async () => {
  const { server, anna, pass, browser, stored } = await inCrowd();
  server.faults.reachable = false;
  for (const client of [...server.sockets.clients]) server.sockets.drop(client);
  await anna.posting.post(room, '@person235 hello');
  anna.stop();
  const app = browser.page(2);
  server.faults.reachable = true;
  const again = await signedIn(app, 'anna', pass);
  again.openRooms.open(room);
  await pass(limits.turnMs + 1_000);
  expect(stored()).toEqual(['<@user-person235> hello']);
  expect(here(app).outbox.unsentCount).toBe(0);
});

test('who was seen in the conversation is known without asking', async () => {
  const { server, anna, pass, hold, stored } = await inCrowd();
  server.chats.post(room, 'user-person7', 'key-of-seven', 'I am here');
  await pass(200);
  hold();
  await anna.posting.post(room, '@person7 hello');
  await pass(200);
  expect(stored()).toEqual(['I am here', '<@user-person7> hello']);
});

test('names that cannot be known for long stay as they were typed, and the text of a key never changes', async () => {
  const { server, anna, pass, hold, release, stored, browser } = await inCrowd();
  hold();
  server.faults.deliver = ({ t }) => t !== 'ack' && t !== 'event';
  await anna.posting.post(room, '@person235 hello');
  await pass(limits.namesMs + 1_000);
  expect(stored()).toEqual(['@person235 hello']);
  // Without an answer it goes out again, now that the names are there.
  release();
  expect(
    [...(browser.outboxes.get('user-anna')?.posts.values() ?? [])].map(({ body, names }) => [body, names]),
  ).toEqual([['@person235 hello', undefined]]);
  await pass(500);
  for (const client of [...server.sockets.clients]) server.sockets.drop(client);
  server.sockets.heard.length = 0;
  await pass(5_000);
  expect(server.sockets.heard.flatMap(({ frame }) => (frame.t === 'post' ? [frame.body] : []))).toEqual([
    '@person235 hello',
  ]);
});

test('a post that is dropped while its names are looked up is not kept again', async () => {
  const { anna, pass, hold, release, stored, browser } = await inCrowd();
  hold();
  const key = await anna.posting.post(room, '@person235 hello');
  await pass();
  anna.outbox.discard(key);
  release();
  await pass(500);
  await settle();
  expect(stored()).toEqual([]);
  expect(browser.outboxes.get('user-anna')?.posts.size).toBe(0);
});
