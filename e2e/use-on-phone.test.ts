import { devices } from '@playwright/test';
import { en } from '../web/src/text/en.ts';
import type { Person } from './people.ts';
import { castOf } from './scenes/cast.ts';
import { expect, test } from './test.ts';

const phone = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  userAgent: devices['Pixel 7'].userAgent,
};

/** Has the code shown, and reads the link in it. */
async function showCode({ screen }: Person): Promise<string> {
  await screen.button(en.settings.open).click();
  const dialog = screen.dialog(en.settings.title);
  await dialog.getByRole('button', { name: en.phone.show }).click();
  await expect(dialog.getByRole('img', { name: en.phone.codeLabel })).toBeVisible();
  return dialog.getByLabel(en.phone.link, { exact: true }).inputValue();
}

/** Whom the server takes this browser for. */
const whoIs = ({ page }: Person): Promise<string> =>
  page.evaluate(async () => {
    const answer = (await (await fetch('/api/auth/session')).json()) as { user?: { username: string } };
    return answer.user?.username ?? 'nobody';
  });

test.describe('at an address that others can open', () => {
  test.use({ publicName: 'rookery.test', settings: { ROOKERY_REGISTRATION: 'open' } });

  test('a phone is signed in by the code on the computer, once', async ({ owner, people }) => {
    const room = await owner.makeRoom('Garden');
    await owner.open(`/rooms/${room.id}`);
    const link = await showCode(owner);
    expect(link).toMatch(/^http:\/\/rookery\.test:\d+\/phone#[\w-]{43}$/);

    const pixel = await people.person('phone', phone);
    await pixel.page.goto(link);
    // Opening it, as a preview of the link would, changes nothing.
    await expect(pixel.screen.heading(en.phone.enterTitle)).toBeVisible();
    await expect(pixel.page.getByText('@ada')).toBeVisible();
    expect(pixel.page.url()).not.toContain('#');
    expect(await pixel.context.cookies()).toEqual([]);
    await expect(pixel.screen.button(en.phone.enter)).toBeInViewport({ ratio: 1 });
    await pixel.screen.button(en.phone.enter).tap();
    await pixel.screen.roomLink('Garden').tap();
    await pixel.screen.inRoom('Garden');

    const dialog = owner.screen.dialog(en.settings.title);
    await expect(dialog.getByText(en.phone.used('Chrome on Android'))).toBeVisible();
    await expect(dialog.getByRole('img', { name: en.phone.codeLabel })).toHaveCount(0);
    await expect(dialog.getByRole('button', { name: en.phone.again })).toBeVisible();

    const thief = await people.person('thief', phone);
    await thief.page.goto(link);
    await expect(thief.screen.heading(en.phone.goneTitle)).toBeVisible();
    await expect(thief.screen.button(en.phone.enter)).toHaveCount(0);
    expect(await thief.context.cookies()).toEqual([]);
  });

  test('who is signed in on the phone is asked, and loses nothing by looking', async ({ owner, people }) => {
    await owner.open('/');
    const link = await showCode(owner);
    const grace = await people.person('grace', phone);
    await grace.register('grace');
    await grace.page.goto(link);
    await expect(grace.page.getByText(en.phone.replaces('grace'))).toBeVisible();
    await grace.page.getByRole('link', { name: en.join.toRooms }).tap();
    await expect(grace.screen.button(en.settings.open)).toBeVisible();
    expect(await whoIs(grace)).toBe('grace');
    await grace.page.goto(link);
    await grace.screen.button(en.phone.enter).tap();
    await expect(grace.screen.button(en.settings.open)).toBeVisible();
    expect(await whoIs(grace)).toBe('ada');
  });
});

test('at localhost it says why there is no code, and how to mend that', async ({ owner }) => {
  await owner.open('/');
  await owner.screen.button(en.settings.open).click();
  const dialog = owner.screen.dialog(en.settings.title);
  await dialog.getByRole('button', { name: en.phone.show }).click();
  await expect(dialog.getByText(en.phone.onlyHere)).toContainText(en.invites.loopbackCommand);
});

for (const size of [
  { width: 390, height: 844 },
  { width: 360, height: 640 },
]) {
  test(`a cold invite is one screen of ${size.width} by ${size.height}, also over the keyboard`, async ({
    owner,
    people,
  }) => {
    const cast = await castOf(owner, people);
    const room = await owner.makeRoom('Allotment society, north side', cast.grace, cast.tomas, cast.max);
    const token = await cast.max.invite(room);
    const { page, screen } = await people.person('guest', { ...phone, viewport: size });
    await page.goto(`${owner.origin}/join/${token}`);
    const join = screen.button(en.join.submit);
    await expect(join).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole('link', { name: en.join.signIn })).toBeInViewport({ ratio: 1 });
    // The keyboard takes about half of the page's height.
    await page.setViewportSize({ width: size.width, height: Math.round(size.height * 0.55) });
    for (const label of [en.fields.username, en.fields.password]) {
      await screen.field(label).tap();
      await expect(join).toBeInViewport({ ratio: 1 });
      await expect(screen.field(label)).toBeInViewport({ ratio: 1 });
    }
    await screen.enter('hopper', en.join.submit);
    await screen.inRoom(room.name);
  });
}
