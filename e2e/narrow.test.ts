import { devices, type Page } from '@playwright/test';
import { en } from '../web/src/text/en.ts';
import { castOf } from './scenes/cast.ts';
import { bothDirections, longThings, otherRooms, relaunch } from './scenes/story.ts';
import { expect, test } from './test.ts';

const touch = { hasTouch: true, isMobile: true, userAgent: devices['Pixel 7'].userAgent };
const anyTime = (): void => undefined;

/** What is wider than its place, but for code, which scrolls by itself. */
const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('body *')]
      .filter((element) => {
        // What is too wide for an element that hides or scrolls nothing shows at one around it that does.
        const { clipPath, overflowX } = getComputedStyle(element);
        if (overflowX === 'visible' && element !== document.documentElement) return false;
        // What only screen readers meet, what ends in dots, and what scrolls by itself.
        if (clipPath !== 'none') return false;
        if (element.matches('pre, .one-line, .pane-head *, .room-link *, input, select, svg')) return false;
        return element.clientWidth > 0 && element.scrollWidth > element.clientWidth;
      })
      .map(
        (element) =>
          `${element.tagName} ${element.className} ${element.scrollWidth} > ${element.clientWidth}`,
      ),
  );

/** What a finger has to hit and is too small for it: under 44 px, or under 24 where it stands among words. */
const tooSmall = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const scope = document.querySelector('dialog[open]') ?? document;
    return [...scope.querySelectorAll('a, button, input, select, textarea, [role=option]')].flatMap(
      (element) => {
        if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return [];
        if (element.closest('.text, .visually-hidden, .skip-link')) return [];
        // A label is part of what can be hit.
        const label =
          element instanceof HTMLInputElement && element.type === 'checkbox' ? element.labels?.[0] : null;
        const { width, height } = (label ?? element).getBoundingClientRect();
        const least = element.matches('.link-button, p a') || label ? 24 : 44;
        if (width === 0 || Math.min(width, height) >= least - 0.5) return [];
        return [`${element.tagName} ${element.className} “${element.textContent}” ${width}×${height}`];
      },
    );
  });

async function fits(page: Page, where: string): Promise<void> {
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 700 });
    expect(await tooWide(page), `${where}, ${width}`).toEqual([]);
  }
  expect(await tooSmall(page), where).toEqual([]);
}

test('no screen is wider than a narrow phone, and everything on it is large enough for a finger', async ({
  owner,
  people,
  server,
}) => {
  const cast = await castOf(owner, people);
  await otherRooms(cast, anyTime);
  const rooms = [
    await relaunch(cast, anyTime),
    await bothDirections(cast, anyTime),
    await longThings(cast, anyTime),
  ];
  const [room] = rooms;
  if (!room) throw new Error('there is no room');

  const visitor = await people.person('visitor', touch);
  for (const [path, heading] of [
    ['/register', en.register.title],
    ['/sign-in', en.signIn.title],
    [`/join/${await owner.invite(room)}`, en.join.title(room.name)],
    ['/join/nonsense', en.join.wrongTitle],
    [new URL(server.claimUrl).pathname, en.claim.title],
  ] as const) {
    await visitor.open(path);
    await expect(visitor.screen.heading(heading)).toBeVisible();
    await fits(visitor.page, path);
  }

  const ada = await (await people.person('ada', touch)).signInAs(owner);
  const { page, screen } = ada;
  await ada.open('/');
  await expect(screen.roomLink(/Kitchen rota/)).toBeVisible();
  await fits(page, 'rooms');
  for (const [title, open] of [
    [en.rooms.createTitle, en.rooms.create],
    [en.settings.title, en.settings.open],
    [en.palette.title, en.palette.open],
  ] as const) {
    await screen.button(open).tap();
    await expect(screen.dialog(title)).toBeVisible();
    await fits(page, title);
    await screen.dialog(title).getByRole('button', { name: en.general.close }).tap();
    // A dialog's step back is still to come: it would undo what an address leads to.
    await page.waitForFunction(() => !(history.state as { open?: number } | null)?.open);
  }
  for (const { id, name } of rooms) {
    await ada.open(`/rooms/${id}`);
    await screen.inRoom(name);
    await fits(page, name);
  }
  await screen.button(en.members.show).tap();
  await expect(page.getByRole('list', { name: en.members.title }).getByRole('listitem')).toHaveCount(3);
  await fits(page, 'members');
  await screen.button(en.general.backToConversation).tap();
  await screen.button(en.room.menu).tap();
  await fits(page, 'the room menu');
  await screen.button(en.room.invite).last().tap();
  await screen.button(en.invites.create).tap();
  await expect(screen.field(en.invites.link)).toBeVisible();
  await fits(page, en.invites.title);
  await screen.button(en.general.close).tap();
  const lost = rooms[2];
  if (!lost) throw new Error('there is no third room');
  const max = await (await people.person('max', touch)).signInAs(cast.max);
  await max.open(`/rooms/${lost.id}`);
  await max.screen.inRoom(lost.name);
  await owner.api.chats.removeMember({ params: { room: lost.id, user: max.id } });
  await expect(max.screen.heading(en.rooms.removedTitle)).toBeVisible();
  await fits(max.page, 'a lost room');
});
