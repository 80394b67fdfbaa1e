import { en } from '../web/src/text/en.ts';
import { limits } from '../web/src/state/limits.ts';
import type { Person } from './people.ts';
import { standStill } from './still.ts';
import { expect, test } from './test.ts';

/** All in one room. */
async function gather(writer: Person, ...others: Person[]): Promise<string> {
  const room = await writer.makeRoom('Garden', ...others);
  await writer.says(room, 'One apple', 'A mistake');
  await writer.page.clock.install();
  for (const person of [writer, ...others]) {
    await person.open(`/rooms/${room.id}`);
    await person.screen.inRoom('Garden');
    await expect(person.screen.message('A mistake')).toBeVisible();
  }
  return room.id;
}

/** The same; the writer's time stands still until a test lets it pass, so that nothing is over too early. */
async function inGarden(writer: Person, ...others: Person[]): Promise<string> {
  const room = await gather(writer, ...others);
  await standStill(writer.page);
  return room;
}

async function remove({ screen }: Person, text: string): Promise<void> {
  await screen.message(text).hover();
  await screen.message(text).getByRole('button', { name: en.message.delete }).click();
}

/** The calls to delete that a browser makes. */
function deletions({ page }: Person): string[] {
  const made: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'DELETE') made.push(request.url());
  });
  return made;
}

/** What the server has of the room. */
async function stored(person: Person, room: string): Promise<(string | null)[]> {
  const { messages } = await person.api.chats.messages({ params: { room }, query: {} });
  return messages.map(({ body }) => body);
}

test('a deleted message is gone at once for who deleted it, comes back by Undo, and goes for all when the time is over', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace');
  await inGarden(owner, grace);
  const made = deletions(owner);
  const { screen, page } = owner;
  await remove(owner, 'A mistake');
  await expect(screen.message('A mistake')).toHaveCount(0);
  await expect(screen.message(en.message.deleted)).toContainText(en.message.undo);
  await expect(screen.button(en.message.undo)).toBeFocused();
  await expect(page.getByRole('status').filter({ hasText: en.message.acts.deleted })).toHaveCount(1);
  await expect(grace.screen.message('A mistake')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(screen.message('A mistake')).toBeFocused();
  await page.clock.runFor(limits.undoMs);
  expect(made).toEqual([]);

  await remove(owner, 'A mistake');
  await page.clock.runFor(limits.undoMs);
  await expect(grace.screen.message(en.message.deleted)).toBeVisible();
  await expect(screen.message(en.message.deleted)).toBeFocused();
  await expect(screen.button(en.message.undo)).toHaveCount(0);
  expect(made).toHaveLength(1);
});

test('a page that is closed or reloaded meanwhile deletes all the same', async ({ owner }) => {
  const room = await inGarden(owner);
  await remove(owner, 'A mistake');
  await expect(owner.screen.button(en.message.undo)).toBeVisible();
  await owner.page.reload();
  await expect.poll(() => stored(owner, room)).toEqual(['One apple', null]);
  await owner.page.clock.resume();
  await owner.screen.inRoom('Garden');
  await expect(owner.screen.message(en.message.deleted)).toBeVisible();
  await expect(owner.screen.button(en.message.undo)).toHaveCount(0);
});

test('after a crash the next page has the message deleted, with the way back for the rest of the time', async ({
  owner,
}) => {
  // A page that crashes hears nothing of its end.
  await owner.context.addInitScript(() =>
    addEventListener('pagehide', (event) => event.stopImmediatePropagation()),
  );
  const room = await inGarden(owner);
  const made = deletions(owner);
  for (const text of ['A mistake', 'One apple']) await remove(owner, text);
  await expect(owner.screen.button(en.message.undo)).toHaveCount(2);
  await owner.page.reload();
  // A page begins in many small steps, each of which takes next to no time.
  const inSmallSteps = (check: () => Promise<void>): Promise<void> =>
    expect(async () => {
      await owner.page.clock.runFor(20);
      await check();
    }).toPass();
  await inSmallSteps(() => expect(owner.screen.button(en.message.undo)).toHaveCount(2, { timeout: 100 }));
  await owner.screen.button(en.message.undo).first().click();
  await inSmallSteps(() => expect(owner.screen.message('One apple')).toBeVisible({ timeout: 100 }));
  expect(made).toEqual([]);
  await owner.page.clock.runFor(limits.undoMs);
  await expect.poll(() => stored(owner, room)).toEqual(['One apple', null]);
});

