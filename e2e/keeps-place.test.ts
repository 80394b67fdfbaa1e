import { fill, rowOf } from './many-messages.ts';
import type { Person } from './people.ts';
import { expect, test } from './test.ts';

/** How far a row is from the top of the view, in pixels, once the page is drawn. */
const topOf = (person: Person, seq: number): Promise<number> =>
  rowOf(person, seq).evaluate(async (row) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
    const view = row.closest('[role=log]')?.getBoundingClientRect();
    return row.getBoundingClientRect().top - (view?.top ?? NaN);
  });

/** The seq of the first row that is in view as a whole. */
const firstInView = ({ screen }: Person): Promise<number> =>
  screen.log.evaluate((log) => {
    const { top } = log.getBoundingClientRect();
    const rows = [...log.querySelectorAll<HTMLElement>('[data-seq]')];
    return Number(rows.find((row) => row.getBoundingClientRect().top >= top)?.dataset.seq);
  });

const rowsAbove = ({ screen }: Person): Promise<number> =>
  screen.log.evaluate((log) => Number(log.querySelector<HTMLElement>('[data-seq]')?.dataset.seq));

/** Whether the newest end is in view to the pixel. */
const leftBelow = ({ screen }: Person): Promise<number> =>
  screen.log.evaluate((log) => Math.round(log.scrollHeight - log.clientHeight - log.scrollTop));

const scrollTo = async (person: Person, seq: number): Promise<number> => {
  await rowOf(person, seq).evaluate((row) => row.scrollIntoView({ block: 'center' }));
  // The page hears of the scrolling with the next frame.
  await person.page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
  return firstInView(person);
};

/** Less than this is the rounding of a text's height; nothing on the screen moves. */
const pixel = 1;

test('a row in view does not move, whatever comes, grows or goes around it', async ({ owner }) => {
  const room = await owner.makeRoom('Garden');
  const { last } = await fill(owner, room, 700);
  const { page, screen } = owner;
  for (const address of [`/rooms/${room.id}`, `/rooms/${room.id}/300`]) {
    await owner.open(address);
    await screen.inRoom('Garden');
    const from = address.endsWith('/300') ? 280 : last - 30;
    await expect(rowOf(owner, from)).toBeVisible();
    let row = await scrollTo(owner, from);
    let before = await topOf(owner, row);
    const still = async (what: string): Promise<void> => {
      const drift = (await topOf(owner, row)) - before;
      expect({ what, address, moved: Math.abs(drift) >= pixel ? drift : 0 }).toEqual({
        what,
        address,
        moved: 0,
      });
    };

    // Messages come at the newest end.
    await owner.says(room, 'one more', 'and another');
    const { head } = await owner.api.chats.room({ params: { room: room.id } });
    if (address === `/rooms/${room.id}`) await expect(rowOf(owner, head)).toHaveCount(1);
    await still('append');

    // A row above becomes higher, and another one lower.
    const above = row - 3;
    await owner.api.chats.editMessage({
      params: { room: room.id, seq: above },
      body: { body: 'line\n'.repeat(12) },
    });
    await expect(rowOf(owner, above)).toContainText('line line');
    await still('a row above grew');
    await owner.api.chats.editMessage({ params: { room: room.id, seq: above }, body: { body: 'short' } });
    await expect(rowOf(owner, above)).toContainText('short');
    await still('a row above shrank');
    // A size changes without the app: as a picture that arrives.
    await rowOf(owner, above).evaluate((element) => (element.style.paddingBottom = '211px'));
    await still('a row above grew by itself');

    // Another size of all letters.
    await page.evaluate(() => (document.documentElement.style.fontSize = '20px'));
    await still('larger letters');
    await page.evaluate(() => (document.documentElement.style.fontSize = ''));
    await still('letters as before');
    await page.setViewportSize({ width: 900, height: 700 });
    await still('a narrower window');
    await page.setViewportSize({ width: 1280, height: 800 });
    await still('a wider window');

    // Earlier messages come in above.
    const oldest = await rowsAbove(owner);
    row = await scrollTo(owner, oldest + 4);
    before = await topOf(owner, row);
    await expect.poll(() => rowsAbove(owner)).toBeLessThan(oldest);
    await still('prepend');
  }
});

test('at the newest end it stays there, whatever grows', async ({ owner }) => {
  const room = await owner.makeRoom('Garden');
  const { last } = await fill(owner, room, 300);
  const { page, screen } = owner;
  await owner.open(`/rooms/${room.id}`);
  await screen.inRoom('Garden');
  await expect(rowOf(owner, last)).toBeInViewport();
  expect(await leftBelow(owner)).toBe(0);
  await owner.says(room, 'one more');
  await expect(rowOf(owner, last + 1)).toBeInViewport();
  expect(await leftBelow(owner)).toBe(0);
  for (const seq of [last + 1, last - 5]) {
    await rowOf(owner, seq).evaluate((element) => (element.style.paddingBottom = '300px'));
    await expect.poll(() => leftBelow(owner)).toBe(0);
  }
  await page.evaluate(() => (document.documentElement.style.fontSize = '22px'));
  await expect.poll(() => leftBelow(owner)).toBe(0);
  await page.setViewportSize({ width: 800, height: 500 });
  await expect.poll(() => leftBelow(owner)).toBe(0);
});
