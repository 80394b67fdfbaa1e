import { expect, test } from 'bun:test';
import { moved, partOf } from './visible-rows.ts';

const entries = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, i) => ({ id: `seq:${first + i}`, seq: first + i }));

test('at the newest, the first one on the page stays the same as one after the other comes', () => {
  const begins = new Set<string | undefined>();
  for (let last = 1_001; last <= 1_025; last++) {
    // Of what is in memory the oldest goes for each that comes.
    const items = entries(last - 900, last);
    const { start, end } = partOf(items, null, true);
    expect(end).toBe(items.length);
    expect(end - start).toBeGreaterThanOrEqual(150);
    expect(end - start).toBeLessThan(200);
    begins.add(items[start]?.id);
  }
  expect(begins.size).toBeLessThanOrEqual(2);
});

test('a short conversation is there as a whole, posts on their way too', () => {
  const items = [...entries(1, 30), { id: 'me:key', seq: null }];
  expect(partOf(items, null, true)).toEqual({ start: 0, end: 31 });
  expect(partOf([], null, true)).toEqual({ start: 0, end: 0 });
});

test('one who scrolls up and down again comes back to the newest, with a bounded number on the page', () => {
  const items = entries(1, 1_000);
  let from: string | null = null;
  for (let steps = 0; partOf(items, from, true).start > 0; steps++) {
    from = moved(items, partOf(items, from, true), 'up');
    expect(steps).toBeLessThan(100);
  }
  for (let steps = 0; partOf(items, from, true).end < items.length; steps++) {
    const { start, end } = partOf(items, from, true);
    expect(end - start).toBeLessThanOrEqual(250);
    from = moved(items, partOf(items, from, true), 'down');
    expect(steps).toBeLessThan(100);
  }
  expect(partOf(items, from, true).end).toBe(1_000);
});
