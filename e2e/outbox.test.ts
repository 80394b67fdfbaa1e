// Tries D12.1.
import type { Page } from '@playwright/test';
import type { Room } from '../contracts/chats.ts';
import { en } from '../web/src/text/en.ts';
import type { Person } from './people.ts';
import { Screen } from './screen.ts';
import { standStill } from './still.ts';
import { expect, test } from './test.ts';

test.use({ publicName: '127.0.0.1', settings: { ROOKERY_REGISTRATION: 'open' } });

/** The owner in General, whose network may fail. */
async function inGeneral(owner: Person): Promise<Room> {
  const room = (await owner.api.chats.rooms({ query: {} })).rooms[0];
  if (!room) throw new Error('the owner has no room');
  owner.watch.networkMayFail = true;
  await owner.open(`/rooms/${room.id}`);
  await owner.screen.inRoom('General');
  return room;
}

/** Another tab of the same browser, in the same room. */
async function tabOf(owner: Person, room: Room): Promise<Page> {
  const page = await owner.context.newPage();
  await page.goto(`${owner.origin}/rooms/${room.id}`);
  await new Screen(page).inRoom('General');
  return page;
}

async function stored(owner: Person, room: Room): Promise<(string | null)[]> {
  const { messages } = await owner.api.chats.messages({ params: { room: room.id }, query: { limit: 200 } });
  return messages.map(({ body }) => body);
}

test('two tabs with posts waiting, one reloaded and the other closed: all go out once, in the order written', async ({
  owner,
  cable,
}) => {
  const room = await inGeneral(owner);
  const { page, screen } = owner;
  const second = await tabOf(owner, room);
  const other = new Screen(second);
  cable.cut('live');
  for (const each of [screen, other]) await expect(each.button(en.connection.retryNow)).toBeVisible();
  const expected = ['1 here', '2 there', '3 here', '4 there'];
  for (const [n, text] of expected.entries()) {
    await (n % 2 === 0 ? screen : other).say(text);
    // Each tab shows what waits in any of them.
    for (const each of [screen, other]) await expect(each.message(text)).toContainText(en.message.queued);
  }
  await page.reload();
  await expect(screen.message('4 there')).toContainText(en.message.queued);
  await second.close();
  cable.mend();
  await expect(screen.page.getByText(en.message.queued)).toHaveCount(0, { timeout: 20_000 });
  await expect(page.locator('.message.sent')).toHaveCount(expected.length);
  expect(await screen.texts()).toEqual(expected);
  expect(await stored(owner, room)).toEqual(expected);
});

test('two tabs write in turn; one closes amid sending, and the other goes on', async ({ owner }) => {
  const room = await inGeneral(owner);
  const second = await tabOf(owner, room);
  const other = new Screen(second);
  const expected = Array.from({ length: 10 }, (_, n) => `line ${n + 1}`);
  for (const [n, text] of expected.entries()) {
    const from = n % 2 === 0 ? other : owner.screen;
    await from.say(text);
    await expect(from.composer).toHaveValue('');
    if (n === 8) await second.close();
  }
  await expect(owner.screen.log.getByRole('article').locator('.text')).toHaveText(expected);
  await expect(owner.page.locator('.message.sending, .message.queued')).toHaveCount(0);
  expect(await stored(owner, room)).toEqual(expected);
});

test('a reload takes the turn to send along: nobody waits for the page before', async ({ owner }) => {
  await owner.context.addInitScript(() => {
    // A page that has nothing more to send soon leaves the turn, perhaps before anybody looks.
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function noted(this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
      if (this.name === 'turns') Object.assign(window, { turn: (value as { page: string }).page });
      return put.call(this, value, key);
    };
  });
  const room = await inGeneral(owner);
  const { page, screen } = owner;
  /** Whose turn this page stored. */
  const turn = (): Promise<unknown> => page.evaluate(() => (window as unknown as { turn?: string }).turn);
  await screen.say('before');
  await expect(page.locator('.message.sent')).toHaveCount(1);
  const before = await turn();
  expect(before).toBeTruthy();
  await page.reload();
  await screen.inRoom('General');
  await screen.say('after');
  await expect(page.locator('.message.sent')).toHaveCount(2);
  expect(await turn()).toBe(before);
  expect(await stored(owner, room)).toEqual(['before', 'after']);
});

