import { en } from '../web/src/text/en.ts';
import { expect, test } from './test.ts';

test('the only owner names a successor; the last member is asked whether the room goes too', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  for (const person of [owner, grace]) {
    await person.open(`/rooms/${room.id}`);
    await person.screen.inRoom('Garden');
  }
  await owner.screen.roomMenu(en.room.leave);
  const dialog = owner.screen.dialog(en.room.leaveTitle('Garden'));
  await expect(dialog).toContainText(en.room.successorText);
  await expect(dialog.getByRole('button', { name: en.room.leaveSubmit, exact: true })).toBeDisabled();
  await dialog.getByLabel(en.room.successor).selectOption('grace');
  await dialog.getByRole('button', { name: en.room.leaveSubmit, exact: true }).click();
  await expect(owner.screen.roomLink('Garden')).toHaveCount(0);
  await expect(owner.screen.composer).toHaveCount(0);
  await expect(grace.screen.log.getByText(en.conversation.left('ada'))).toBeVisible();

  // What is said after leaving does not come any more.
  await grace.screen.say('among ourselves');
  await expect(grace.screen.message('among ourselves')).toBeVisible();
  await owner.open(`/rooms/${room.id}`);
  await expect(owner.screen.heading(en.rooms.notFoundTitle)).toBeVisible();

  await grace.screen.roomMenu(en.room.leave);
  const last = grace.screen.dialog(en.room.leaveTitle('Garden'));
  await expect(last).toContainText(en.room.lastMemberText);
  await last.getByRole('button', { name: en.room.lastMemberSubmit }).click();
  await expect(grace.screen.roomLink('Garden')).toHaveCount(0);
});

test('the only owner of a room whose members come in pages can name any of them', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  // Pages of one stand for a room of more than 200: the first holds the owner alone.
  await owner.page.route(/\/members(\?|$)/, (route) => {
    const url = new URL(route.request().url());
    if (route.request().method() === 'GET') url.searchParams.set('limit', '1');
    return route.continue({ url: url.href });
  });
  await owner.open(`/rooms/${room.id}`);
  await owner.screen.inRoom('Garden');
  await owner.screen.roomMenu(en.room.leave);
  const dialog = owner.screen.dialog(en.room.leaveTitle('Garden'));
  await expect(dialog).toContainText(en.room.perhapsSuccessorText);
  // Nobody could tell yet whether there is another owner; the server can.
  const submit = dialog.getByRole('button', { name: en.room.leaveSubmit, exact: true });
  await submit.click();
  await expect(dialog).toContainText(en.room.successorText);
  await expect(submit).toBeDisabled();
  await dialog.getByRole('button', { name: en.members.loadMore }).click();
  await dialog.getByLabel(en.room.successor).selectOption('grace');
  await submit.click();
  await expect(owner.screen.roomLink('Garden')).toHaveCount(0);
  await expect(async () => {
    expect((await grace.api.chats.room({ params: { room: room.id } })).role).toBe('owner');
  }).toPass();
});

test('leaving shows to the others, and one returns by a link', async ({ owner, people }) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  const token = await owner.invite(room);
  await owner.open(`/rooms/${room.id}`);
  await owner.screen.inRoom('Garden');
  await grace.open(`/rooms/${room.id}`);
  await grace.screen.roomMenu(en.room.leave);
  await grace.page
    .getByRole('dialog')
    .getByRole('button', { name: en.room.leaveSubmit, exact: true })
    .click();
  await expect(owner.screen.log.getByText(en.conversation.left('grace'))).toBeVisible();
  await expect(grace.screen.roomLink('Garden')).toHaveCount(0);
  await grace.open(`/join/${token}`);
  await grace.screen.button(en.join.submit).click();
  await grace.screen.inRoom('Garden');
  await expect(owner.screen.log.getByText(en.conversation.joined('grace'))).toHaveCount(2);
});

test('who is removed is told, on every device, and the old link does not let them back in', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  const token = await owner.invite(room);
  const second = await (await people.person('grace elsewhere')).signInAs(grace);
  for (const person of [owner, grace, second]) {
    await person.open(`/rooms/${room.id}`);
    await person.screen.inRoom('Garden');
  }
  await owner.screen.button(en.members.show).click();
  await owner.screen.button(en.members.removeLabel('grace')).click();
  await owner.screen
    .dialog(en.members.removeTitle('grace'))
    .getByRole('button', { name: en.members.removeSubmit, exact: true })
    .click();
  for (const { screen } of [grace, second]) {
    await expect(screen.heading(en.rooms.removedTitle)).toBeVisible();
    await expect(screen.composer).toHaveCount(0);
    await expect(screen.roomLink('Garden')).toHaveCount(0);
  }
  await expect(owner.screen.log.getByText(en.conversation.removed('grace', 'ada'))).toBeVisible();
  await owner.says(room, 'without grace');
  await grace.screen.button(en.rooms.toRooms).click();
  await expect(grace.screen.heading(en.rooms.noneTitle)).toBeVisible();

  await grace.open(`/join/${token}`);
  await grace.screen.button(en.join.submit).click();
  await expect(grace.screen.heading(en.join.removedTitle)).toBeVisible();
  await expect(grace.page.getByRole('alert')).toHaveText(en.join.removed);
  // A link made after the removal does.
  await grace.open(`/join/${await owner.invite(room)}`);
  await grace.screen.button(en.join.submit).click();
  await expect(grace.screen.message('without grace')).toBeVisible();
});

test('a room is renamed, then deleted, under the eyes of its members', async ({ owner, people }) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  await grace.says(room, 'Hello');
  for (const person of [owner, grace]) {
    await person.open(`/rooms/${room.id}`);
    await person.screen.inRoom('Garden');
  }
  const elsewhere = await (await people.person('grace elsewhere')).signInAs(grace);
  await elsewhere.open(`/rooms/${(await grace.makeRoom('Shed')).id}`);
  await expect(elsewhere.screen.roomLink('Garden')).toBeVisible();
  await owner.screen.roomMenu(en.room.rename);
  await owner.screen.field(en.fields.roomName).fill('Kitchen garden');
  await owner.screen.button(en.general.save).click();
  await grace.screen.inRoom('Kitchen garden');
  await expect(grace.screen.roomLink('Kitchen garden')).toBeVisible();
  await expect(grace.screen.log.getByText(en.conversation.renamed('ada', 'Kitchen garden'))).toBeVisible();
  // A room that is not open learns its name in a while, so that not all ask at once.
  await expect(elsewhere.screen.roomLink('Kitchen garden')).toBeVisible({ timeout: 20_000 });
  // Only owners may.
  await grace.screen.button(en.room.menu).click();
  await expect(grace.screen.button(en.room.leave)).toBeVisible();
  await expect(grace.screen.button(en.room.rename)).toHaveCount(0);
  await expect(grace.screen.button(en.room.delete)).toHaveCount(0);

  await owner.screen.roomMenu(en.room.delete);
  await owner.screen
    .dialog(en.room.deleteTitle('Kitchen garden'))
    .getByRole('button', { name: en.room.deleteSubmit })
    .click();
  await expect(owner.screen.roomLink('Kitchen garden')).toHaveCount(0);
  await expect(grace.screen.heading(en.rooms.deletedTitle)).toBeVisible();
  await expect(grace.screen.roomLink('Kitchen garden')).toHaveCount(0);
  await expect(grace.screen.message('Hello')).toHaveCount(0);
});
