import { en } from '../../web/src/text/en.ts';
import { castOf } from './cast.ts';
import { expect, narrow, phone, picture, test, wide } from './picture.ts';
import { bothDirections, longThings, manyRooms, now, otherRooms, relaunch } from './story.ts';

test('a busy room', async ({ clock, people, owner: ada }) => {
  const set = (time: string): void => clock.set(time);
  const cast = await castOf(ada, people);
  await otherRooms(cast, set);
  const room = await relaunch(cast, set);
  const { page, screen } = ada;
  await page.setViewportSize(wide);
  for (const person of [ada, cast.grace]) {
    await clock.on(person.page, now);
    await person.open(`/rooms/${room.id}`);
    await person.screen.inRoom(room.name);
  }
  await expect(screen.message('Wait for noon')).toBeVisible();
  await cast.grace.screen.composer.pressSequentially('I could');
  const typing = page.getByText(en.conversation.typing(['Grace Okafor']));
  await expect(typing).toBeVisible();
  await picture(page, 'busy-room');

  await screen.button(en.members.show).click();
  await expect(page.getByRole('list', { name: en.members.title }).getByRole('listitem')).toHaveCount(5);
  await expect(typing).toHaveCount(0);
  await picture(page, 'members');
  await page.setViewportSize(narrow);
  await picture(page, 'members-1024');
  await screen.button(en.members.hide).first().click();
  await picture(page, 'busy-room-1024');

  await page.setViewportSize(wide);
  await screen.message('Test run').hover();
  await picture(page, 'message-hover');
  await page.mouse.move(0, 0);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('option', { name: 'Kitchen rota' })).toBeVisible();
  await picture(page, 'palette');
  await page.keyboard.press('Escape');
  await screen.log.focus();
  await page.keyboard.press('?');
  await expect(screen.dialog(en.keys.title)).toBeVisible();
  await picture(page, 'keys');
});

test('a busy room on a phone, and settings there', async ({ clock, people, owner }) => {
  const set = (time: string): void => clock.set(time);
  const cast = await castOf(owner, people);
  await otherRooms(cast, set);
  const room = await relaunch(cast, set);
  const ada = await (await people.person('ada', phone)).signInAs(owner);
  const { page, screen } = ada;
  await clock.on(page, now);
  await ada.open('/');
  await expect(screen.roomLink(/Kitchen rota/)).toBeVisible();
  await picture(page, 'rooms-phone');
  await screen.button(en.settings.open).tap();
  await expect(screen.dialog(en.settings.title)).toBeVisible();
  await picture(page, 'settings-phone');
  await screen.button(en.general.close).tap();
  await screen.button(en.palette.open).tap();
  await expect(page.getByRole('option', { name: 'Kitchen rota' })).toBeVisible();
  await picture(page, 'palette-phone');
  await screen.button(en.general.close).tap();
  await screen.roomLink(/Website relaunch/).tap();
  await screen.inRoom(room.name);
  await expect(screen.message('Wait for noon')).toBeInViewport();
  await picture(page, 'busy-room-phone');
});

test('a room without messages', async ({ clock, owner: ada }) => {
  clock.set(now);
  await ada.api.users.changeMe({ body: { displayName: 'Ada Lindqvist', status: 'Relaunch week' } });
  const room = await ada.makeRoom('Summer party');
  await ada.page.setViewportSize(wide);
  await clock.on(ada.page, now);
  await ada.open(`/rooms/${room.id}`);
  await expect(ada.screen.heading(en.conversation.emptyTitle)).toBeVisible();
  await picture(ada.page, 'empty-room');
});

test('300 rooms', async ({ clock, people, owner: ada }) => {
  const cast = await castOf(ada, people);
  const rooms = await manyRooms(cast, (time) => clock.set(time));
  const room = rooms[160];
  if (!room) throw new Error('there are fewer rooms');
  await ada.page.setViewportSize(wide);
  await clock.on(ada.page, now);
  await ada.open(`/rooms/${room.id}`);
  await ada.screen.inRoom(room.name);
  await expect(ada.screen.roomLink(room.name)).toBeInViewport();
  await picture(ada.page, 'many-rooms');
});

test('both directions, and long things', async ({ clock, people, owner: ada }) => {
  const set = (time: string): void => clock.set(time);
  const cast = await castOf(ada, people);
  const both = await bothDirections(cast, set);
  const long = await longThings(cast, set);
  await ada.page.setViewportSize(wide);
  await clock.on(ada.page, now);
  for (const [room, name] of [
    [both, 'both-directions'],
    [long, 'code-and-long-words'],
  ] as const) {
    await ada.open(`/rooms/${room.id}`);
    await ada.screen.inRoom(room.name);
    if (room === long) await expect(ada.page.locator('.code-keyword').first()).toBeVisible();
    await picture(ada.page, name);
  }
  const onPhone = await (await people.person('ada', phone)).signInAs(ada);
  await clock.on(onPhone.page, now);
  await onPhone.open(`/rooms/${long.id}`);
  await onPhone.screen.inRoom(long.name);
  await expect(onPhone.page.locator('.code-keyword').first()).toBeVisible();
  await picture(onPhone.page, 'code-and-long-words-phone');
});

test('the whole page from right to left', async ({ clock, people, owner }) => {
  const set = (time: string): void => clock.set(time);
  const cast = await castOf(owner, people);
  await otherRooms(cast, set);
  const room = await relaunch(cast, set);
  const noor = await (await people.person('noor', { locale: 'ar', viewport: wide })).signInAs(cast.noor);
  await clock.on(noor.page, now);
  await noor.open(`/rooms/${room.id}`);
  await expect(noor.page.getByRole('article').filter({ hasText: 'Wait for noon' })).toContainText(
    'Grace Okafor',
  );
  await picture(noor.page, 'arabic');
});
