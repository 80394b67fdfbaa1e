import { AxeBuilder } from '@axe-core/playwright';
import { devices } from '@playwright/test';
import { en } from '../web/src/text/en.ts';
import { expect, test } from './test.ts';

const phone = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  userAgent: devices['Pixel 7'].userAgent,
};

test('one to three emoji and nothing else show big, and are read as text', async ({ owner }) => {
  const room = await owner.makeRoom('Garden');
  await owner.says(room, '🎉', '👩‍👩‍👧‍👦 🇩🇪1️⃣', '🎉🎉🎉🎉', 'well 🎉');
  await owner.open(`/rooms/${room.id}`);
  const { log } = owner.screen;
  const sizes = () =>
    log
      .locator('.text')
      .evaluateAll((all) => all.map((text) => Number.parseFloat(getComputedStyle(text).fontSize) > 30));
  await expect.poll(sizes).toEqual([true, true, false, false]);
  await expect(owner.page.getByRole('article', { name: /ada, \d+:\d\d.* 👩‍👩‍👧‍👦 🇩🇪1️⃣$/ })).toBeVisible();
});

test('a code is completed by keys, and one typed in full is sent as its emoji; code is left alone', async ({
  owner,
}) => {
  const room = await owner.makeRoom('Garden');
  const asked: string[] = [];
  owner.page.on('request', (request) => {
    if (/emoji-.*\.json/.test(request.url())) asked.push(new URL(request.url()).origin);
  });
  await owner.open(`/rooms/${room.id}`);
  await owner.screen.inRoom('Garden');
  const { composer, page } = owner.screen;
  const list = page.getByRole('listbox', { name: en.composer.emoji });
  await composer.pressSequentially('Well :t');
  await expect(list).toHaveCount(0);
  expect(asked).toEqual([]);
  await composer.pressSequentially('ada');
  await expect(list.getByRole('option', { name: /party popper/ })).toHaveAttribute('aria-selected', 'true');
  await composer.press('Enter');
  await expect(composer).toHaveValue('Well 🎉 ');
  await expect(list).toHaveCount(0);
  await composer.pressSequentially(':smi');
  await composer.press('ArrowDown');
  await expect(list.getByRole('option').nth(1)).toHaveAttribute('aria-selected', 'true');
  await composer.press('Escape');
  await expect(list).toHaveCount(0);
  await expect(composer).toHaveValue('Well 🎉 :smi');
  await composer.pressSequentially('le: `:tada:` 10:30:45');
  await composer.press('Enter');
  await expect(owner.screen.message('Well 🎉 😄 :tada: 10:30:45')).toBeVisible();
  // From our own server only, and once.
  expect(asked).toEqual([new URL(page.url()).origin]);
  // One that is sent before the emoji are here waits for them, and nothing overtakes it.
  await page.reload();
  await owner.screen.inRoom('Garden');
  await owner.screen.say('first :+1:');
  await owner.screen.say('second');
  await expect(owner.screen.message('first 👍')).toBeVisible();
  await expect.poll(() => owner.screen.texts()).toEqual(['Well 🎉 😄 :tada: 10:30:45', 'first 👍', 'second']);
});