test('two tabs show the same, and either can undo', async ({ owner }) => {
  const room = await gather(owner);
  const second = await owner.context.newPage();
  await second.goto(`${owner.origin}/rooms/${room}`);
  await expect(second.getByRole('article').filter({ hasText: 'A mistake' })).toBeVisible();
  await standStill(owner.page);
  await remove(owner, 'A mistake');
  await second.getByRole('button', { name: en.message.undo, exact: true }).click();
  await expect(owner.screen.message('A mistake')).toBeVisible();
  await remove(owner, 'One apple');
  await expect(second.getByRole('button', { name: en.message.undo, exact: true })).toBeVisible();
  await owner.page.close();
  await expect.poll(() => stored(owner, room)).toEqual([null, 'A mistake']);
});

test('offline the deletion waits for the connection; signing out sends what is held back', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace');
  const room = await inGarden(owner, grace);
  const { screen, page } = owner;
  owner.watch.networkMayFail = true;
  await owner.context.setOffline(true);
  await remove(owner, 'A mistake');
  await page.clock.runFor(limits.undoMs);
  await expect(screen.message(en.message.deleted)).toContainText(en.message.queued);
  await owner.context.setOffline(false);
  await page.clock.runFor(60_000);
  await expect.poll(() => stored(grace, room)).toEqual(['One apple', null]);
  await expect(screen.message(en.message.queued)).toHaveCount(0);

  await remove(owner, 'One apple');
  await page.clock.resume();
  await screen.button(en.settings.open).click();
  await screen.button(en.settings.signOut).click();
  await expect(screen.button(en.signIn.submit)).toBeVisible();
  expect(await stored(grace, room)).toEqual([null, null]);
});

test('a refused deletion says why beside the message, and can be tried again or left', async ({ owner }) => {
  const room = await inGarden(owner);
  const { screen, page } = owner;
  await page.route('**/messages/*', (route) =>
    route.fulfill({ status: 403, json: { error: { code: 'not_allowed', message: '' } } }),
  );
  for (const text of ['A mistake', 'One apple']) await remove(owner, text);
  await page.clock.runFor(limits.undoMs);
  const why = en.message.deleteFailed(en.errors.codes.not_allowed);
  for (const text of ['A mistake', 'One apple']) await expect(screen.message(text)).toContainText(why);
  await page.unroute('**/messages/*');
  await screen.message('One apple').getByRole('button', { name: en.message.keep }).click();
  await screen.message('A mistake').getByRole('button', { name: en.message.retry }).click();
  await expect.poll(() => stored(owner, room)).toEqual(['One apple', null]);
  await expect(screen.message('One apple')).not.toContainText(why);
});

test('an edit goes out at once; Undo sends the text before; a change from elsewhere takes the way back away', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace');
  const room = await inGarden(owner, grace);
  const { screen, page } = owner;
  const edit = async (from: string, to: string): Promise<void> => {
    await screen.message(from).hover();
    await screen.message(from).getByRole('button', { name: en.message.edit }).click();
    await page.getByRole('textbox', { name: en.message.editLabel }).fill(to);
    await page.keyboard.press('Enter');
    await expect(screen.message(to)).toContainText(en.message.undo);
  };
  await edit('One apple', 'One pear');
  await expect(grace.screen.message('One pear')).toBeVisible();
  await screen.message('One pear').getByRole('button', { name: en.message.undo }).click();
  await expect(grace.screen.message('One apple')).toBeVisible();
  await expect(screen.message('One apple')).toBeFocused();
  await expect(screen.button(en.message.undo)).toHaveCount(0);

  await edit('A mistake', 'No mistake');
  await owner.api.chats.editMessage({ params: { room, seq: 4 }, body: { body: 'From another device' } });
  await expect(screen.message('From another device')).toBeVisible();
  await expect(screen.button(en.message.undo)).toHaveCount(0);

  await edit('From another device', 'Mine again');
  await page.clock.runFor(limits.undoMs);
  await expect(screen.button(en.message.undo)).toHaveCount(0);
  await expect(grace.screen.message('Mine again')).toBeVisible();
});
