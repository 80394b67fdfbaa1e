import type { Locator, Page } from '@playwright/test';
import { en } from '../web/src/text/en.ts';
import { password } from './password.ts';
import type { Person } from './people.ts';
import { expect, test } from './test.ts';

/** Enough to reach anything on the page. */
const mostTabs = 60;

/** Presses Tab until the focus is there. Throws when it gets lost on the way, or never arrives. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  // What is still to come is reached by no number of presses.
  await expect(target.first()).toBeAttached();
  for (let presses = 0; presses <= mostTabs; presses += 1) {
    if (await isFocused(target)) return;
    await page.keyboard.press('Tab');
    await focusIsSomewhere(page);
  }
  throw new Error(`the keyboard does not reach ${String(target)}`);
}

const isFocused = (target: Locator): Promise<boolean> =>
  target.evaluateAll((found) => found.some((element) => element === document.activeElement));

/** The browser's own surface, beyond the last stop of the page, counts as nowhere only when a dialog should hold it. */
async function focusIsSomewhere(page: Page): Promise<void> {
  const lost = await page.evaluate(() => {
    const { activeElement } = document;
    const open = document.querySelector('dialog[open]');
    if (!open || activeElement === document.body) return false;
    return !open.contains(activeElement);
  });
  expect(lost, 'the focus left the open dialog').toBe(false);
}

/** After something closed: the focus is on something that one sees. */
async function focusIsKept(page: Page): Promise<void> {
  await expect(page.locator(':focus')).toBeVisible();
  expect(await page.evaluate(() => document.activeElement !== document.body)).toBe(true);
}

async function enter(person: Person, username: string, button: string): Promise<void> {
  const { page, screen } = person;
  await tabTo(page, screen.field(en.fields.username));
  await page.keyboard.type(username);
  await tabTo(page, screen.field(en.fields.password));
  await page.keyboard.type(password);
  await tabTo(page, screen.button(button));
  await page.keyboard.press('Enter');
}

test('the keyboard alone: register, make a room, write, edit, open everything, leave', async ({
  owner,
  people,
}) => {
  expect(owner.username).toBe('ada');
  const grace = await people.person('grace');
  const { page, screen } = grace;
  await grace.open('/');
  await enter(grace, 'grace', en.register.submit);
  await expect(screen.heading(en.rooms.noneTitle)).toBeVisible();

  await tabTo(page, screen.button(en.rooms.create));
  await page.keyboard.press('Enter');
  await expect(screen.field(en.fields.roomName)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(screen.button(en.rooms.create)).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.type('Garden');
  await page.keyboard.press('Enter');
  await screen.inRoom('Garden');
  await expect(screen.composer).toBeFocused();
  await page.keyboard.type('Writen by hand');
  await page.keyboard.press('Enter');
  await expect(screen.message('Writen by hand')).toBeVisible();
  await expect(screen.composer).toBeFocused();
  await screen.sent('Writen by hand');
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('textbox', { name: en.message.editLabel })).toBeFocused();
  await page.keyboard.press('Home');
  for (let step = 0; step < 4; step += 1) await page.keyboard.press('ArrowRight');
  await page.keyboard.type('t');
  await page.keyboard.press('Enter');
  await expect(screen.message('Written by hand')).toBeVisible();
  await expect(screen.composer).toBeFocused();

  await page.keyboard.press('Shift+Tab');
  await tabTo(page, screen.log);
  await page.keyboard.press('ArrowUp');
  await expect(screen.message('Written by hand')).toBeFocused();
  await tabTo(page, screen.message('Written by hand').getByRole('button', { name: en.message.delete }));
  await page.keyboard.press('Enter');
  await expect(screen.message(en.message.deleted).getByRole('button')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(screen.message('Written by hand')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(screen.composer).toBeFocused();

  await page.keyboard.press('Shift+Tab');
  await expect(screen.composer).not.toBeFocused();
  for (const [opener, title] of [
    [screen.button(en.room.invite).first(), en.invites.title],
    [screen.button(en.settings.open), en.settings.title],
  ] as const) {
    await tabTo(page, opener);
    await page.keyboard.press('Enter');
    const dialog = screen.dialog(title);
    await expect(dialog).toBeVisible();
    // Round and round: the focus stays inside.
    for (let presses = 0; presses < 30; presses += 1) {
      await page.keyboard.press('Tab');
      await focusIsSomewhere(page);
    }
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(opener).toBeFocused();
  }
  await tabTo(page, screen.button(en.members.show));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: en.members.title })).toBeVisible();
  await focusIsKept(page);
  await tabTo(page, screen.button(en.members.hide).last());
  await page.keyboard.press('Enter');
  await focusIsKept(page);

  for (const [entry, title] of [
    [en.room.rename, en.room.renameTitle],
    [en.room.delete, en.room.deleteTitle('Garden')],
  ] as const) {
    await tabTo(page, screen.button(en.room.menu));
    await page.keyboard.press('Enter');
    await tabTo(page, screen.button(entry));
    await page.keyboard.press('Enter');
    await expect(screen.dialog(title)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(screen.button(en.room.menu)).toBeFocused();
  }
  await page.keyboard.press('Enter');
  await tabTo(page, screen.button(en.room.leave));
  await page.keyboard.press('Enter');
  await tabTo(page, screen.button(en.room.lastMemberSubmit));
  await page.keyboard.press('Enter');
  await expect(screen.roomLink('Garden')).toHaveCount(0);
  await focusIsKept(page);
});

