import { devices } from '@playwright/test';
import { en } from '../web/src/text/en.ts';
import { fill, heightInView, rowOf, scrollUntil } from './many-messages.ts';
import type { Person } from './people.ts';
import { expect, test } from './test.ts';

const jumpButton = ({ screen }: Person) => screen.button(/newest message|new messages?, jump/);

/** What the script below puts into each page. */
interface Marking {
  /** The seqs of rows that were marked. */
  marked: string[];
}

/** Notes which rows are marked: the mark may be gone again before anybody looks. */
async function noteMarks({ context }: Person): Promise<void> {
  await context.addInitScript(() => {
    const marked: string[] = [];
    Object.assign(window, { marked });
    new MutationObserver(() => {
      for (const { dataset } of document.querySelectorAll<HTMLElement>('.marked'))
        marked.push(dataset.seq ?? '');
    }).observe(document, { attributeFilter: ['class'], childList: true, subtree: true });
  });
}

/** Being taken to a message: it is in the upper third, has the focus, and was marked since the last time. */
async function expectTakenTo(person: Person, seq: number): Promise<void> {
  const row = rowOf(person, seq);
  await expect(row).toBeFocused();
  const marked = (): Promise<string[]> =>
    person.page.evaluate(() => (window as unknown as Marking).marked.splice(0));
  await expect.poll(marked).toContain(String(seq));
  await expect(row).toBeInViewport();
  const height = await heightInView(row);
  expect(height).toBeGreaterThan(0.2);
  expect(height).toBeLessThan(0.45);
}

test('a message has an address that opens it for who is signed in and, after that, for who is not', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  const { last } = await fill(owner, room, 1_500);
  const address = `/rooms/${room.id}/700`;

  await noteMarks(grace);
  await grace.open(address);
  await grace.screen.inRoom('Garden');
  await expectTakenTo(grace, 700);
  await expect(rowOf(grace, 700)).not.toHaveClass(/marked/);
  // What lies between was not seen, so it is not read.
  await expect(jumpButton(grace)).toHaveText(en.conversation.jump(1_500));
  expect(await grace.api.chats.room({ params: { room: room.id } })).toMatchObject({ unread: 1_500 });
  await jumpButton(grace).click();
  await expect(rowOf(grace, last)).toBeInViewport();
  await expect(jumpButton(grace)).toHaveCount(0);
  await expect(grace.page).toHaveURL(`${grace.origin}/rooms/${room.id}`);
  await expect.poll(async () => (await grace.api.chats.room({ params: { room: room.id } })).unread).toBe(0);

  const cold = await people.person('grace elsewhere');
  await noteMarks(cold);
  await cold.open(address);
  await cold.page.getByRole('link', { name: en.register.signIn }).click();
  await cold.screen.enter('grace', en.signIn.submit);
  await cold.screen.inRoom('Garden');
  await expectTakenTo(cold, 700);
  await expect(cold.page).toHaveURL(cold.origin + address);

  // A stranger learns no more than of a room that never was.
  const stranger = await people.member('stranger');
  for (const path of [address, '/rooms/00000000-0000/700']) {
    await stranger.open(path);
    await expect(stranger.screen.heading(en.rooms.notFoundTitle)).toBeVisible();
  }
});

test('what is no message leads to the nearest, and says so', async ({ owner, people }) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden');
  await fill(owner, room, 150);
  await owner.letIn(room, grace);
  const { last } = await fill(owner, room, 150);
  await owner.api.chats.deleteMessage({ params: { room: room.id, seq: 40 } });
  const { page, screen } = owner;
  await noteMarks(owner);
  const said = page.getByText(en.conversation.nearest);
  // The room's beginning, somebody joining, and what is not there yet.
  for (const [seq, nearest] of [
    [1, 2],
    [152, 153],
    [99_999, last],
  ] as const) {
    await owner.open(`/rooms/${room.id}/${seq}`);
    await screen.inRoom('Garden');
    await expect(rowOf(owner, nearest)).toBeFocused();
    await expect(rowOf(owner, nearest)).toBeInViewport();
    await expect(said).toBeVisible();
  }
  await screen.button(en.conversation.dismiss).click();
  await expect(said).toHaveCount(0);
  await expect(screen.log).toBeFocused();
  await owner.open(`/rooms/${room.id}/40`);
  await expectTakenTo(owner, 40);
  await expect(rowOf(owner, 40)).toContainText(en.message.deleted);
  await expect(said).toHaveCount(0);
  await owner.open(`/rooms/${room.id}/nonsense`);
  await screen.inRoom('Garden');
  await expect(rowOf(owner, last)).toBeInViewport();
});

