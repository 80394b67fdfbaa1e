import type { Page, Request } from '@playwright/test';
import { en } from '../web/src/text/en.ts';
import { expect, test } from './test.ts';

/** Holds the answer to a call back; gives how to let it go, which ends once the page has it. */
async function hold(page: Page, method: string, path: RegExp): Promise<() => Promise<void>> {
  let letGo = (): void => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const isIt = (request: Request): boolean => request.method() === method && path.test(request.url());
  const asked = page.waitForRequest(isIt);
  await page.route(path, async (route) => {
    if (isIt(route.request())) await held;
    await route.fallback();
  });
  return async () => {
    await asked;
    const answered = page.waitForResponse((response) => isIt(response.request()));
    letGo();
    await (await answered).finished();
  };
}

test('a room that is made after its dialog was closed is in the list, and nobody is moved into it', async ({
  owner,
}) => {
  await owner.makeRoom('Garden');
  await owner.open('/');
  const { page, screen } = owner;
  await screen.roomLink('General').click();
  await screen.inRoom('General');
  const answer = await hold(page, 'POST', /\/api\/rooms$/);
  await screen.button(en.rooms.create).click();
  await screen.field(en.fields.roomName).fill('Shed');
  await page.keyboard.press('Enter');
  await expect(screen.button(en.rooms.createSubmit)).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Escape');
  await expect(screen.dialog(en.rooms.createTitle)).toHaveCount(0);
  await answer();
  await expect(screen.roomLink('Shed')).toBeVisible();
  await screen.inRoom('General');
});

test('a day that is found after its dialog was closed leads nowhere', async ({ owner }) => {
  const room = await owner.makeRoom('Garden');
  await owner.says(room, 'of today');
  await owner.open(`/rooms/${room.id}`);
  const { page, screen } = owner;
  await screen.inRoom('Garden');
  const answer = await hold(page, 'GET', /\/first-message\?/);
  await screen.roomMenu(en.date.title);
  await screen.button(en.date.submit).click();
  await page.keyboard.press('Escape');
  await expect(screen.dialog(en.date.title)).toHaveCount(0);
  await answer();
  // Whatever the answer leads to has been done once the page has gone on to this.
  await screen.roomMenu(en.date.title);
  await expect(screen.dialog(en.date.title)).toBeVisible();
  expect(new URL(page.url()).pathname).toBe(`/rooms/${room.id}`);
});