test('arrows walk through the messages, Tab reaches what can be done with them, Escape returns', async ({
  owner,
}) => {
  const room = await owner.makeRoom('Garden');
  await owner.says(room, 'one', 'two', 'three');
  await owner.open(`/rooms/${room.id}`);
  const { page, screen } = owner;
  await screen.inRoom('Garden');
  await tabTo(page, screen.log);
  await page.keyboard.press('ArrowUp');
  await expect(screen.message('three')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(screen.message('one')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(screen.message('two')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(screen.message('two').getByRole('button', { name: en.message.edit })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(screen.button(en.message.undo)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(screen.message('two')).toBeFocused();
});

test('Enter that ends a composition of an input method sends nothing', async ({ owner }) => {
  await owner.open('/');
  const { page, screen } = owner;
  await screen.inRoom('General');
  const input = await owner.context.newCDPSession(page);
  await screen.composer.focus();
  await input.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 });
  // As browsers tell of a key that the input method takes.
  await screen.composer.dispatchEvent('keydown', {
    key: 'Enter',
    keyCode: 229,
    isComposing: true,
    bubbles: true,
  });
  await expect(screen.composer).toHaveValue('にほん');
  await input.send('Input.insertText', { text: '日本' });
  await expect(screen.composer).toHaveValue('日本');
  await expect(screen.log.getByRole('article')).toHaveCount(0);
  await screen.composer.press('Enter');
  await expect(screen.message('日本')).toBeVisible();
});

test('keys move between rooms, list themselves, and Escape goes back step by step', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace');
  const garden = await owner.makeRoom('Garden', grace);
  await owner.makeRoom('Kitchen');
  const shed = await owner.makeRoom('Shed', grace);
  await owner.open(`/rooms/${garden.id}`);
  const { page, screen } = owner;
  await screen.inRoom('Garden');
  await screen.composer.fill('half a');
  await page.keyboard.press('Alt+ArrowDown');
  await screen.inRoom('General');
  await page.keyboard.press('Alt+ArrowUp');
  await screen.inRoom('Garden');
  // Nothing is lost on the way, and `?` belongs to what is written.
  await expect(screen.composer).toHaveValue('half a');
  await screen.composer.press('?');
  await expect(screen.composer).toHaveValue('half a?');
  await grace.says(shed, 'here');
  await expect(screen.roomLink(/Shed/)).toContainText('1');
  await page.keyboard.press('Shift+Alt+ArrowDown');
  await screen.inRoom('Shed');

  await screen.log.focus();
  await page.keyboard.press('?');
  const keys = screen.dialog(en.keys.title);
  await expect(keys).toContainText(en.keys.does.nextUnread);
  // A dialog has the keys for itself.
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Escape');
  await expect(keys).toHaveCount(0);
  await screen.inRoom('Shed');
  await expect(screen.log).toBeFocused();

  await screen.button(en.members.show).click();
  await expect(page.getByRole('list', { name: en.members.title })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('list', { name: en.members.title })).toHaveCount(0);
  await expect(screen.composer).toBeFocused();
  // The menu takes Escape for itself.
  await screen.button(en.room.menu).click();
  await page.keyboard.press('Escape');
  await expect(screen.button(en.room.menu)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(screen.composer).toBeFocused();
});

test('rooms and members are one stop each: arrows, Home, End and letters move in them', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace');
  const garden = await owner.makeRoom('Garden', grace);
  await owner.makeRoom('Kitchen');
  await owner.makeRoom('Shed');
  await owner.open(`/rooms/${garden.id}`);
  const { page, screen } = owner;
  await screen.inRoom('Garden');
  await page.getByRole('navigation').getByRole('link').first().waitFor();
  await tabTo(page, screen.roomLink('Garden'));
  await page.keyboard.press('ArrowDown');
  await expect(screen.roomLink('General')).toBeFocused();
  await page.keyboard.press('End');
  await expect(screen.roomLink('Shed')).toBeFocused();
  await page.keyboard.press('Home');
  await expect(screen.roomLink('Garden')).toBeFocused();
  await page.keyboard.type('ki');
  await expect(screen.roomLink('Kitchen')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(screen.button(en.settings.open)).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(screen.roomLink('Garden')).toBeFocused();

  await screen.button(en.members.show).click();
  const members = page.getByRole('list', { name: en.members.title }).getByRole('listitem');
  await expect(members).toHaveCount(2);
  await tabTo(page, members.first());
  await page.keyboard.press('ArrowDown');
  await expect(members.filter({ hasText: 'grace' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await tabTo(page, screen.button(en.members.removeSubmit).last());
  await page.keyboard.press('Enter');
  await expect(members).toHaveCount(1);
  // What had the focus is gone; the list has it.
  await expect(members.first()).toBeFocused();
});

test('the first stop leads past the rooms; arrows load what is above; a deleted message keeps the focus', async ({
  owner,
}) => {
  const room = await owner.makeRoom('Garden');
  await owner.says(room, ...Array.from({ length: 130 }, (_, n) => `message ${n + 1}`));
  await owner.open(`/rooms/${room.id}`);
  const { page, screen } = owner;
  await screen.inRoom('Garden');
  await screen.button(en.keys.skip).focus();
  await page.keyboard.press('Enter');
  await expect(screen.log).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(screen.message('message 130')).toBeFocused();
  for (let step = 0; step < 128; step += 1) {
    await page.keyboard.press('ArrowUp');
    await expect(screen.message(new RegExp(`message ${129 - step}$`))).toBeFocused();
  }
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  const button = screen.message(/message 2$/).getByRole('button', { name: en.message.delete });
  await expect(button).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(screen.button(en.message.undo)).toBeFocused();
  // The way back goes after a while; the focus stays where it was.
  await expect(screen.button(en.message.undo)).toHaveCount(0);
  await expect(screen.message(en.message.deleted)).toBeFocused();
});