test('the server stores a post and its answer is lost: it is there once', async ({ owner, cable }) => {
  const room = await inGeneral(owner);
  await owner.screen.say('hello');
  await expect(owner.page.locator('.message.sent')).toHaveCount(1);
  cable.silence();
  await owner.screen.say('did you get this?');
  await expect.poll(() => stored(owner, room)).toEqual(['hello', 'did you get this?']);
  await expect(owner.page.locator('.message.sending')).toHaveCount(1);
  cable.cut('live');
  await owner.screen.say('and this?');
  await expect(owner.screen.message('and this?')).toContainText(en.message.queued);
  cable.mend();
  await expect(owner.page.getByText(en.message.queued)).toHaveCount(0, { timeout: 20_000 });
  await expect(owner.page.locator('.message.sent')).toHaveCount(3);
  expect(await stored(owner, room)).toEqual(['hello', 'did you get this?', 'and this?']);
});

test('where the browser forbids storing, a post goes out all the same and says what it is worth meanwhile', async ({
  owner,
  cable,
}) => {
  await owner.context.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('forbidden', 'SecurityError');
    };
  });
  const room = await inGeneral(owner);
  await owner.screen.say('first');
  await expect(owner.page.locator('.message.sent')).toHaveCount(1);
  await expect(owner.screen.message('first')).not.toContainText(en.message.unkept);
  cable.cut('live');
  await expect(owner.screen.button(en.connection.retryNow)).toBeVisible();
  await owner.screen.say('second');
  await expect(owner.screen.message('second')).toContainText(en.message.unkept);
  cable.mend();
  await expect(owner.page.locator('.message.sent')).toHaveCount(2, { timeout: 20_000 });
  await expect(owner.screen.message('second')).not.toContainText(en.message.unkept);
  expect(await stored(owner, room)).toEqual(['first', 'second']);
});

test('a page that goes before the browser has stored a post leaves it in the draft', async ({ owner }) => {
  await owner.context.addInitScript(() => {
    // Its transactions go on for ever: never committed, never refused.
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function endless(this: IDBObjectStore, value: unknown) {
      if (location.hash === '#hangs' && this.name === 'outbox') {
        const on = (): void => this.count().addEventListener('success', on);
        on();
      }
      return put.call(this, value);
    };
  });
  const room = await inGeneral(owner);
  const { page } = owner;
  await page.goto('about:blank');
  await page.clock.install();
  await owner.open(`/rooms/${room.id}#hangs`);
  await owner.screen.inRoom('General');
  // A page sends without storing when that takes too long: time stands still.
  await standStill(page);
  await owner.screen.say('not stored yet');
  await expect(owner.screen.composer).toHaveValue('not stored yet');
  await page.goto('about:blank');
  await page.clock.resume();
  await owner.open(`/rooms/${room.id}`);
  await owner.screen.inRoom('General');
  await expect(owner.screen.composer).toHaveValue('not stored yet');
  await owner.screen.composer.press('Enter');
  await expect(owner.page.locator('.message.sent')).toHaveCount(1);
  await expect(owner.screen.composer).toHaveValue('');
  expect(await stored(owner, room)).toEqual(['not stored yet']);
});

test('who types on at once after Enter loses no key and sends nothing twice', async ({ owner }) => {
  await owner.context.addInitScript(() => {
    // Storing takes long enough for the next keys to come meanwhile.
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function slow(this: IDBObjectStore, value: unknown) {
      const until = performance.now() + 30;
      const on = (): void => {
        if (performance.now() < until) this.count().addEventListener('success', on);
      };
      on();
      return put.call(this, value);
    };
  });
  const room = await inGeneral(owner);
  const expected = Array.from({ length: 30 }, (_, n) => `line ${n + 1} of many`);
  await owner.screen.composer.focus();
  for (const line of expected) {
    await owner.page.keyboard.type(line);
    await owner.page.keyboard.press('Enter');
  }
  await expect(owner.screen.log.getByRole('article').locator('.text')).toHaveText(expected);
  await expect(owner.page.locator('.message.sending, .message.queued')).toHaveCount(0);
  await expect(owner.screen.composer).toHaveValue('');
  expect(await stored(owner, room)).toEqual(expected);
});