test('the picker by mouse and by keyboard: search, sections, skin tone, and what was used lately', async ({
  owner,
}) => {
  const room = await owner.makeRoom('Garden');
  await owner.open(`/rooms/${room.id}`);
  await owner.screen.inRoom('Garden');
  const { composer: field, page } = owner.screen;
  const button = owner.screen.button(en.emoji.open);
  const picker = owner.screen.dialog(en.emoji.open);
  const cell = (name: string) => picker.getByRole('gridcell', { name, exact: true });
  await field.pressSequentially('ab');
  await field.press('ArrowLeft');
  await button.click();
  await expect(picker.getByLabel(en.emoji.search)).toBeFocused();
  await cell('grinning face').click();
  await expect(picker).toHaveCount(0);
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('a😀b');
  await page.keyboard.type('c');
  await expect(field).toHaveValue('a😀cb');

  await page.keyboard.press('Tab');
  await expect(button).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(picker.getByText(en.emoji.recent)).toBeVisible();
  await picker.getByLabel(en.emoji.tone).selectOption('3');
  await picker.getByLabel(en.emoji.search).fill('thumbs');
  await expect(picker.getByRole('gridcell')).toHaveText(['👍🏽', '👎🏽']);
  await page.keyboard.press('ArrowDown');
  await expect(cell('thumbs up')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(cell('thumbs down')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(field).toHaveValue('a😀c👎🏽b');

  await button.click();
  await picker.getByLabel(en.emoji.search).press('ArrowDown');
  await expect(cell('thumbs down').first()).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await expect(cell('flag: Wales')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(picker).toHaveCount(0);
  await expect(field).toBeFocused();

  await button.click();
  await picker.getByRole('button', { name: en.emoji.groups.food }).click();
  await expect(cell('grapes')).toBeInViewport();
  await owner.screen.log.click();
  await expect(picker).toHaveCount(0);
  await button.click();
  await button.click();
  await expect(picker).toHaveCount(0);
});

test('axe finds nothing in the open picker, nor in the list of completions', async ({ owner }) => {
  const room = await owner.makeRoom('Garden');
  await owner.says(room, '**a** *b*\n- c\n> d\n```ts\ne\n```\n[f](https://x.org/)', '🎉');
  await owner.open(`/rooms/${room.id}`);
  await owner.screen.inRoom('Garden');
  const { page, screen } = owner;
  const isClean = async (where: string): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      // Two thousand that are all alike would take minutes.
      const most = new AxeBuilder({ page }).exclude('.emoji-grid > :nth-child(n + 2)');
      const { violations } = await most.analyze();
      const found = violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
      );
      expect(found, `${where}, ${colorScheme}`).toEqual([]);
    }
  };
  await screen.composer.pressSequentially(':smi');
  await expect(page.getByRole('listbox', { name: en.composer.emoji })).toBeVisible();
  await isClean('completions');
  await screen.button(en.emoji.open).click();
  await expect(screen.dialog(en.emoji.open).getByRole('gridcell').first()).toBeVisible();
  await isClean('the picker');
  await page.getByLabel(en.emoji.search).fill('zzzz');
  await expect(page.getByText(en.emoji.none('zzzz'))).toBeVisible();
  await isClean('nothing found');
});

test('on a phone the picker lies above the composer, and several are picked in a row', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace', phone);
  const room = await owner.makeRoom('Garden', grace);
  await grace.open(`/rooms/${room.id}`);
  await grace.screen.inRoom('Garden');
  const { screen, page } = grace;
  await screen.button(en.emoji.open).tap();
  const picker = screen.dialog(en.emoji.open);
  await expect(picker.getByRole('gridcell').first()).toBeVisible();
  const [panel, field] = [await picker.boundingBox(), await screen.composer.boundingBox()];
  expect((panel?.y ?? 0) + (panel?.height ?? 0)).toBeLessThanOrEqual(field?.y ?? 0);
  expect(panel?.y).toBeGreaterThan(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  const cell = picker.getByRole('gridcell', { name: 'grinning face', exact: true });
  const size = await cell.boundingBox();
  expect(Math.min(size?.width ?? 0, size?.height ?? 0)).toBeGreaterThanOrEqual(40);
  await cell.tap();
  await picker.getByRole('gridcell', { name: 'beaming face with smiling eyes', exact: true }).tap();
  await expect(screen.composer).toHaveValue('😀😁');
  await expect(screen.composer).not.toBeFocused();
  await screen.button(en.composer.send).tap();
  await expect(screen.message('😀😁')).toBeVisible();
});

test('German names find them too', async ({ people, owner }) => {
  const grace = await people.member('grace', { locale: 'de-DE' });
  const room = await owner.makeRoom('Garten', grace);
  await grace.open(`/rooms/${room.id}`);
  const field = grace.page.getByRole('textbox', { name: /Nachricht an/ });
  await field.pressSequentially(':daumen');
  await expect(grace.page.getByRole('option', { name: /Daumen hoch/ })).toBeVisible();
  await field.press('Tab');
  await expect(field).toHaveValue(/^👍 $|^👎 $/);
});
