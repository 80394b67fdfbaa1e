import type { Page } from '@playwright/test';
import { typedLines } from '../testkit/typed-lines.ts';
import { en } from '../web/src/text/en.ts';
import type { Person } from './people.ts';
import { expect, test } from './test.ts';

/** Posts go in so many at a time, as from a room full of people. */
const atOnce = 20;
const lines = typedLines();

async function pour(person: Person, room: string): Promise<void> {
  for (let from = 0; from < lines.length; from += atOnce) {
    const bodies = lines.slice(from, from + atOnce);
    await Promise.all(
      bodies.map((body, at) =>
        person.api.chats.postMessage({ params: { room }, body: { key: `typed-line-${from + at}`, body } }),
      ),
    );
  }
}

interface Seen {
  /** The seqs of all messages that were on the page. */
  seqs: number[];
  /** What stuck out sideways, and by how much. */
  tooWide: string[];
  rightToLeft: number;
}

/** Scrolls from the newest to the beginning, looking at everything on the way. */
function scrollThrough(page: Page, beginning: string): Promise<Seen> {
  return page.evaluate(async (theBeginning) => {
    const log = document.querySelector('[role=log]');
    if (!log) throw new Error('there is no conversation');
    const seqs = new Set<number>();
    const tooWide = new Set<string>();
    const rightToLeft = new Set<number>();
    const looked = new WeakSet<Element>();
    const look = (): void => {
      const page = document.documentElement;
      if (page.scrollWidth > innerWidth) tooWide.add(`the page: ${page.scrollWidth} in ${innerWidth}`);
      if (log.scrollWidth > log.clientWidth) tooWide.add(`the log: ${log.scrollWidth} in ${log.clientWidth}`);
      const edge = log.getBoundingClientRect().right;
      for (const message of log.querySelectorAll<HTMLElement>('[data-seq]')) {
        if (looked.has(message)) continue;
        looked.add(message);
        const seq = Number(message.dataset.seq);
        seqs.add(seq);
        for (const text of message.querySelectorAll('.text')) {
          if (text.getBoundingClientRect().right > edge + 1) tooWide.add(`message ${seq}`);
          if (getComputedStyle(text).direction === 'rtl') rightToLeft.add(seq);
        }
      }
    };
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const deadline = performance.now() + 60_000;
    for (;;) {
      look();
      const atTop = log.scrollTop === 0;
      if (atTop && log.textContent.includes(theBeginning)) break;
      if (performance.now() > deadline) throw new Error(`only ${seqs.size} messages in a minute`);
      log.scrollBy(0, -log.clientHeight * 3);
      await frame();
    }
    return { seqs: [...seqs], tooWide: [...tooWide], rightToLeft: rightToLeft.size };
  }, beginning);
}

test('what people really type shows without breaking the page, wide and narrow', async ({ owner }) => {
  test.setTimeout(180_000);
  const room = await owner.makeRoom('Everything');
  await pour(owner, room.id);
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ]) {
    await owner.page.setViewportSize(viewport);
    await owner.open(`/rooms/${room.id}`);
    await owner.screen.inRoom('Everything');
    const seen = await scrollThrough(owner.page, en.conversation.beginning);
    expect(seen.tooWide).toEqual([]);
    // The room's creation is the first event; each line is one of its own.
    expect(seen.seqs.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: lines.length + 1 }, (_, at) => at + 1),
    );
    expect(seen.rightToLeft).toBeGreaterThan(100);
  }
});

test('the longest messages open and close without sticking out', async ({ owner }) => {
  const room = await owner.makeRoom('Pastes');
  const pastes = lines.filter((line) => line.length > 15_000);
  expect(pastes.length).toBeGreaterThan(10);
  await owner.says(room, ...pastes);
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ]) {
    await owner.page.setViewportSize(viewport);
    await owner.open(`/rooms/${room.id}`);
    await owner.screen.inRoom('Pastes');
    const more = owner.screen.log.getByRole('button', { name: en.general.more, exact: true });
    await expect(more.last()).toBeVisible();
    for (let left = await more.count(); left > 0; left -= 1) await more.last().click();
    await expect(more).toHaveCount(0);
    const widths = await owner.screen.log.evaluate((log) => [
      log.scrollWidth - log.clientWidth,
      document.documentElement.scrollWidth - innerWidth,
    ]);
    expect(widths).toEqual([0, 0]);
  }
});

test('as typed, so received: a line of each kind passes the composer and comes to another browser', async ({
  owner,
  people,
}) => {
  const grace = await people.member('grace');
  const room = await owner.makeRoom('Garden', grace);
  for (const person of [owner, grace]) {
    await person.open(`/rooms/${room.id}`);
    await person.screen.inRoom('Garden');
  }
  // A text field makes every line break one "\n", so what has others cannot be typed.
  const typed = lines.filter((line) => line.length < 2_000 && !line.includes('\r')).slice(0, 60);
  for (const line of typed) await owner.screen.say(line);
  await expect(grace.screen.log.getByRole('article')).toHaveCount(typed.length);
  const { messages } = await grace.api.chats.messages({ params: { room: room.id }, query: { limit: 200 } });
  expect(messages.map(({ body }) => body)).toEqual(typed);
});
