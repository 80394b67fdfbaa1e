import { en } from '../web/src/text/en.ts';
import { expect, test } from './test.ts';

test('a message tells its number and how fast, or when, it was stored', async ({ owner, people }) => {
  const grace = await people.member('grace', { locale: 'de-DE', hasTouch: true });
  const room = await owner.makeRoom('Garden', grace);
  for (const person of [owner, grace]) await person.open(`/rooms/${room.id}`);
  const { page, screen } = owner;
  await screen.inRoom('Garden');
  await screen.say('Is it safe?');
  await expect(page.locator('.message.sent')).toHaveCount(1);
  const details = screen.message('Is it safe?').getByRole('button', { name: en.message.details });
  const dialog = screen.dialog(en.message.details);

  // By the keyboard alone.
  await details.focus();
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText(/#3 · stored safely [\d.]+ m?s after you pressed Enter/);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(details).toBeFocused();

  // The page that measured it is gone.
  await page.reload();
  await screen.message('Is it safe?').hover();
  await details.click();
  await expect(dialog).toContainText(/#3 · stored safely on \d+ \w+ \d{4}, \d\d:\d\d:\d\d/);

  // Somebody else, by touch and in German.
  await grace.screen.message('Is it safe?').locator('.text').tap();
  await grace.page.getByRole('article').getByRole('button', { name: 'Angaben zur Nachricht' }).tap();
  await expect(grace.screen.dialog('Angaben zur Nachricht')).toContainText(
    /#3 · sicher gespeichert am [\d.]+, \d\d:\d\d:\d\d/,
  );
});
