import type { Locator } from '@playwright/test';
import type { Room } from '../contracts/chats.ts';
import type { Person } from './people.ts';

/** Posts go in so many at a time. */
const atOnce = 50;

/** Fills a room with messages, in any order. Answers the seqs of the first and the last. */
export async function fill(
  person: Person,
  room: Pick<Room, 'id'>,
  count: number,
): Promise<{ first: number; last: number }> {
  const { head } = await person.api.chats.room({ params: { room: room.id } });
  for (let from = 1; from <= count; from += atOnce) {
    const lines = Array.from({ length: Math.min(atOnce, count - from + 1) }, (_, at) => from + at);
    // Of various lengths, so that rows are of various heights.
    await Promise.all(
      lines.map((line) => person.says(room, `line ${line}${' and more of it'.repeat(line % 17)}`)),
    );
  }
  return { first: head + 1, last: head + count };
}

/** The row of a seq in the open conversation. */
export const rowOf = ({ screen }: Person, seq: number): Locator => screen.log.locator(`[data-seq="${seq}"]`);

/** How far down in the view a row begins: 0 at its top, 1 at its lower end. */
export function heightInView(row: Locator): Promise<number> {
  return row.evaluate((element) => {
    const view = element.closest('[role=log]')?.getBoundingClientRect();
    return view ? (element.getBoundingClientRect().top - view.top) / view.height : NaN;
  });
}

/**
 * Scrolls on until this is on the page, looking at each step whether rows stand without a gap and not too many. Answers the
 * seqs of all that were on the page; `without` are those of edits and deletions, which have no row.
 */
export function scrollUntil(
  person: Person,
  wanted: string,
  direction: 'up' | 'down',
  without: readonly number[] = [],
): Promise<number[]> {
  return person.page.evaluate(
    async ([selector, step, rowless]) => {
      const log = document.querySelector('[role=log]');
      if (!log) throw new Error('there is no conversation');
      const seen = new Set<number>();
      const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      const deadline = performance.now() + 60_000;
      for (;;) {
        const seqs = [...log.querySelectorAll<HTMLElement>('[data-seq]')].map(({ dataset }) =>
          Number(dataset.seq),
        );
        for (const [at, seq] of seqs.entries()) {
          const next = (seqs[at - 1] ?? 0) + 1;
          if (at > 0 && seq !== (rowless.includes(next) ? next + 1 : next))
            throw new Error(`${seq} comes after ${next - 1}`);
          seen.add(seq);
        }
        if (seqs.length > 500) throw new Error(`${seqs.length} rows are on the page`);
        if (document.querySelector(selector)) return [...seen];
        if (performance.now() > deadline) throw new Error(`only ${seen.size} rows in a minute`);
        log.scrollBy(0, step * log.clientHeight * 3);
        await frame();
      }
    },
    [wanted, direction === 'up' ? -1 : 1, without] as const,
  );
}
