import { en } from '../web/src/text/en.ts';
import { isClean } from './axe.ts';
import type { Person } from './people.ts';
import { expect, test } from './test.ts';

/** Opens by `act`, looks, and closes with Escape. */
async function dialogIsClean(person: Person, title: string, act: () => Promise<void>): Promise<void> {
  await act();
  const dialog = person.screen.dialog(title);
  await expect(dialog).toBeVisible();
  await isClean(person.page, title);
  await person.page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
}

test('axe finds nothing on the screens before the rooms', async ({ server, people }) => {
  const visitor = await people.person('visitor');
  const { page, screen } = visitor;
  await page.goto(server.claimUrl);
  await expect(screen.heading(en.claim.title)).toBeVisible();
  await isClean(page, 'claim');
  const owner = await (await people.person('ada')).claim(server.claimUrl, 'ada');
  const room = await owner.makeRoom('Garden');

  await visitor.open('/register');
  await expect(screen.heading(en.register.title)).toBeVisible();
  await isClean(page, 'register');
  await screen.enter('ada', en.register.submit, 'short');
  await expect(screen.field(en.fields.password)).toHaveAttribute('aria-invalid', 'true');
  await isClean(page, 'register, refused');
  await visitor.open('/sign-in');
  await screen.enter('ada', en.signIn.submit, 'not the password');
  await expect(page.getByRole('alert')).toBeVisible();
  await isClean(page, 'sign-in, refused');
  await visitor.open(`/join/${await owner.invite(room)}`);
  await expect(screen.heading(en.join.title('Garden'))).toBeVisible();
  await isClean(page, 'join');
  await visitor.open('/join/nonsense');
  await expect(screen.heading(en.join.wrongTitle)).toBeVisible();
  await isClean(page, 'a link that does not work');
});

test('axe finds nothing among the rooms', async ({ owner, people }) => {
  const grace = await people.member('grace');
  const { page, screen } = grace;
  await grace.open('/');
  await expect(screen.heading(en.rooms.noneTitle)).toBeVisible();
  await isClean(page, 'no rooms');
  const room = await grace.makeRoom('Garden', owner);
  await grace.open(`/rooms/${room.id}`);
  await expect(screen.heading(en.conversation.emptyTitle)).toBeVisible();
  await isClean(page, 'an empty room');

  const more = await grace.makeRoom('Shed', owner);
  await owner.says(more, 'unread', 'and another');
  await owner.says(
    room,
    'Hello `code` and https://example.org',
    '```\nlet x = 1;\n```',
    'שלום',
    'x'.repeat(4_000),
  );
  await grace.says(room, 'Mine', 'Edited', 'Deleted');
  await grace.api.chats.editMessage({ params: { room: room.id, seq: 8 }, body: { body: 'Edited again' } });
  await grace.api.chats.deleteMessage({ params: { room: room.id, seq: 9 } });
  await expect(screen.message(en.message.deleted)).toBeVisible();
  await screen.button(en.members.show).click();
  await expect(page.getByRole('list', { name: en.members.title }).getByRole('listitem')).toHaveCount(2);
  await isClean(page, 'a busy room with its members');
  await screen.message('Edited again').getByRole('button', { name: en.message.edit }).click();
  await isClean(page, 'editing');
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 390, height: 844 });
  await screen.button(en.general.backToConversation).click();
  await isClean(page, 'a phone: conversation');
  await page.getByRole('link', { name: en.general.back }).click();
  await isClean(page, 'a phone: rooms');
});

test('axe finds nothing in the dialogs', async ({ owner, people }) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  await owner.says(room, 'Hello');
  await owner.open(`/rooms/${room.id}`);
  const { screen } = owner;
  await screen.inRoom('Garden');
  await dialogIsClean(owner, en.rooms.createTitle, () => screen.button(en.rooms.create).click());
  await dialogIsClean(owner, en.keys.title, async () => {
    await screen.log.focus();
    await owner.page.keyboard.press('?');
  });
  await dialogIsClean(owner, en.palette.title, async () => {
    await owner.page.keyboard.press('Control+k');
    await expect(owner.page.getByRole('option', { name: 'General' })).toBeVisible();
  });
  await dialogIsClean(owner, en.palette.title, async () => {
    await screen.button(en.palette.open).click();
    await owner.page.keyboard.type('zzz');
    await expect(screen.button(en.palette.make('zzz'))).toBeVisible();
  });
  await dialogIsClean(owner, en.settings.title, () => screen.button(en.settings.open).click());
  await dialogIsClean(owner, en.invites.title, async () => {
    await screen.button(en.room.invite).first().click();
    await screen.button(en.invites.create).click();
    await expect(screen.field(en.invites.link)).toBeVisible();
  });
  await dialogIsClean(owner, en.room.renameTitle, () => screen.roomMenu(en.room.rename));
  await dialogIsClean(owner, en.room.leaveTitle('Garden'), () => screen.roomMenu(en.room.leave));
  await dialogIsClean(owner, en.room.deleteTitle('Garden'), () => screen.roomMenu(en.room.delete));
  await screen.button(en.members.show).click();
  await dialogIsClean(owner, en.members.removeTitle('grace'), () =>
    screen.button(en.members.removeLabel('grace')).click(),
  );
  await screen.button(en.room.menu).click();
  await isClean(owner.page, 'the open menu');
});

test('axe finds nothing where something is amiss: offline, a lost room, a session that ended', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  await grace.says(room, 'Regretted');
  await grace.open(`/rooms/${room.id}`);
  const { page, screen } = grace;
  await screen.inRoom('Garden');
  grace.watch.networkMayFail = true;
  await grace.context.setOffline(true);
  await screen.message('Regretted').getByRole('button', { name: en.message.delete }).click();
  await screen.say('Waits for the connection');
  await expect(screen.message('Waits')).toBeVisible();
  // A deletion that cannot be sent can be undone for as long as this takes.
  await expect(screen.message(en.message.deleted)).toContainText(en.message.queued);
  await expect(screen.button(en.message.undo)).toBeVisible();
  await isClean(page, 'offline');
  await grace.context.setOffline(false);
  await expect(page.locator('.message.sent')).toHaveCount(2);
  await owner.api.chats.removeMember({ params: { room: room.id, user: grace.id } });
  await expect(screen.heading(en.rooms.removedTitle)).toBeFocused();
  await isClean(page, 'removed from a room');
  await page.setViewportSize({ width: 390, height: 844 });
  await isClean(page, 'removed from a room, on a phone');
  await grace.api.auth.logout();
  await expect(page.getByText(en.signIn.ended)).toBeVisible();
  await isClean(page, 'sign-in, after the session ended');
});
