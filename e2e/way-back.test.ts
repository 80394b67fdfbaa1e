import { devices } from '@playwright/test';
import { en } from '../web/src/text/en.ts';
import { expect, test } from './test.ts';

const phone = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  userAgent: devices['Pixel 7'].userAgent,
};

test('on a phone the browser’s way back closes the dialog on top, and nothing beneath', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace', phone);
  const ben = await people.member('ben');
  const garden = await grace.makeRoom('Garden', owner, ben);
  await grace.open('/');
  const { page, screen } = grace;
  const steps = (): Promise<number> =>
    page.evaluate(() => (history.state as { open?: number } | null)?.open ?? 0);
  const inGarden = async (): Promise<void> => {
    await expect(screen.composer).toBeVisible();
    expect(new URL(page.url()).pathname).toBe(`/rooms/${garden.id}`);
  };
  await screen.roomLink('Garden').tap();
  await screen.inRoom('Garden');

  // Over the list, which was come to from a room.
  await page.getByRole('link', { name: en.general.back }).tap();
  await screen.button(en.settings.open).tap();
  await expect(screen.dialog(en.settings.title)).toBeVisible();
  await expect.poll(steps).toBe(1);
  await page.goBack();
  await expect(screen.dialog(en.settings.title)).toHaveCount(0);
  await expect(screen.roomLink('Garden')).toBeVisible();
  expect(new URL(page.url()).pathname).toBe('/');

  // Over a room; closed by its button the step goes too.
  await screen.roomLink('Garden').tap();
  await screen.button(en.room.invite).first().tap();
  await expect(screen.dialog(en.invites.title)).toBeVisible();
  await expect.poll(steps).toBe(1);
  await page.goBack();
  await expect(screen.dialog(en.invites.title)).toHaveCount(0);
  await inGarden();
  await screen.button(en.room.invite).first().tap();
  await expect.poll(steps).toBe(1);
  await screen.dialog(en.invites.title).getByRole('button', { name: en.general.close }).tap();
  await expect.poll(steps).toBe(0);

  // One over the other.
  await screen.button(en.members.show).tap();
  await expect.poll(steps).toBe(1);
  await screen.button(en.members.removeLabel('ben')).tap();
  await expect(screen.dialog(en.members.removeTitle('ben'))).toBeVisible();
  await expect.poll(steps).toBe(2);
  await page.goBack();
  await expect(screen.dialog(en.members.removeTitle('ben'))).toHaveCount(0);
  await expect(page.getByRole('list', { name: en.members.title })).toBeVisible();
  await screen.button(en.members.removeLabel('ben')).tap();
  await expect.poll(steps).toBe(2);
  await page.goBack();
  await page.goBack();
  await inGarden();
  await page.goBack();
  await expect(screen.roomLink('Garden')).toBeVisible();
  expect(new URL(page.url()).pathname).toBe('/');
});

test('on a phone one dialog takes the place of another, and a room is gone to from one, with one way back', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace', phone);
  const garden = await grace.makeRoom('Garden', owner);
  await grace.open('/');
  const { page, screen } = grace;
  const steps = (): Promise<number> =>
    page.evaluate(() => (history.state as { open?: number } | null)?.open ?? 0);
  const search = page.getByRole('combobox', { name: en.palette.label });
  const find = async (text: string): Promise<void> => {
    await screen.button(en.palette.open).tap();
    await search.fill(text);
    await expect.poll(steps).toBe(1);
    await page.keyboard.press('Enter');
    await expect(search).toHaveCount(0);
  };
  await find(en.rooms.createTitle);
  await expect(screen.dialog(en.rooms.createTitle)).toBeVisible();
  await expect.poll(steps).toBe(1);
  await page.goBack();
  await expect(screen.dialog(en.rooms.createTitle)).toHaveCount(0);
  await expect(screen.roomLink('Garden')).toBeVisible();

  await find('Garden');
  await screen.inRoom('Garden');
  expect(new URL(page.url()).pathname).toBe(`/rooms/${garden.id}`);
  await page.goBack();
  await expect(screen.roomLink('Garden')).toBeVisible();
  expect(new URL(page.url()).pathname).toBe('/');

  // A room that is made is gone to as well.
  await screen.button(en.rooms.create).tap();
  await screen.field(en.fields.roomName).fill('Shed');
  await screen.button(en.rooms.createSubmit).tap();
  await screen.inRoom('Shed');
  await page.goBack();
  await expect(screen.roomLink('Shed')).toBeVisible();
  await expect(screen.composer).toBeHidden();
});
