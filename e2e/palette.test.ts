import { ar } from '../web/src/text/ar.ts';
import { en } from '../web/src/text/en.ts';
import { expect, test } from './test.ts';

test('Ctrl+K finds rooms, people and commands by the keyboard, and offers a room where there is none', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace');
  const garden = await owner.makeRoom('Garden', grace);
  const shed = await owner.makeRoom('Tool shed', grace);
  await owner.makeRoom('Kitchen');
  await owner.open(`/rooms/${garden.id}`);
  const { page, screen } = owner;
  await screen.inRoom('Garden');
  await grace.says(shed, 'Where is the rake?');
  await expect(screen.roomLink(/Tool shed/)).toContainText('1');

  await page.keyboard.press('Control+k');
  const dialog = screen.dialog(en.palette.title);
  const field = dialog.getByRole('combobox', { name: en.palette.label });
  await expect(field).toBeFocused();
  // Unread first, and not the room on show.
  const rooms = dialog.getByRole('group', { name: en.palette.parts.rooms }).getByRole('option');
  await expect(rooms).toHaveText([/Tool shed/, /General/, /Kitchen/]);
  await expect(rooms.first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.type('ktch');
  await expect(rooms).toHaveText([/Kitchen/]);
  await page.keyboard.press('Control+k');
  await expect(dialog).toHaveCount(0);
  await expect(screen.composer).toBeFocused();

  await page.keyboard.press('Control+k');
  await page.keyboard.press('Enter');
  await screen.inRoom('Tool shed');
  await expect(screen.composer).toBeFocused();

  // A person: where they were seen, with the members beside it.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('grace');
  await expect(dialog.getByRole('option', { name: /grace/ })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: en.members.title })).toContainText('grace');

  // A command; the arrows go round.
  await page.keyboard.press('Control+k');
  await page.keyboard.press('ArrowUp');
  await expect(dialog.getByRole('option', { name: en.settings.signOut })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await field.fill('settings');
  await page.keyboard.press('Enter');
  await expect(screen.dialog(en.settings.title)).toBeVisible();
  await page.keyboard.press('Escape');

  // Nothing: the next step is there.
  await screen.button(en.palette.open).click();
  await field.fill('Orchard');
  await expect(dialog).toContainText(en.palette.none('Orchard'));
  await page.keyboard.press('Enter');
  await expect(screen.field(en.fields.roomName)).toHaveValue('Orchard');
  await page.keyboard.press('Enter');
  await screen.inRoom('Orchard');
});

test('the palette on a phone, by touch', async ({ owner, people }) => {
  const phone = await people.person('phone', { viewport: { width: 390, height: 844 }, hasTouch: true });
  await phone.signInAs(owner);
  await owner.makeRoom('Garden');
  await phone.open('/');
  await phone.screen.button(en.palette.open).tap();
  await phone.screen
    .dialog(en.palette.title)
    .getByRole('option', { name: /Garden/ })
    .tap();
  await phone.screen.inRoom('Garden');
});

test('in a language that runs to the left, the close button lies beside what is typed, whichever way that runs', async ({
  people,
}) => {
  const visitor = await people.member('visitor', { locale: 'ar' });
  await visitor.open('/');
  const { screen } = visitor;
  await screen.button(ar.palette.open).click();
  const dialog = screen.dialog(ar.palette.title);
  const field = dialog.getByRole('combobox', { name: ar.palette.label });
  const apart = async (): Promise<boolean> => {
    const close = await dialog.getByRole('button', { name: ar.general.close }).boundingBox();
    const input = await field.boundingBox();
    return close !== null && input !== null && close.x + close.width <= input.x;
  };
  await expect(field).toHaveCSS('direction', 'rtl');
  expect(await apart()).toBe(true);
  await field.fill('Garden');
  await expect(field).toHaveCSS('direction', 'ltr');
  expect(await apart()).toBe(true);
});
