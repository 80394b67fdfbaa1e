import { en } from '../web/src/text/en.ts';
import { expect, test } from './test.ts';

test('a name completed by keys becomes a mention that both devices count until it is read', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace');
  const phone = await (await people.person('phone')).signInAs(grace);
  const room = await owner.makeRoom('Garden', grace);
  const other = await grace.makeRoom('Attic');
  for (const device of [grace, phone]) await device.open(`/rooms/${other.id}`);
  await owner.open(`/rooms/${room.id}`);
  await owner.screen.inRoom('Garden');
  const { composer, page } = owner.screen;
  await composer.pressSequentially('Hello @gr');
  const list = page.getByRole('listbox', { name: en.composer.mention });
  await expect(list.getByRole('option', { name: /grace/ })).toHaveAttribute('aria-selected', 'true');
  await composer.press('Enter');
  await expect(composer).toHaveValue('Hello @grace ');
  await expect(list).toHaveCount(0);
  await composer.press('Enter');
  await expect(owner.screen.message('Hello @grace')).toBeVisible();
  for (const device of [grace, phone])
    await expect(device.screen.roomLink(/Garden/)).toContainText(en.rooms.mentions(1));
  await grace.api.users.changeMe({ body: { displayName: 'Grace H' } });
  await expect(owner.screen.message('Hello @Grace H')).toBeVisible();
  await grace.screen.roomLink(/Garden/).click();
  await expect(grace.screen.message('Hello @Grace H')).toHaveClass(/mentions-me/);
  for (const device of [grace, phone])
    await expect(device.screen.roomLink(/Garden/)).not.toContainText(en.rooms.mentions(1));
});
