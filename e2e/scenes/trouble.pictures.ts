import { en } from '../../web/src/text/en.ts';
import { castOf } from './cast.ts';
import { expect, picture, test, wide } from './picture.ts';
import { now, otherRooms, relaunch } from './story.ts';

test.use({ publicName: '127.0.0.1' });

test('offline with three messages waiting, one refused, and a room that was lost', async ({
  clock,
  people,
  owner,
  cable,
}) => {
  const set = (time: string): void => clock.set(time);
  const cast = await castOf(owner, people);
  await otherRooms(cast, set);
  const room = await relaunch(cast, set);
  const { grace } = cast;
  const { page, screen } = grace;
  grace.watch.networkMayFail = true;
  await page.setViewportSize(wide);
  await clock.on(page, now);
  await grace.open(`/rooms/${room.id}`);
  await screen.inRoom(room.name);
  await expect(screen.message('Wait for noon')).toBeVisible();
  cable.cut('live');
  await expect(screen.button(en.connection.retryNow)).toBeVisible();
  for (const text of [
    'Leaving the tunnel in a minute, so this may take a moment.',
    'The photographs for the workshop page are in the usual folder.',
    'Ada, please take the one with the green door 🚪',
  ]) {
    await screen.say(text);
    await expect(screen.message(text)).toContainText(en.message.queued);
  }
  await expect(screen.button(en.connection.retryNow)).toBeVisible();
  await picture(page, 'offline', { connected: false });
  cable.mend();
  await expect(page.getByText(en.message.queued)).toHaveCount(0, { timeout: 20_000 });

  // A NUL, as it comes along when text is copied out of a broken file; no message may hold it.
  await screen.say('The last lines of the log: \u0000cache purged, 3 of 3 nodes');
  await expect(screen.button(en.message.retry)).toBeVisible();
  await picture(page, 'failed-send');

  await owner.api.chats.removeMember({ params: { room: room.id, user: grace.id } });
  await expect(screen.heading(en.rooms.removedTitle)).toBeVisible();
  await picture(page, 'removed-from-room');
});
