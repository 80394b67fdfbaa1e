import type { Page } from '@playwright/test';
import { en } from '../web/src/text/en.ts';
import { Held } from './held.ts';
import { Screen } from './screen.ts';
import { standStill } from './still.ts';
import { expect, test } from './test.ts';

/** Holds the emoji back until the answer is called. */
async function holdEmoji(page: Page): Promise<() => void> {
  const held = new Held();
  await page.route(/emoji-en.*\.json/, async (route) => {
    await held.released;
    await route.continue();
  });
  return held.release;
}

test('who goes to another room while a message waits to be sent stays there, and it goes out once', async ({
  owner,
}) => {
  const garden = await owner.makeRoom('Garden');
  await owner.says(garden, 'One', 'Two', 'Three');
  const shed = await owner.makeRoom('Shed');
  const { screen, page } = owner;
  // Nobody who sends waits for the emoji for long: time stands still.
  await page.clock.install();
  const release = await holdEmoji(page);
  await owner.open(`/rooms/${garden.id}/3`);
  await screen.inRoom('Garden');
  await standStill(page);
  await screen.say(':tada:');
  await screen.roomLink('Shed').click();
  await screen.inRoom('Shed');
  await screen.roomLink('Garden').click();
  await screen.inRoom('Garden');
  // It is on its way: here it is not sent once more.
  await expect(screen.composer).toHaveValue(':tada:');
  await screen.composer.press('Enter');
  await screen.roomLink('Shed').click();
  await screen.inRoom('Shed');
  release();
  await expect
    .poll(async () => {
      const { messages } = await owner.api.chats.messages({ params: { room: garden.id }, query: {} });
      return messages.map(({ body }) => body);
    })
    .toEqual(['One', 'Two', 'Three', '🎉']);
  await expect(page).toHaveURL(`${owner.origin}/rooms/${shed.id}`);
  await screen.roomLink('Garden').click();
  await screen.inRoom('Garden');
  await expect(screen.composer).toHaveValue('');
  await expect(screen.message('🎉')).toHaveCount(1);
});

test('a draft shows in another tab, which loses nothing of it by a message of its own', async ({ owner }) => {
  const room = await owner.makeRoom('Garden');
  await owner.open(`/rooms/${room.id}`);
  await owner.screen.inRoom('Garden');
  const second = new Screen(await owner.context.newPage());
  await second.page.goto(`${owner.origin}/rooms/${room.id}`);
  await second.inRoom('Garden');
  await owner.screen.composer.fill('half a thought');
  await expect(second.composer).toHaveValue('half a thought');
  await second.page.reload();
  await expect(second.composer).toHaveValue('half a thought');
  await second.composer.press('End');
  await second.composer.pressSequentially(', and the rest');
  await expect(owner.screen.composer).toHaveValue('half a thought, and the rest');
  await second.composer.press('Enter');
  await expect(owner.screen.message('half a thought, and the rest')).toHaveCount(1);
  await expect(owner.screen.composer).toHaveValue('');
  await owner.page.reload();
  await owner.screen.inRoom('Garden');
  await expect(owner.screen.composer).toHaveValue('');
  await expect(owner.page.getByRole('textbox', { name: en.message.editLabel })).toHaveCount(0);
});