test('a message’s link is copied, posted, and followed inside the app', async ({ owner }) => {
  const room = await owner.makeRoom('Garden');
  await fill(owner, room, 400);
  const { page, screen, context } = owner;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await noteMarks(owner);
  await owner.open(`/rooms/${room.id}/60`);
  await expectTakenTo(owner, 60);
  await rowOf(owner, 60).getByRole('button', { name: en.message.copyLink }).click();
  await expect(rowOf(owner, 60).getByRole('status')).toHaveText(en.general.copied);
  const address = `${owner.origin}/rooms/${room.id}/60`;
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(address);

  await screen.say(`look at ${address}`);
  await expect(screen.message('look at')).toBeInViewport();
  await expect(page).toHaveURL(`${owner.origin}/rooms/${room.id}`);
  const link = screen.message('look at').getByRole('link');
  await link.click();
  await expectTakenTo(owner, 60);
  await expect(page).toHaveURL(address);
  await page.goBack();
  await expect(screen.message('look at')).toBeInViewport();
  await link.click();
  await expectTakenTo(owner, 60);
  // Scrolled away, one is there already by the address.
  await scrollUntil(owner, '[data-seq="402"]', 'down');
  await link.click();
  await expectTakenTo(owner, 60);
  expect(context.pages()).toHaveLength(1);
});

test('without a clipboard the address is shown to be copied by hand', async ({ owner }) => {
  const room = await owner.makeRoom('Garden');
  await owner.says(room, 'hello');
  const { page, screen } = owner;
  await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await owner.open(`/rooms/${room.id}`);
  await screen.message('hello').hover();
  await screen.message('hello').getByRole('button', { name: en.message.copyLink }).click();
  const dialog = screen.dialog(en.message.copyLink);
  await expect(dialog.getByLabel(en.message.link)).toHaveValue(`${owner.origin}/rooms/${room.id}/2`);
  await dialog.getByRole('button', { name: en.general.copy, exact: true }).click();
  await expect(dialog.getByRole('status')).toHaveText(en.general.copyYourself);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
});

test('a day is jumped to from the room’s menu and from the palette', async ({ owner }) => {
  const room = await owner.makeRoom('Garden');
  await fill(owner, room, 400);
  const { page, screen } = owner;
  // By the browser's clock it is the day after, and the server's answers do not tell it better.
  await page.route('**/api/**', async (route) => {
    const response = await route.fetch();
    const { date: _, ...headers } = response.headers();
    await route.fulfill({ response, headers });
  });
  const tomorrow = new Date(Date.now() + 86_400_000);
  await page.clock.setFixedTime(tomorrow);
  const day = (date: Date): string => new Intl.DateTimeFormat('sv-SE').format(date);
  await owner.open(`/rooms/${room.id}`);
  await screen.inRoom('Garden');
  await screen.roomMenu(en.date.title);
  const dialog = screen.dialog(en.date.title);
  const field = dialog.getByLabel(en.date.label);
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute('min', day(new Date()));
  await expect(field).toHaveAttribute('max', day(tomorrow));
  await dialog.getByRole('button', { name: en.date.submit }).click();
  await expect(dialog.getByRole('status')).toHaveText(en.date.nothing);
  await field.fill('2001-01-01');
  await dialog.getByRole('button', { name: en.date.submit }).click();
  await expect(dialog.getByRole('status')).toHaveText(en.date.outside);
  await field.fill(day(new Date()));
  await field.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(rowOf(owner, 2)).toBeFocused();
  await expect(page).toHaveURL(`${owner.origin}/rooms/${room.id}/2`);

  // Once more to where the address already is.
  await scrollUntil(owner, '[data-seq="401"]', 'down');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: en.palette.label })).toBeFocused();
  await page.keyboard.type('jump to a date');
  await page.keyboard.press('Enter');
  await field.fill(day(new Date()));
  await field.press('Enter');
  await expect(rowOf(owner, 2)).toBeFocused();
  await expect(rowOf(owner, 2)).toBeInViewport();
});

test('a long room is scrolled to its first message and back to its newest, with everything on the way', async ({
  owner,
}) => {
  test.setTimeout(180_000);
  const room = await owner.makeRoom('Garden');
  const { last } = await fill(owner, room, 4_600);
  await owner.open(`/rooms/${room.id}`);
  await owner.screen.inRoom('Garden');
  await expect(rowOf(owner, last)).toBeInViewport();
  const up = await scrollUntil(owner, '[data-seq="1"]', 'up');
  expect(up.length).toBe(last);
  await expect(owner.page.getByText(en.conversation.beginning)).toBeVisible();
  // Some more comes, and something changes, meanwhile.
  await owner.api.chats.editMessage({ params: { room: room.id, seq: 3 }, body: { body: 'as it is now' } });
  await expect(rowOf(owner, 3)).toContainText('as it is now');
  await owner.says(room, 'the very newest');
  const down = await scrollUntil(owner, `[data-seq="${last + 2}"]`, 'down', [last + 1]);
  expect(new Set(down).size).toBe(last + 1);
  // It is the live end again.
  await owner.screen.log.evaluate((log) => log.scrollTo(0, log.scrollHeight));
  await owner.says(room, 'and one more');
  await expect(owner.screen.message('and one more')).toBeInViewport();
});

