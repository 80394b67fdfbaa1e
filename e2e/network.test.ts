// Tries D12.1.
import type { Page } from '@playwright/test';
import { en } from '../web/src/text/en.ts';
import { expect, test } from './test.ts';

/** How many unsent posts the browser has stored: a page that is closed before has nothing to send again. */
function stored(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('rookery');
        opening.addEventListener('error', () => reject(new Error('there is no store')));
        opening.addEventListener('success', () => {
          const counting = opening.result.transaction('outbox').objectStore('outbox').count();
          counting.addEventListener('success', () => {
            opening.result.close();
            resolve(counting.result);
          });
        });
      }),
  );
}

test.use({ publicName: '127.0.0.1', settings: { ROOKERY_REGISTRATION: 'open' } });

test('the network goes while typing: posts wait, survive a reload, and go out once and in order', async ({
  owner,
  people,
  cable,
}) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  for (const person of [owner, grace]) {
    person.watch.networkMayFail = true;
    await person.open(`/rooms/${room.id}`);
    await person.screen.inRoom('Garden');
  }
  await grace.screen.say('before');
  await expect(owner.screen.message('before')).toBeVisible();

  // Pages still load; live connections do not come about.
  cable.cut('live');
  await expect(grace.screen.button(en.connection.retryNow)).toBeVisible();
  await grace.screen.say('queued 1');
  await grace.screen.say('queued 2');
  await expect(grace.screen.message('queued 2')).toContainText(en.message.queued);
  await expect.poll(() => stored(grace.page)).toBe(2);
  await grace.page.reload();
  await expect(grace.screen.message('queued 1')).toContainText(en.message.queued);
  await grace.screen.say('queued 3');
  await grace.screen.composer.fill('half a thou');

  cable.mend();
  const all = ['before', 'queued 1', 'queued 2', 'queued 3'];
  for (const { screen } of [owner, grace]) {
    await expect(screen.log.getByRole('article').locator('.text')).toHaveText(all, { timeout: 20_000 });
    await expect(screen.page.getByText(en.message.queued)).toHaveCount(0);
    await expect(screen.button(en.connection.retryNow)).toHaveCount(0);
  }
  await expect(grace.screen.composer).toHaveValue('half a thou');
  const { messages } = await owner.api.chats.messages({ params: { room: room.id }, query: {} });
  expect(messages.map(({ body }) => body)).toEqual(all);
});

test('nothing gets through at all, also no page: what was written goes out when the page is back', async ({
  owner,
  people,
  cable,
}) => {
  // No worker either, which would have the page, once it is there itself.
  const grace = await people.member('grace', { serviceWorkers: 'block' });
  grace.watch.mayTell = /^Service Worker registration blocked/;
  const room = await owner.makeRoom('Garden', grace);
  grace.watch.networkMayFail = true;
  await grace.open(`/rooms/${room.id}`);
  await grace.screen.inRoom('Garden');
  cable.cut('all');
  await expect(grace.screen.button(en.connection.retryNow)).toBeVisible();
  await grace.screen.say('written in the dark');
  await grace.screen.say('and this');
  await expect.poll(() => stored(grace.page)).toBe(2);
  await owner.says(room, 'missed meanwhile');
  await expect(grace.page.reload()).rejects.toThrow(/ERR_/);
  await expect(grace.screen.composer).toHaveCount(0);
  cable.mend();
  await grace.open(`/rooms/${room.id}`);
  await expect(grace.screen.log.getByRole('article').locator('.text')).toHaveText([
    'missed meanwhile',
    'written in the dark',
    'and this',
  ]);
});

test('the browser itself says that it is offline, and comes back', async ({ owner }) => {
  owner.watch.networkMayFail = true;
  await owner.open('/');
  await owner.screen.inRoom('General');
  await owner.context.setOffline(true);
  await owner.screen.say('offline');
  await owner.context.setOffline(false);
  await expect(owner.screen.message('offline')).not.toContainText(en.message.queued);
  await owner.page.reload();
  await expect(owner.screen.message('offline')).toHaveCount(1);
});

