import { en } from '../web/src/text/en.ts';
import { password } from './password.ts';
import { expect, test } from './test.ts';

test('by keyboard: making and revoking links keeps the focus in the dialog', async ({ owner }) => {
  const room = await owner.makeRoom('Garden');
  await owner.invite(room, { maxUses: 5 });
  await owner.open(`/rooms/${room.id}`);
  const { page, screen } = owner;
  await screen.button(en.room.invite).first().click();
  const dialog = screen.dialog(en.invites.title);
  const list = dialog.getByRole('list', { name: en.invites.active });
  await expect(list.getByRole('listitem')).toHaveCount(1);
  const create = dialog.getByRole('button', { name: en.invites.create });
  await create.focus();
  await page.keyboard.press('Enter');
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await expect(create).toHaveAttribute('aria-disabled', 'false');
  await expect(create).toBeFocused();
  await list.getByRole('button').first().focus();
  await page.keyboard.press('Enter');
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await expect(list.getByRole('button')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(list.getByRole('listitem')).toHaveCount(0);
  await expect(list).toBeFocused();
});

test('by keyboard: saving in the settings keeps the focus there', async ({ owner }) => {
  await owner.open('/');
  const { page, screen } = owner;
  await screen.button(en.settings.open).click();
  const dialog = screen.dialog(en.settings.title);
  const save = dialog.getByRole('button', { name: en.general.save, exact: true });
  await save.focus();
  await page.keyboard.press('Enter');
  await expect(dialog.getByText(en.general.saved)).toBeVisible();
  await expect(save).toBeFocused();

  const change = dialog.getByRole('button', { name: en.settings.passwordSubmit });
  await change.focus();
  // Without anything in the fields it is of no use, and nothing is sent.
  await page.keyboard.press('Enter');
  await expect(change).toHaveAttribute('aria-disabled', 'true');
  await expect(dialog.getByRole('alert')).toHaveCount(0);
  await screen.field(en.fields.currentPassword).last().fill(password);
  await screen.field(en.fields.newPassword).fill('another battery staple horse');
  await change.focus();
  await page.keyboard.press('Enter');
  await expect(dialog.getByText(en.settings.passwordChanged)).toBeVisible();
  await expect(change).toBeFocused();
});

test('by keyboard: ending the other session leaves the focus on the list', async ({ owner, people }) => {
  await (await people.person('owner elsewhere')).signInAs(owner);
  await owner.open('/');
  const { page, screen } = owner;
  await screen.button(en.settings.open).click();
  const list = screen.dialog(en.settings.title).getByRole('list', { name: en.settings.sessions });
  const { length } = await owner.api.auth.sessions().then(({ sessions }) => sessions);
  await expect(list.getByRole('listitem')).toHaveCount(length);
  for (let left = length - 1; left > 0; left--) {
    await list.getByRole('button').first().focus();
    await page.keyboard.press('Enter');
    await expect(list.getByRole('listitem')).toHaveCount(left);
    await expect(left > 1 ? list.getByRole('button').first() : list).toBeFocused();
  }
});

test('by keyboard: showing more members keeps the focus, and the last of it leads into the list', async ({
  owner,
  people,
}) => {
  const room = await owner.makeRoom('Garden', await people.member('ben'), await people.member('cleo'));
  const { page, screen } = owner;
  await page.route('**/members?*', (route) =>
    route.continue({
      url: route
        .request()
        .url()
        .replace(/limit=\d+/, 'limit=1'),
    }),
  );
  await owner.open(`/rooms/${room.id}`);
  // A page that becomes live asks for the first members anew, and what is loaded next comes after those.
  await owner.live.in(room);
  await screen.button(en.members.show).click();
  const members = page.locator('.member');
  await expect(members).toHaveCount(1);
  const more = screen.button(en.members.loadMore);
  await more.focus();
  await page.keyboard.press('Enter');
  await expect(members).toHaveCount(2);
  await expect(more).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(members).toHaveCount(3);
  await expect(members.or(more).and(page.locator(':focus'))).toHaveCount(1);
});
