import type { Page } from '@playwright/test';
import { expect, test } from './test.ts';

interface RawSocket {
  frames: string[];
  send: (frame: object) => void;
}

declare global {
  interface Window {
    raw: RawSocket;
  }
}

/** A WebSocket of the page itself, beside the app's: every frame that comes is kept. Says hello, waits for the welcome. */
async function openRaw(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/live`, 'rookery.v1');
    window.raw = { frames: [], send: (frame) => socket.send(JSON.stringify(frame)) };
    socket.addEventListener('message', ({ data }) => window.raw.frames.push(String(data)));
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    window.raw.send({ t: 'hello' });
  });
  await expect.poll(() => framesOf(page, 'welcome')).toHaveLength(1);
}

async function framesOf(page: Page, type?: string): Promise<Record<string, unknown>[]> {
  const frames = await page.evaluate(() => window.raw.frames);
  const parsed = frames.map((frame) => JSON.parse(frame) as Record<string, unknown>);
  return type === undefined ? parsed : parsed.filter(({ t }) => t === type);
}

const send = (page: Page, frame: object): Promise<void> =>
  page.evaluate((one) => window.raw.send(one), frame);

test("a third person's socket gets nothing of a room that is not theirs", async ({ owner, people }) => {
  const grace = await people.member('grace');
  const third = await people.member('third');
  const room = await owner.makeRoom('Secret garden', grace);
  for (const person of [owner, grace]) {
    await person.open(`/rooms/${room.id}`);
    await person.screen.inRoom('Secret garden');
  }
  await third.open('/');
  await openRaw(third.page);
  await send(third.page, { t: 'open', room: room.id, after: 0 });
  await expect
    .poll(() => framesOf(third.page, 'error'))
    .toMatchObject([{ re: 'open', room: room.id, code: 'not_found' }]);

  await grace.screen.composer.pressSequentially('The key is');
  await grace.screen.say('The key is under the mat');
  await expect(owner.screen.message('under the mat')).toBeVisible();
  await owner.api.chats.renameRoom({ params: { room: room.id }, body: { name: 'Hidden garden' } });
  await owner.screen.say('Thanks');
  await expect(grace.screen.message('Thanks')).toBeVisible();
  await send(third.page, { t: 'typing', room: room.id });
  await send(third.page, { t: 'read', room: room.id, seq: 3 });
  await send(third.page, { t: 'post', room: room.id, key: 'a-key-of-mine', body: 'let me in' });
  await expect
    .poll(() => framesOf(third.page, 'refused'))
    .toMatchObject([{ key: 'a-key-of-mine', code: 'not_found' }]);

  // What was on its way before this answer has arrived.
  await send(third.page, { t: 'ping' });
  await expect.poll(() => framesOf(third.page, 'pong')).toHaveLength(1);
  const frames = await framesOf(third.page);
  const kinds = new Set(frames.map(({ t }) => t));
  for (const kind of ['event', 'activity', 'typing', 'caught-up', 'reset']) expect(kinds).not.toContain(kind);
  expect(JSON.stringify(frames)).not.toMatch(/mat|garden|Thanks/);
  await expect(owner.screen.message('let me in')).toHaveCount(0);
});

test('who was removed gets nothing more on a socket that stays open', async ({ owner, people }) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  await owner.open(`/rooms/${room.id}`);
  await owner.screen.inRoom('Garden');
  await grace.open('/');
  await openRaw(grace.page);
  await send(grace.page, { t: 'open', room: room.id, after: 0 });
  await expect.poll(() => framesOf(grace.page, 'caught-up')).toHaveLength(1);
  await owner.screen.say('for all');
  await expect.poll(async () => JSON.stringify(await framesOf(grace.page, 'event'))).toContain('for all');

  await owner.api.chats.removeMember({ params: { room: room.id, user: grace.id } });
  await expect.poll(() => framesOf(grace.page, 'gone')).toMatchObject([{ room: room.id, code: 'removed' }]);
  await owner.screen.say('without grace');
  await expect(owner.screen.message('without grace')).not.toContainText('Waits');
  await send(grace.page, { t: 'ping' });
  await expect.poll(() => framesOf(grace.page, 'pong')).toHaveLength(1);
  const frames = await framesOf(grace.page);
  expect(JSON.stringify(frames)).not.toContain('without grace');
  expect(frames.findLast(({ t }) => t === 'event')).toMatchObject({ type: 'member.removed' });
});

test('a socket without a session is refused', async ({ owner, people }) => {
  const visitor = await people.person('visitor');
  visitor.watch.networkMayFail = true;
  await visitor.open('/');
  const outcome = await visitor.page.evaluate(
    () =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/live`, 'rookery.v1');
        socket.addEventListener('open', () => resolve('open'));
        socket.addEventListener('close', () => resolve('refused'));
      }),
  );
  expect(outcome).toBe('refused');
  expect(owner.origin).toBe(visitor.origin);
});
