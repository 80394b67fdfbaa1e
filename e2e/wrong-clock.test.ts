import { en } from '../web/src/text/en.ts';
import { limits } from '../web/src/state/limits.ts';
import { standStill } from './still.ts';
import { expect, test } from './test.ts';

const hourMs = 3_600_000;

for (const hours of [-5, 5]) {
  test(`a clock that is ${hours} hours off: times are the server’s, nothing asks for being old, undo takes its time`, async ({
    owner,
    people,
  }) => {
    const grace = await people.member('grace');
    const room = await owner.makeRoom('Garden', grace);
    await grace.says(room, 'before');
    for (const person of [owner, grace]) {
      if (person === owner) await owner.page.clock.install({ time: Date.now() + hours * hourMs });
      await person.open(`/rooms/${room.id}`);
      await person.screen.inRoom('Garden');
    }
    const { page, screen } = owner;
    owner.watch.networkMayFail = true;
    await owner.context.setOffline(true);
    await screen.say('written offline');
    await owner.context.setOffline(false);
    await expect(grace.screen.message('written offline')).toBeVisible();
    await expect(screen.message('written offline')).not.toContainText(en.message.old);
    const said = (person: typeof owner): Promise<(string | null)[]> =>
      person.screen.log
        .locator('time')
        .evaluateAll((times) => times.map((time) => time.getAttribute('datetime')));
    await expect.poll(() => said(owner)).toEqual(await said(grace));
    await expect(screen.log.locator('.day-line').last()).toHaveText(en.conversation.today);

    await standStill(page);
    await screen.message('written offline').hover();
    await screen.message('written offline').getByRole('button', { name: en.message.delete }).click();
    await page.clock.runFor(limits.undoMs - 1_000);
    await expect(screen.button(en.message.undo)).toBeVisible();
    await page.clock.runFor(1_000);
    await expect(grace.screen.message(en.message.deleted)).toBeVisible();
  });
}

test('a clock that is two days behind: a day is chosen by the server’s', async ({ owner }) => {
  const room = await owner.makeRoom('Garden');
  await owner.says(room, 'of today');
  const { page, screen } = owner;
  await page.clock.install({ time: Date.now() - 48 * hourMs });
  await owner.open(`/rooms/${room.id}`);
  await screen.inRoom('Garden');
  await screen.roomMenu(en.date.title);
  const field = screen.dialog(en.date.title).getByLabel(en.date.label);
  const [earliest, latest] = [await field.getAttribute('min'), await field.getAttribute('max')];
  expect(Date.parse(latest ?? '')).toBeGreaterThanOrEqual(Date.parse(earliest ?? ''));
  await screen.button(en.date.submit).click();
  await expect(page).toHaveURL(/\/rooms\/[^/]+\/\d+$/);
  await expect(screen.message('of today')).toBeFocused();
});

test('the day lines of an open page turn at midnight, and follow into another time zone', async ({
  owner,
}) => {
  const room = await owner.makeRoom('Garden');
  await owner.says(room, 'good night');
  const { messages } = await owner.api.chats.messages({ params: { room: room.id }, query: {} });
  const at = messages[0]?.at ?? 0;
  const dayMs = 24 * hourMs;
  const midnight = (Math.floor(at / dayMs) + 1) * dayMs;
  const { page, screen } = owner;
  const browser = await owner.context.newCDPSession(page);
  await browser.send('Emulation.setTimezoneOverride', { timezoneId: 'UTC' });
  // The page believes the server's clock before its own: here it is not told.
  await page.route('**/api/**', async (route) => {
    const response = await route.fetch();
    const { date: _, ...headers } = response.headers();
    await route.fulfill({ response, headers });
  });
  await page.clock.install({ time: midnight - 60_000 });
  await owner.open(`/rooms/${room.id}`);
  await screen.inRoom('Garden');
  const line = screen.log.locator('.day-line').last();
  await expect(line).toHaveText(en.conversation.today);
  await page.clock.fastForward(60_000);
  await expect(line).toHaveText(en.conversation.yesterday);

  const time = screen.message('good night').locator('.head time');
  const before = await time.innerText();
  // Fourteen hours on: there it is the day after already, and another time on the clock.
  await browser.send('Emulation.setTimezoneOverride', { timezoneId: 'Pacific/Kiritimati' });
  await page.clock.fastForward(60_000);
  await expect(time).not.toHaveText(before);
});
