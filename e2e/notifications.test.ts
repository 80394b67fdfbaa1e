import type { BrowserContext, Locator, Page } from '@playwright/test';
import { en } from '../web/src/text/en.ts';
import { expect, test } from './test.ts';

/** A notification as the page made it. */
interface Shown {
  title: string;
  body: string;
  closed: boolean;
}

/** What the scripts below put into each page. */
interface Recording {
  shown: (Shown & EventTarget)[];
  /** Whether the page takes itself for hidden. */
  unseen: boolean;
}

const texts = en.notifications;

/** The operating system's part: what notifications there are, what the person answers, whether the page can be seen. */
async function record(context: BrowserContext, answer: NotificationPermission = 'granted'): Promise<void> {
  await context.addInitScript((answers) => {
    const recording = Object.assign(window, { shown: [], unseen: false }) as unknown as Recording;
    const name = 'test.permission';
    class RecordedNotification extends EventTarget {
      static get permission(): string {
        return localStorage.getItem(name) ?? 'default';
      }
      static async requestPermission(): Promise<string> {
        localStorage.setItem(name, answers);
        return answers;
      }
      readonly body: string;
      closed = false;
      constructor(
        readonly title: string,
        options: NotificationOptions,
      ) {
        super();
        this.body = options.body ?? '';
        recording.shown.push(this);
      }
      close(): void {
        this.closed = true;
      }
    }
    Object.assign(window, { Notification: RecordedNotification });
    Object.defineProperty(document, 'visibilityState', {
      get: () => (recording.unseen ? 'hidden' : 'visible'),
    });
  }, answer);
}

/** Puts the page out of sight, or back into it. */
async function hide(page: Page, hidden = true): Promise<void> {
  await page.evaluate((unseen) => {
    Object.assign(window, { unseen });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

const shown = (page: Page): Promise<Shown[]> =>
  page.evaluate(() =>
    (window as unknown as Recording).shown.map(({ title, body, closed }) => ({ title, body, closed })),
  );

const openSettings = async (page: Page): Promise<Locator> => {
  await page.getByRole('button', { name: en.settings.open }).click();
  return page.getByRole('dialog', { name: en.settings.title });
};

async function turnOn(page: Page): Promise<void> {
  const settings = await openSettings(page);
  await settings.getByRole('button', { name: texts.turnOn, exact: true }).click();
  await expect(settings.getByText(texts.on)).toBeVisible();
  await page.keyboard.press('Escape');
}

test('nobody is asked before a message was missed; then a button asks, and the next one is told: who, where and what', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  await record(owner.context);
  await owner.open(`/rooms/${room.id}`);
  const { page, screen } = owner;
  await screen.inRoom('Garden');
  await grace.says(room, 'seen');
  await expect(screen.message('seen')).toBeVisible();
  await expect(screen.button(texts.offer)).toHaveCount(0);
  await hide(page);
  await grace.says(room, 'missed');
  await expect(screen.button(texts.offer)).toBeVisible();
  expect(await page.evaluate(() => Notification.permission)).toBe('default');
  await hide(page, false);
  await screen.button(texts.offer).click();
  await expect(screen.button(texts.offer)).toHaveCount(0);

  await hide(page);
  await grace.says(room, `<@${owner.id}>, the **roses**\nare out`);
  await expect
    .poll(() => shown(page))
    .toEqual([{ title: texts.mentioned('grace', 'Garden'), body: '@ada, the roses are out', closed: false }]);
  const { head } = await owner.api.chats.room({ params: { room: room.id } });
  // A click leads to the message, wherever one is.
  await page.getByRole('link', { name: 'General' }).click();
  await screen.inRoom('General');
  await page.evaluate(() => (window as unknown as Recording).shown[0]?.dispatchEvent(new Event('click')));
  await screen.inRoom('Garden');
  await expect(page).toHaveURL(`${owner.origin}/rooms/${room.id}/${head}`);
  expect((await shown(page))[0]?.closed).toBe(true);
});

test('who refuses learns the way back, there and in the settings, and is not asked again', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  await record(owner.context, 'denied');
  await owner.open(`/rooms/${room.id}`);
  const { page, screen } = owner;
  await screen.inRoom('Garden');
  await hide(page);
  await grace.says(room, 'missed');
  await screen.button(texts.offer).click();
  await expect(page.getByText(texts.denied)).toBeVisible();
  await screen.button(texts.understood).click();
  await expect(page.getByText(texts.denied)).toHaveCount(0);
  await hide(page, false);
  const settings = await openSettings(page);
  await expect(settings.getByText(texts.denied)).toBeVisible();
  await expect(settings.getByRole('button', { name: texts.turnOn, exact: true })).toHaveCount(0);
  // The tone needs no leave.
  await settings.getByLabel(texts.sound).check();
  await page.reload();
  await expect((await openSettings(page)).getByLabel(texts.sound)).toBeChecked();
});

test('three tabs tell once; none does while one of them shows the room; reading takes it back', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  const attic = await owner.makeRoom('Attic', grace);
  await record(owner.context);
  const tabs = [owner.page, await owner.context.newPage(), await owner.context.newPage()];
  for (const tab of tabs) {
    await tab.goto(`${owner.origin}/rooms/${tab === tabs[2] ? attic.id : room.id}`);
    await expect(tab.getByRole('log')).toHaveAttribute('aria-busy', 'false');
  }
  await turnOn(owner.page);
  const all = async (): Promise<Shown[]> => (await Promise.all(tabs.map(shown))).flat();
  for (const tab of tabs) await hide(tab);
  await grace.says(room, 'hello');
  const hello = { title: texts.heading('grace', 'Garden'), body: 'hello', closed: false };
  await expect.poll(all).toEqual([hello]);

  const [first, second] = tabs;
  if (!first || !second) throw new Error('there are three');
  await hide(second, false);
  // Reading there takes it away from wherever it was shown.
  await expect.poll(all).toEqual([{ ...hello, closed: true }]);
  await grace.says(room, 'seen in the second');
  await expect(second.getByText('seen in the second')).toBeVisible();
  await grace.says(attic, 'up here');
  const upHere = { title: texts.heading('grace', 'Attic'), body: 'up here', closed: false };
  await expect.poll(all).toEqual([{ ...hello, closed: true }, upHere]);
});

