import type { Page } from '@playwright/test';
import { en } from '../web/src/text/en.ts';
import { storedText } from './stored-text.ts';
import { expect, test } from './test.ts';

/** The browser has taken the app in, to start it without the server. */
const appKept = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });

test('the server is away: a new tab shows the rooms and the conversation as they were, and goes on when it is back', async ({
  owner,
  people,
  server,
}) => {
  const ben = await people.member('ben');
  const room = await owner.makeRoom('Garden', ben);
  await owner.says(room, 'the kettle is on', 'to be taken back');
  const { messages } = await owner.api.chats.messages({ params: { room: room.id }, query: {} });
  const regretted = messages.find(({ body }) => body === 'to be taken back');
  await ben.open(`/rooms/${room.id}`);
  await expect(ben.screen.message('to be taken back')).toBeVisible();
  await owner.api.chats.deleteMessage({ params: { room: room.id, seq: regretted?.seq ?? 0 } });
  await expect(ben.screen.message(en.message.deleted)).toBeVisible();
  await appKept(ben.page);
  await expect.poll(() => storedText(ben.page)).toContain('the kettle is on');
  // Kept once already perhaps, it is taken out while the page shows it as deleted.
  await expect.poll(() => storedText(ben.page)).not.toContain('to be taken back');

  ben.watch.networkMayFail = true;
  await server.kill();
  const tab = await ben.context.newPage();
  await tab.goto(`${ben.origin}/rooms/${room.id}`);
  await expect(tab.getByRole('log').getByText('the kettle is on')).toBeVisible();
  await expect(tab.getByText(en.message.deleted)).toBeVisible();
  await expect(tab.getByText(en.offline.kept)).toBeVisible();
  await expect(tab.getByRole('heading', { level: 1, name: 'Garden' })).toBeVisible();
  await tab.getByRole('textbox', { name: /^Message / }).fill('written without a server');
  await tab.keyboard.press('Enter');
  await expect(tab.getByRole('log').getByText('written without a server')).toBeVisible();

  await server.start();
  await owner.says(room, 'back again');
  // Half a minute is the longest wait between two tries.
  await expect(tab.getByRole('log').getByText('back again')).toBeVisible({ timeout: 40_000 });
  await expect(tab.getByText(en.offline.kept)).toHaveCount(0);
  await expect
    .poll(async () => {
      const answer = await owner.api.chats.messages({ params: { room: room.id }, query: {} });
      return answer.messages.filter(({ body }) => body === 'written without a server').length;
    })
    .toBe(1);
});

for (const width of [1440, 1024, 390]) {
  test(`${width} pixels wide, the line about the connection leaves the room’s name free`, async ({
    people,
    server,
  }) => {
    const ben = await people.member('ben', { viewport: { width, height: 844 } });
    const room = await ben.makeRoom(
      'A room with quite a long name, as people give them, and then some more of it',
    );
    await ben.open(`/rooms/${room.id}`);
    await ben.screen.inRoom(room.name);
    ben.watch.networkMayFail = true;
    await server.kill();
    const line = ben.page.locator('.connection-line');
    await expect(line).toBeVisible();
    const [lineBox, headBox] = [
      await line.boundingBox(),
      await ben.page.locator('.conversation > .pane-head').boundingBox(),
    ];
    expect(lineBox?.y).toBeGreaterThanOrEqual((headBox?.y ?? 0) + (headBox?.height ?? 0));
    await server.start();
  });
}

