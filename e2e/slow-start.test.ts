import { en } from '../web/src/text/en.ts';
import { expect, test } from './test.ts';

test('over a slow mobile network the page shows its outline first, then the room, and breaks nowhere', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  await owner.says(room, 'the kettle is on');
  const network = await grace.context.newCDPSession(grace.page);
  await network.send('Network.enable');
  // As Chrome's "3G" has it: a third of a second each way, 400 kbit/s.
  await network.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 400,
    downloadThroughput: 50_000,
    uploadThroughput: 50_000,
  });
  const shown: string[] = [];
  await grace.context.exposeBinding('shows', (_, what: string) => void shown.push(what));
  await grace.context.addInitScript(() => {
    const parts = {
      outline: '.starting',
      rooms: '.room-link',
      message: '.message',
      fault: '.empty[role=alert]',
    };
    const seen = new Set<string>();
    const look = (): void => {
      for (const [name, selector] of Object.entries(parts)) {
        if (seen.has(name) || !document.querySelector(selector)) continue;
        seen.add(name);
        void (window as unknown as { shows: (what: string) => Promise<void> }).shows(name);
      }
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true });
  });
  await grace.page.goto(`${grace.origin}/rooms/${room.id}`, { waitUntil: 'commit' });
  await expect(grace.screen.message('the kettle is on')).toBeVisible({ timeout: 60_000 });
  await expect.poll(() => shown).toEqual(['outline', 'rooms', 'message']);
  // What is said before the connection is there goes out with it.
  await grace.screen.say('coming');
  await expect(grace.page.locator('.message.sent', { hasText: 'coming' })).toBeVisible({ timeout: 60_000 });
  // A part that loads on demand takes its time, and comes.
  await grace.screen.button(en.settings.open).click();
  await expect(grace.screen.dialog(en.settings.title)).toBeVisible({ timeout: 60_000 });
});
