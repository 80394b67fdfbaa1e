import { en } from '../web/src/text/en.ts';
import { storedText } from './stored-text.ts';
import { expect, test } from './test.ts';

test('a room whose messages cannot be loaded says so, and not that nobody has written', async ({ owner }) => {
  const room = await owner.makeRoom('Garden');
  await owner.says(room, 'the kettle is on');
  const other = await owner.makeRoom('Kitchen');
  await owner.says(other, 'who is here?');
  await owner.open(`/rooms/${other.id}`);
  await expect(owner.screen.message('who is here?')).toBeVisible();
  // This comes by a socket that is live: a new one would load what was refused, and nobody could press the button.
  await owner.says(other, 'all of us');
  await expect(owner.screen.message('all of us')).toBeVisible();
  owner.watch.networkMayFail = true;
  await owner.page.route('**/events?*', (route) =>
    route.fulfill({ status: 503, json: { error: { code: 'unavailable', message: 'made to fail' } } }),
  );
  await owner.screen.roomLink('Garden').click();
  const failed = owner.screen.log.filter({ hasText: en.conversation.loadFailed });
  await expect(failed.filter({ hasNotText: en.conversation.empty })).toBeVisible();
  await owner.page.unroute('**/events?*');
  await owner.screen.button(en.general.retry).click();
  await expect(owner.screen.message('the kettle is on')).toBeVisible();
});

test('without a server, a link to a message newer than what is kept shows what is kept', async ({
  owner,
  people,
  server,
}) => {
  const ben = await people.member('ben');
  const room = await owner.makeRoom('Garden', ben);
  await owner.says(room, 'the kettle is on');
  await ben.open(`/rooms/${room.id}`);
  await expect(ben.screen.message('the kettle is on')).toBeVisible();
  await ben.page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await expect.poll(() => storedText(ben.page)).toContain('the kettle is on');
  ben.watch.networkMayFail = true;
  await server.kill();
  const tab = await ben.context.newPage();
  await tab.goto(`${ben.origin}/rooms/${room.id}/99`);
  await expect(tab.getByRole('log').getByText('the kettle is on')).toBeVisible();
});
