import { en } from '../web/src/text/en.ts';
import type { Person } from './people.ts';
import { expect, test } from './test.ts';

test.use({ publicName: '127.0.0.1', settings: { ROOKERY_REGISTRATION: 'open' } });

const field = ({ page }: Person) => page.getByRole('textbox', { name: en.message.editLabel });

test('up changes the last message also while it is on its way: it goes once, as written, then its change', async ({
  owner,
  people,
  cable,
}) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  for (const person of [owner, grace]) {
    person.watch.networkMayFail = true;
    await person.open(`/rooms/${room.id}`);
  }
  const { screen, page } = owner;
  const stored = async () => {
    const { messages } = await grace.api.chats.messages({ params: { room: room.id } });
    return messages.map(({ body, editedAt }) => (editedAt === undefined ? body : `${body} (edited)`));
  };
  await screen.inRoom('Garden');
  await screen.say('hello');
  await screen.sent('hello');
  // The server has it and nobody hears of that.
  cable.silence();
  await screen.say('On the tabel');
  await expect.poll(stored).toEqual(['hello', 'On the tabel']);
  await expect(page.locator('.message.sending')).toHaveCount(1);
  await screen.composer.press('ArrowUp');
  await expect(field(owner)).toBeFocused();
  await expect(field(owner)).toHaveValue('On the tabel');
  await field(owner).fill('On the tab');

  // Without a connection it waits with what comes after it.
  cable.cut('live');
  await expect(screen.message(en.message.queued)).toHaveCount(1);
  await field(owner).fill('On the table');
  await field(owner).press('Enter');
  await expect(page.getByRole('status').filter({ hasText: en.message.editWaits })).toBeVisible();
  await screen.composer.fill('and more');
  await screen.composer.press('Enter');
  await expect(screen.message(en.message.queued)).toHaveCount(2);
  expect(await stored()).toEqual(['hello', 'On the tabel']);

  cable.mend();
  await expect(screen.message('On the table')).toContainText(en.message.edited, { timeout: 20_000 });
  await expect(field(owner)).toHaveCount(0);
  await expect(screen.composer).toBeFocused();
  await expect.poll(stored).toEqual(['hello', 'On the table (edited)', 'and more']);
  await expect.poll(() => grace.screen.texts()).toEqual(['hello', 'On the table', 'and more']);
});

test('up right after Enter means what was just sent; a change that is none, or given up, sends nothing', async ({
  owner,
  cable,
}) => {
  const room = await owner.makeRoom('Garden');
  await owner.open(`/rooms/${room.id}`);
  const { screen, page } = owner;
  owner.watch.networkMayFail = true;
  await screen.inRoom('Garden');
  await screen.say('first');
  await screen.sent('first');
  cable.cut('live');
  await screen.say('second');
  await expect(screen.composer).toHaveValue('');
  await screen.composer.press('ArrowUp');
  await expect(field(owner)).toHaveValue('second');
  await field(owner).press('Enter');
  await expect(field(owner)).toHaveCount(0);
  await screen.composer.press('ArrowUp');
  await field(owner).fill('something else');
  await page.reload();
  await screen.inRoom('Garden');
  await expect(screen.message(en.message.queued)).toHaveCount(1);
  await expect(field(owner)).toHaveValue('something else');
  await field(owner).press('Enter');
  await expect(page.getByText(en.message.editWaits)).toBeVisible();
  // Who types on has not made up their mind.
  await field(owner).fill('something else again');
  await expect(page.getByText(en.message.editWaits)).toHaveCount(0);
  cable.mend();
  await expect(page.locator('.message.queued')).toHaveCount(0, { timeout: 20_000 });
  await expect(field(owner)).toHaveValue('something else again');
  await field(owner).press('Escape');
  // On its way is not there yet.
  await screen.sent('second');
  const { messages } = await owner.api.chats.messages({ params: { room: room.id } });
  expect(messages.map(({ body, editedAt }) => [body, editedAt])).toEqual([
    ['first', undefined],
    ['second', undefined],
  ]);
});