test('three tabs: a post shows in all, reading in one clears the others, and signing out ends them and what was kept', async ({
  owner,
  people,
}) => {
  const ben = await people.member('ben');
  const room = await owner.makeRoom('Garden', ben);
  const other = await owner.makeRoom('Attic', ben);
  await ben.open(`/rooms/${room.id}`);
  const [second, third] = [await ben.context.newPage(), await ben.context.newPage()];
  for (const tab of [second, third]) await tab.goto(`${ben.origin}/rooms/${other.id}`);
  for (const tab of [second, third])
    await expect(tab.getByRole('heading', { level: 1, name: 'Attic' })).toBeVisible();
  await second.getByRole('textbox', { name: /^Message / }).fill('from the second tab');
  await second.keyboard.press('Enter');
  await expect(third.getByRole('log').getByText('from the second tab')).toBeVisible();

  await ben.page.goto(`${ben.origin}/rooms/${other.id}`);
  await expect(ben.screen.message('from the second tab')).toBeVisible();
  await owner.says(room, 'news of the garden');
  for (const tab of [ben.page, second, third])
    await expect(tab.getByRole('link', { name: /Garden.*1/ })).toBeVisible();
  await second.getByRole('link', { name: /Garden/ }).click();
  await expect(second.getByRole('log').getByText('news of the garden')).toBeVisible();
  for (const tab of [ben.page, third])
    await expect(tab.getByRole('link', { name: /^Garden$/ })).toBeVisible();

  await expect.poll(() => storedText(ben.page)).toContain('news of the garden');
  await third.getByRole('button', { name: en.settings.open }).click();
  await third.getByRole('button', { name: en.settings.signOut, exact: true }).click();
  for (const tab of [ben.page, second, third])
    await expect(tab.getByRole('button', { name: en.signIn.submit })).toBeVisible();
  // The way to sign in shows while each tab still erases.
  await expect
    .poll(() => storedText(ben.page))
    .not.toMatch(/news of the garden|Garden|from the second tab|ben/);
});

test('a newer app on the server: a quiet line says so, and the reload is the person’s own', async ({
  owner,
}) => {
  owner.watch.networkMayFail = true;
  await owner.page.route('**/*', async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname !== '/' || route.request().isNavigationRequest()) return route.fallback();
    const response = await route.fetch();
    const body = (await response.text()).replace(/(name="build" content=")[^"]*/, '$1another');
    await route.fulfill({ response, body });
  });
  await owner.open('/');
  await owner.screen.inRoom('General');
  await expect(owner.page.getByText(en.offline.newer)).toBeVisible();
  await owner.screen.composer.fill('half a thou');
  await owner.screen.button(en.offline.reload).click();
  await owner.screen.inRoom('General');
  await expect(owner.screen.composer).toHaveValue('half a thou');
});

test('a part that loads on demand is gone: the page stays, and offers to reload', async ({ owner }) => {
  await owner.open('/');
  await owner.screen.inRoom('General');
  owner.watch.networkMayFail = true;
  await owner.page.route('**/assets/*.js', (route) => route.abort());
  await owner.screen.button(en.settings.open).click();
  await expect(owner.page.getByText(en.offline.broken)).toBeVisible();
  await owner.screen.say('still here');
  await expect(owner.screen.message('still here')).toBeVisible();
});

test('a fault in the conversation leaves the rest in use, and Try again brings it back', async ({
  owner,
}) => {
  const room = await owner.makeRoom('Garden');
  await owner.open(`/rooms/${room.id}`);
  await owner.screen.inRoom('Garden');
  owner.watch.mayTell = /made to fail/;
  await owner.page.evaluate(() => {
    const dates: { toISOString: () => string } = Date.prototype;
    const { toISOString } = dates;
    dates.toISOString = () => {
      throw new Error('made to fail');
    };
    addEventListener('mended', () => (dates.toISOString = toISOString));
  });
  await owner.screen.composer.fill('half a thou');
  await owner.says(room, 'draws a time');
  await expect(owner.page.getByText(en.general.paneFailed)).toBeVisible();
  await expect(owner.screen.composer).toHaveValue('half a thou');
  await expect(owner.screen.roomLink('General')).toBeVisible();
  await owner.page.evaluate(() => dispatchEvent(new Event('mended')));
  await owner.screen.button(en.general.retry).click();
  await expect(owner.screen.message('draws a time')).toBeVisible();
  await expect(owner.screen.composer).toHaveValue('half a thou');
});

test('the operator takes the worker out of the browsers', async ({ owner, server }) => {
  await owner.open('/');
  await owner.screen.inRoom('General');
  await appKept(owner.page);
  owner.watch.networkMayFail = true;
  await server.kill();
  await server.start({ ROOKERY_OFFLINE_START: 'off' });
  // Browsers look for another worker when a page is opened, which shows before all of the server is there again.
  await expect(async () => {
    await owner.page.reload();
    await owner.screen.inRoom('General');
    expect(await owner.page.evaluate(() => caches.keys())).toEqual([]);
  }).toPass();
});