test('of a room that is not open only the number is told; a mention with who it is from', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  await record(owner.context);
  await owner.open('/');
  await owner.screen.roomLink('General').click();
  await owner.screen.inRoom('General');
  await turnOn(owner.page);
  await hide(owner.page);
  await grace.says(room, 'one', 'two', 'three');
  const counted = { title: texts.arrived(3, 'Garden'), body: '', closed: false };
  const last = async (): Promise<Shown | undefined> => (await shown(owner.page)).at(-1);
  await expect.poll(last).toEqual(counted);
  await expect(owner.page).toHaveTitle(/^\(3\) /);
  await grace.says(room, `<@${owner.id}>`);
  const mentioned = { title: texts.mentioned('grace', 'Garden'), body: texts.more(3), closed: false };
  await expect.poll(last).toEqual(mentioned);
});

test.describe('over plain HTTP', () => {
  test.use({ publicName: 'rookery.test', settings: { ROOKERY_REGISTRATION: 'open' } });

  test('the settings say what is missing, and the title and the icon still tell what is unread', async ({
    owner,
    people,
  }) => {
    const grace = await people.member('grace');
    const room = await owner.makeRoom('Garden', grace);
    await owner.open('/');
    const { page, screen } = owner;
    await screen.roomLink('General').click();
    await screen.inRoom('General');
    const icon = (): Promise<string | null> => page.locator('link[rel=icon]').getAttribute('href');
    const plain = await icon();
    await grace.says(room, 'one');
    await expect(page).toHaveTitle(/^\(1\) /);
    await expect.poll(icon).toMatch(/^data:/);
    const settings = await openSettings(page);
    await expect(settings.getByText(texts.plainHttp)).toBeVisible();
    await page.keyboard.press('Escape');
    await screen.roomLink(/^Garden/).click();
    await expect(page).toHaveTitle(/^Garden /);
    await expect.poll(icon).toBe(plain);
  });
});
