import { en } from '../web/src/text/en.ts';
import { Held } from './held.ts';
import { fill } from './many-messages.ts';
import type { Person } from './people.ts';
import { expect, test } from './test.ts';

async function editing(owner: Person): Promise<string> {
  const room = await owner.makeRoom('Garden');
  await owner.says(room, 'One appel', 'Another');
  await owner.open(`/rooms/${room.id}`);
  const { screen } = owner;
  await screen.inRoom('Garden');
  await screen.composer.fill('half a thou');
  await screen.message('One appel').hover();
  await screen.message('One appel').getByRole('button', { name: en.message.edit }).click();
  await field(owner).fill('One app');
  return room.id;
}

const field = ({ page }: Person) => page.getByRole('textbox', { name: en.message.editLabel });

test('a newer app is loaded amid writing and editing: both go on where they were', async ({ owner }) => {
  await editing(owner);
  owner.watch.networkMayFail = true;
  await owner.page.route('**/', async (route) => {
    if (route.request().isNavigationRequest()) return route.fallback();
    const response = await route.fetch();
    const body = (await response.text()).replace(/(name="build" content=")[^"]*/, '$1another');
    await route.fulfill({ response, body });
  });
  await owner.context.setOffline(true);
  await owner.context.setOffline(false);
  await owner.page.reload();
  await owner.screen.inRoom('Garden');
  await expect(owner.page.getByText(en.offline.newer)).toBeVisible();
  await expect(field(owner)).toHaveValue('One app');
  await field(owner).fill('One apple, n');
  await owner.screen.button(en.offline.reload).click();
  await expect(field(owner)).toHaveValue('One apple, n');
  await expect(owner.screen.composer).toHaveValue('half a thou');
  await field(owner).fill('One apple, now');
  await field(owner).press('Enter');
  await expect(owner.screen.message('One apple, now')).toBeVisible();
  // What was sent is begun no more.
  await owner.page.reload();
  await expect(owner.screen.message('One apple, now')).toBeVisible();
  await expect(field(owner)).toHaveCount(0);
});

test('another room, and a fault in the conversation, leave an edit as it was; Escape gives it up', async ({
  owner,
}) => {
  const room = await editing(owner);
  const { screen, page } = owner;
  await screen.roomLink('General').click();
  await screen.inRoom('General');
  await screen.roomLink('Garden').click();
  await screen.inRoom('Garden');
  await expect(field(owner)).toHaveValue('One app');

  owner.watch.mayTell = /made to fail/;
  await page.evaluate(() => {
    const dates: { toISOString: () => string } = Date.prototype;
    const { toISOString } = dates;
    dates.toISOString = () => {
      throw new Error('made to fail');
    };
    addEventListener('mended', () => (dates.toISOString = toISOString));
  });
  await owner.says({ id: room }, 'draws a time');
  await expect(page.getByText(en.general.paneFailed)).toBeVisible();
  await page.evaluate(() => dispatchEvent(new Event('mended')));
  await screen.button(en.general.retry).click();
  await expect(field(owner)).toHaveValue('One app');
  await field(owner).press('Escape');
  await expect(screen.message('One appel')).toBeVisible();
  await page.reload();
  await screen.inRoom('Garden');
  await expect(screen.message('One appel')).toBeVisible();
  await expect(field(owner)).toHaveCount(0);
});

test('a change that comes back into view leaves the focus with whoever writes elsewhere', async ({
  owner,
}) => {
  const room = await owner.makeRoom('Garden');
  const { screen, page } = owner;
  await fill(owner, room, 400);
  await owner.says(room, 'The last appel');
  await owner.open(`/rooms/${room.id}`);
  await screen.inRoom('Garden');
  await screen.message('The last appel').hover();
  await screen.message('The last appel').getByRole('button', { name: en.message.edit }).click();
  await expect(field(owner)).toBeFocused();
  // As far up as what is on the page goes: the field is taken off it.
  await expect(async () => {
    await screen.log.evaluate((log) => (log.scrollTop = 0));
    expect(await field(owner).count()).toBe(0);
  }).toPass();
  await screen.composer.click();
  await page.keyboard.type('mean');
  await expect(async () => {
    await screen.log.evaluate((log) => (log.scrollTop = log.scrollHeight));
    expect(await field(owner).count()).toBe(1);
  }).toPass();
  await page.keyboard.type('while');
  await expect(screen.composer).toHaveValue('meanwhile');
  await expect(field(owner)).toHaveValue('The last appel');
});

test('a late answer to a change ends that change only, not the one begun since', async ({ owner }) => {
  const room = await owner.makeRoom('Garden');
  const { screen, page } = owner;
  await owner.says(room, 'One appel', 'Two paers');
  await owner.open(`/rooms/${room.id}`);
  await screen.inRoom('Garden');
  const edit = async (text: string): Promise<void> => {
    await screen.message(text).hover();
    await screen.message(text).getByRole('button', { name: en.message.edit }).click();
    await expect(field(owner)).toHaveValue(text);
  };
  const answer = new Held();
  await page.route('**/messages/*', async (route) => {
    await answer.released;
    await route.continue();
  });
  await edit('One appel');
  await field(owner).fill('One apple');
  const asked = page.waitForRequest((request) => request.method() === 'PATCH');
  await field(owner).press('Enter');
  await asked;
  await edit('Two paers');
  await field(owner).fill('Two pea');
  answer.release();
  await expect(screen.message('One apple').getByRole('button', { name: en.message.undo })).toBeVisible();
  await expect(field(owner)).toHaveValue('Two pea');
  await expect(field(owner)).toBeFocused();
  await page.reload();
  await expect(field(owner)).toHaveValue('Two pea');
});
