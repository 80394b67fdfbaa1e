import { en } from '../web/src/text/en.ts';
import type { Person } from './people.ts';
import { expect, test } from './test.ts';

async function bothIn(owner: Person, other: Person): Promise<string> {
  const room = await owner.makeRoom('Garden', other);
  for (const person of [owner, other]) {
    await person.open(`/rooms/${room.id}`);
    await person.screen.inRoom('Garden');
  }
  return room.id;
}

test('edit by the arrow and by the button, delete, and a reload keeps it all', async ({ owner, people }) => {
  const grace = await people.member('grace');
  await bothIn(owner, grace);
  const { screen, page } = grace;
  await screen.say('One apple');
  await screen.say('Two appels');
  await screen.say('A mistake');
  await expect(owner.screen.message('A mistake')).toBeVisible();

  await screen.message('A mistake').hover();
  await screen.message('A mistake').getByRole('button', { name: en.message.delete }).click();
  await expect(owner.screen.message(en.message.deleted)).toBeVisible();
  await expect(owner.screen.message('A mistake')).toHaveCount(0);

  // Up goes to the last that can be edited.
  await screen.composer.press('ArrowUp');
  const edit = screen.page.getByRole('textbox', { name: en.message.editLabel });
  await expect(edit).toHaveValue('Two appels');
  await edit.fill('Two apples');
  await edit.press('Enter');
  await expect(screen.composer).toBeFocused();
  await expect(owner.screen.message('Two apples')).toContainText(en.message.edited);

  await screen.message('One apple').hover();
  await screen.message('One apple').getByRole('button', { name: en.message.edit }).click();
  await expect(edit).toBeFocused();
  await edit.fill('never saved');
  await edit.press('Escape');
  await screen.message('One apple').getByRole('button', { name: en.message.edit }).click();
  await edit.fill('One pear');
  await screen.button(en.general.save).click();
  await expect(owner.screen.message('One pear')).toBeVisible();

  const expected = ['One pear', 'Two apples', en.message.deleted];
  for (const person of [owner, grace]) {
    await expect.poll(() => person.screen.texts()).toEqual(expected);
    await person.page.reload();
    await person.screen.inRoom('Garden');
    await expect(person.screen.message('Two apples')).toContainText(en.message.edited);
    await expect.poll(() => person.screen.texts()).toEqual(expected);
  }
  // Nobody edits what another wrote; an owner may delete it.
  await owner.screen.message('One pear').hover();
  await expect(owner.screen.message('One pear').getByRole('button', { name: en.message.edit })).toHaveCount(
    0,
  );
  await owner.screen.message('One pear').getByRole('button', { name: en.message.delete }).click();
  await expect(screen.message('One pear')).toHaveCount(0);
  await expect(page.getByText(en.message.deleted)).toHaveCount(2);
});

test('messages of one person stand together; another person begins a new group', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace');
  await bothIn(owner, grace);
  await owner.screen.say('first');
  await owner.screen.say('second');
  await expect(grace.screen.message('second')).toBeVisible();
  await grace.screen.say('third');
  await expect(owner.screen.message('third')).toBeVisible();
  await owner.screen.say('fourth');
  await expect(grace.screen.message('fourth')).toBeVisible();
  for (const { screen } of [owner, grace]) {
    await expect(screen.log.locator('bdi').filter({ hasText: /^(ada|grace)$/ })).toHaveText([
      'ada',
      'grace',
      'ada',
    ]);
  }
  // Screen readers hear who and when with every message all the same.
  await expect(grace.screen.message('second')).toHaveAccessibleName(/^ada, \d?\d:\d\d/);
});

test('Shift+Enter breaks the line; drafts wait in their room and survive a reload', async ({ owner }) => {
  const garden = await owner.makeRoom('Garden');
  await owner.makeRoom('Shed');
  const { screen, page } = owner;
  await owner.open(`/rooms/${garden.id}`);
  await screen.inRoom('Garden');
  await screen.composer.pressSequentially('two');
  await screen.composer.press('Shift+Enter');
  await screen.composer.pressSequentially('lines');
  await screen.roomLink('Shed').click();
  await screen.inRoom('Shed');
  await expect(screen.composer).toHaveValue('');
  await page.reload();
  await screen.inRoom('Shed');
  await screen.roomLink('Garden').click();
  await expect(screen.composer).toHaveValue('two\nlines');
  await screen.composer.press('Enter');
  await expect(screen.message(/two\s*lines/)).toBeVisible();
  await expect(screen.composer).toHaveValue('');
});

test('what is typed stays text: no tags, no scripts, links only to the web', async ({ owner, people }) => {
  const grace = await people.member('grace');
  await bothIn(owner, grace);
  await owner.screen.say('<img src=x onerror="document.title=`owned`"> <b>bold</b>');
  await owner.screen.say('see https://example.org/a_(b)?q=1. and javascript:alert(1)');
  await expect(grace.screen.message('<b>bold</b>')).toBeVisible();
  const link = grace.screen.log.getByRole('link');
  await expect(link).toHaveCount(1);
  await expect(link).toHaveAttribute('href', 'https://example.org/a_(b)?q=1');
  await expect(link).toHaveAttribute('rel', /noopener/);
  await expect(grace.page).not.toHaveTitle(/owned/);
});

test('a paste over the limit shows a counter and goes as several messages', async ({ owner, people }) => {
  const grace = await people.member('grace');
  await bothIn(owner, grace);
  await owner.screen.composer.fill('word '.repeat(7_000).trim());
  await expect(owner.page.getByText(en.composer.over(18_999))).toBeVisible();
  await expect(owner.screen.button(en.composer.send)).toBeDisabled();
  await owner.screen.button(en.composer.split(3)).click();
  await expect(grace.screen.message('word')).toHaveCount(3);
});

test('long histories come in as one scrolls up, and the place is kept', async ({ owner }) => {
  const room = await owner.makeRoom('Garden');
  for (let n = 1; n <= 300; n += 1) await owner.says(room, `line ${n}`);
  await owner.open(`/rooms/${room.id}`);
  await owner.screen.inRoom('Garden');
  await expect(owner.screen.message(/line 300$/)).toBeInViewport();
  // What is on the page already is not made anew for what comes above it.
  const there = await owner.screen.message(/line 290$/).elementHandle();
  await owner.screen.log.evaluate((log) => log.scrollTo(0, 0));
  await expect(owner.screen.message(/line 250$/)).toBeAttached();
  expect(await there?.evaluate((row) => row.isConnected)).toBe(true);
  await expect(async () => {
    await owner.screen.log.evaluate((log) => log.scrollTo(0, 0));
    await expect(owner.page.getByText(en.conversation.beginning)).toBeInViewport({ timeout: 200 });
  }).toPass();
  await expect(owner.screen.message(/line 1$/)).toBeVisible();
  await owner.screen.button(/newest message/).click();
  await expect(owner.screen.message(/line 300$/)).toBeInViewport();
});