test('who missed something gets it by itself, and Retry now does not wait', async ({
  owner,
  people,
  cable,
}) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  await owner.says(room, 'one');
  grace.watch.networkMayFail = true;
  await grace.open(`/rooms/${room.id}`);
  await expect(grace.screen.message('one')).toBeVisible();
  cable.cut('live');
  await expect(grace.screen.button(en.connection.retryNow)).toBeVisible();
  await owner.says(room, 'two', 'three');
  await owner.api.chats.editMessage({ params: { room: room.id, seq: 3 }, body: { body: 'one, corrected' } });
  // The waits grow; within a long one the button comes before the page's own next try.
  await expect(grace.page.getByText(/next try in (4|5|6|7|8|9|\d\d) s/)).toBeVisible({ timeout: 40_000 });
  cable.mend();
  await grace.screen.button(en.connection.retryNow).click();
  await expect(grace.screen.log.getByRole('article').locator('.text')).toHaveText([
    'one, corrected',
    'two',
    'three',
  ]);
});

test('the server is killed amid sending and started again: nothing is lost or doubled', async ({
  owner,
  people,
  server,
}) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  for (const person of [owner, grace]) {
    person.watch.networkMayFail = true;
    await person.open(`/rooms/${room.id}`);
    await person.screen.inRoom('Garden');
  }
  const expected = Array.from({ length: 40 }, (_, n) => `post ${n + 1}`);
  for (const [n, text] of expected.entries()) {
    await grace.screen.say(text);
    // Some are stored, some on their way, some still to be written.
    if (n === 19) void server.kill();
  }
  await server.start();
  for (const { screen } of [grace, owner]) {
    // Half a minute is the longest wait between two tries.
    await expect(screen.log.getByRole('article').locator('.text')).toHaveText(expected, { timeout: 40_000 });
    await expect(screen.page.getByText(en.message.queued)).toHaveCount(0);
  }
  const { messages } = await owner.api.chats.messages({ params: { room: room.id }, query: { limit: 200 } });
  expect(messages.map(({ body }) => body)).toEqual(expected);
});

test('signing out with a draft and a begun change asks first, and says so', async ({ owner }) => {
  const room = await owner.makeRoom('Garden');
  await owner.says(room, 'One appel');
  await owner.open(`/rooms/${room.id}`);
  const { screen, page } = owner;
  await screen.inRoom('Garden');
  await screen.composer.fill('half a thought');
  await screen.message('One appel').hover();
  await screen.message('One appel').getByRole('button', { name: en.message.edit }).click();
  const field = page.getByRole('textbox', { name: en.message.editLabel });
  await field.fill('One apple');
  await screen.button(en.settings.open).click();
  await screen.button(en.settings.signOut).click();
  const ask = screen.dialog(en.settings.unsentTitle);
  await expect(ask).toContainText(en.settings.unsent({ posts: 0, drafts: 1, edits: 1, count: 2 }));
  await ask.getByRole('button', { name: en.general.cancel }).click();
  await screen.dialog(en.settings.title).getByRole('button', { name: en.general.close }).click();
  await expect(screen.composer).toHaveValue('half a thought');
  await expect(field).toHaveValue('One apple');
});

test('signing out with unsent messages asks first', async ({ owner, cable }) => {
  owner.watch.networkMayFail = true;
  await owner.open('/');
  await owner.screen.inRoom('General');
  cable.cut('live');
  await expect(owner.screen.button(en.connection.retryNow)).toBeVisible();
  await owner.screen.say('not gone yet');
  // Until the browser has stored it, it is a draft.
  await expect(owner.screen.composer).toHaveValue('');
  await owner.screen.button(en.settings.open).click();
  await owner.screen.button(en.settings.signOut).click();
  const ask = owner.screen.dialog(en.settings.unsentTitle);
  await expect(ask).toContainText(en.settings.unsent({ posts: 1, drafts: 0, edits: 0, count: 1 }));
  await ask.getByRole('button', { name: en.settings.unsentSubmit }).click();
  await expect(owner.screen.heading(en.signIn.title)).toBeVisible();
  cable.mend();
  await owner.screen.enter('ada', en.signIn.submit);
  await owner.screen.inRoom('General');
  await expect(owner.screen.message('not gone yet')).toHaveCount(0);
});