test('after a long absence the newest is there at once, and a line leads to the first that is new', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  await owner.says(room, 'seen before');
  await grace.api.chats.markRead({ params: { room: room.id }, body: { seq: 3 } });
  const { last } = await fill(owner, room, 1_200);
  const { page, screen } = grace;
  await noteMarks(grace);
  await grace.open(`/rooms/${room.id}`);
  await screen.inRoom('Garden');
  await expect(rowOf(grace, last)).toBeInViewport();
  const bar = screen.button(en.conversation.toFirstNew(1_200));
  await expect(bar).toBeVisible();
  await expect(screen.log.getByText(en.conversation.newLine, { exact: true })).toHaveCount(0);
  await bar.click();
  await expectTakenTo(grace, 4);
  const line = screen.log.getByText(en.conversation.newLine, { exact: true });
  await expect(line).toBeInViewport();
  await expect(screen.message('seen before')).toBeInViewport();
  await expect(bar).toHaveCount(0);
  await jumpButton(grace).click();
  await expect(rowOf(grace, last)).toBeInViewport();

  // It can be sent away.
  await expect(bar).toBeVisible();
  await screen.button(en.conversation.dismiss).click();
  await expect(bar).toHaveCount(0);
  await expect(screen.log).toBeFocused();
  await owner.says(room, 'another');
  await expect(screen.message('another')).toBeInViewport();
  await expect(page).toHaveTitle(/^Garden /);
});

test('reading on from where it stopped is noted; what is new meanwhile shows on the way back', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  const { last } = await fill(owner, room, 600);
  const read = async (): Promise<number> => (await grace.api.chats.room({ params: { room: room.id } })).read;
  await noteMarks(grace);
  await grace.open(`/rooms/${room.id}/3`);
  await expectTakenTo(grace, 3);
  // From the first message on nothing was left out.
  await expect.poll(read).toBeGreaterThan(3);
  await expect.poll(read).toBeLessThan(100);
  await expect(jumpButton(grace)).not.toHaveText(en.conversation.jump(600));
  let unread = 0;
  // The server hears of it a moment after the page.
  await expect(async () => {
    ({ unread } = await grace.api.chats.room({ params: { room: room.id } }));
    await expect(jumpButton(grace)).toHaveText(en.conversation.jump(unread), { timeout: 1_000 });
  }).toPass();
  await owner.says(room, 'news');
  await expect(jumpButton(grace)).toHaveText(en.conversation.jump(unread + 1));
  await grace.screen.say('here I am');
  await expect(grace.screen.message('here I am')).toBeInViewport();
  await expect(rowOf(grace, last + 1)).toBeInViewport();
  await expect(jumpButton(grace)).toHaveCount(0);
});

test('arrows walk from message to message over what is loaded, also far up', async ({ owner }) => {
  const room = await owner.makeRoom('Garden');
  await fill(owner, room, 1_000);
  const { page, screen } = owner;
  await noteMarks(owner);
  await owner.open(`/rooms/${room.id}/500`);
  await expectTakenTo(owner, 500);
  const announced = page.locator('[aria-live=polite]');
  const focused = (): Promise<number> =>
    page.evaluate(() => Number((document.activeElement as HTMLElement | null)?.dataset.seq));
  for (const [key, edge, step] of [
    ['ArrowUp', 'Home', -1],
    ['ArrowDown', 'End', 1],
  ] as const) {
    for (let pages = 0; pages < 3; pages++) {
      await page.keyboard.press(edge);
      const from = await focused();
      // On over the edge of what is on the page.
      await page.keyboard.press(key);
      await expect.poll(focused).toBe(from + step);
      await expect(rowOf(owner, from + step)).toBeInViewport();
    }
  }
  // Nothing of what was loaded is read out.
  await expect(announced).toHaveText('');
  await page.keyboard.press('Escape');
  await expect(screen.composer).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(rowOf(owner, 1_001)).toBeInViewport();
});

test('on a phone: an address, the way back to the newest, and a day', async ({ owner, people }) => {
  const phone = {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    userAgent: devices['Pixel 7'].userAgent,
  };
  const grace = await people.member('grace', phone);
  const room = await owner.makeRoom('Garden', grace);
  const { last } = await fill(owner, room, 600);
  const { page, screen } = grace;
  await noteMarks(grace);
  await grace.open(`/rooms/${room.id}/300`);
  await screen.inRoom('Garden');
  await expectTakenTo(grace, 300);
  await jumpButton(grace).tap();
  await expect(rowOf(grace, last)).toBeInViewport();
  await screen.roomMenu(en.date.title);
  const dialog = screen.dialog(en.date.title);
  await expect(dialog).toBeInViewport({ ratio: 1 });
  await dialog.getByRole('button', { name: en.date.submit }).tap();
  await expect(rowOf(grace, 3)).toBeInViewport();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
});
