import { devices } from '@playwright/test';
import { en } from '../web/src/text/en.ts';
import { expect, test } from './test.ts';

const phone = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  userAgent: devices['Pixel 7'].userAgent,
};

test('on a phone: one pane at a time, the composer in reach, Enter breaks the line', async ({
  owner,
  people,
}) => {
  const garden = await owner.makeRoom('Garden');
  const token = await owner.invite(garden);
  await owner.makeRoom('Shed');
  await owner.open(`/rooms/${garden.id}`);
  await owner.screen.inRoom('Garden');

  const grace = await people.person('grace', phone);
  const { page, screen } = grace;
  await grace.open(`/join/${token}`);
  await screen.field(en.fields.username).fill('grace');
  await screen.field(en.fields.password).fill('correct horse battery staple');
  await screen.button(en.join.submit).tap();
  await screen.inRoom('Garden');
  await expect(screen.roomLink('Garden')).toBeHidden();
  await expect(screen.composer).toBeInViewport({ ratio: 1 });
  await expect(screen.composer).not.toBeFocused();

  await screen.composer.tap();
  await page.keyboard.type('first line');
  await page.keyboard.press('Enter');
  await page.keyboard.type('second line');
  await expect(screen.composer).toHaveValue('first line\nsecond line');
  await expect(screen.composer).toBeInViewport({ ratio: 1 });
  await screen.button(en.composer.send).tap();
  await expect(owner.screen.message(/first line\s+second line/)).toBeVisible();
  await owner.screen.say('Hello phone');
  await expect(screen.message('Hello phone')).toBeInViewport();

  await page.getByRole('link', { name: en.general.back }).tap();
  await expect(screen.roomLink('Garden')).toBeVisible();
  await expect(screen.composer).toBeHidden();
  await owner.screen.say('While you were in the list');
  await expect(screen.roomLink(/Garden.*1 unread/)).toBeVisible();
  await screen.roomLink('Garden').tap();
  await expect(screen.message('While you were in the list')).toBeInViewport();

  await screen.button(en.members.show).tap();
  await expect(page.getByRole('list', { name: en.members.title }).getByRole('listitem')).toHaveCount(2);
  await expect(screen.composer).toBeHidden();
  await screen.button(en.general.backToConversation).tap();
  await expect(screen.composer).toBeVisible();
  // At once again, while the browser still takes the step back of the closing.
  await screen.button(en.members.show).tap();
  await expect(screen.composer).toBeHidden();
  await expect.poll(() => page.evaluate(() => history.state as unknown)).toEqual({ open: 1 });
  await expect(screen.composer).toBeHidden();
  await page.goBack();
  await expect(screen.composer).toBeVisible();
  await expect(screen.button(en.members.show)).toBeInViewport();
  // The browser's own way back leads from the conversation to the rooms.
  await page.goBack();
  await expect(screen.roomLink('Garden')).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
});

test('on a phone: messages are edited and deleted by touch', async ({ owner, people }) => {
  const grace = await people.member('grace', phone);
  const room = await owner.makeRoom('Garden', grace);
  await grace.says(room, 'Two appels', 'A mistake');
  await grace.open(`/rooms/${room.id}`);
  const { screen, page } = grace;
  await screen.message('Two appels').locator('.text').tap();
  await screen.message('Two appels').getByRole('button', { name: en.message.edit }).tap();
  await page.getByRole('textbox', { name: en.message.editLabel }).fill('Two apples');
  await screen.button(en.general.save).tap();
  await expect(screen.message('Two apples')).toContainText(en.message.edited);
  await screen.message('A mistake').locator('.text').tap();
  await screen.message('A mistake').getByRole('button', { name: en.message.delete }).tap();
  await expect(screen.message(en.message.deleted)).toBeVisible();
});

test('on a phone: every dialog fits and can be closed', async ({ owner, people }) => {
  const grace = await people.member('grace', phone);
  const room = await grace.makeRoom('A room with quite a long name, as people give them', owner);
  await grace.open('/');
  const { screen, page } = grace;
  const fits = async (title: string): Promise<void> => {
    const dialog = screen.dialog(title);
    const close = dialog.getByRole('button', { name: en.general.close });
    await expect(close).toBeInViewport({ ratio: 1 });
    const box = await dialog.boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    await close.tap();
    await expect(dialog).toHaveCount(0);
  };
  await screen.button(en.rooms.create).tap();
  await fits(en.rooms.createTitle);
  await screen.button(en.settings.open).tap();
  await fits(en.settings.title);
  await screen.roomLink(/^A room/).tap();
  await screen.button(en.room.invite).first().tap();
  await fits(en.invites.title);
  await screen.roomMenu(en.room.rename);
  await fits(en.room.renameTitle);
  await screen.roomMenu(en.room.leave);
  await fits(en.room.leaveTitle(room.name));
  await screen.roomMenu(en.room.delete);
  await fits(en.room.deleteTitle(room.name));
});

test('on a phone: Enter breaks the line of a message that is being changed, too', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace', phone);
  const room = await owner.makeRoom('Garden', grace);
  await grace.says(room, 'One apple');
  await grace.open(`/rooms/${room.id}`);
  const { screen, page } = grace;
  await screen.message('One apple').locator('.text').tap();
  await screen.message('One apple').getByRole('button', { name: en.message.edit }).tap();
  const field = page.getByRole('textbox', { name: en.message.editLabel });
  await expect(field).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.type('and a pear');
  await expect(field).toHaveValue('One apple\nand a pear');
  await screen.button(en.general.save).tap();
  await expect(screen.message(/One apple\s+and a pear/)).toBeVisible();
});
