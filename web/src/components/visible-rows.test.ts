import { expect, test } from 'bun:test';
import { moved, stretchOf } from './visible-rows.ts';

const entries = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, i) => ({ id: `seq:${first + i}`, seq: first + i }));

test('at the newest, the first one on the page stays the same as one after the other comes', () => {
  const begins = new Set<string | undefined>();
  for (let last = 1_001; last <= 1_025; last++) {
    // Of what is in memory the oldest goes for each that comes.
    const items = entries(last - 900, last);
    const { start, end } = stretchOf(items, null);
    expect(end).toBe(items.length);
    expect(end - start).toBeGreaterThanOrEqual(150);
    expect(end - start).toBeLessThan(200);
    begins.add(items[start]?.id);
  }
  expect(begins.size).toBeLessThanOrEqual(2);
});

test('a short conversation is there as a whole, posts on their way too', () => {
  const items = [...entries(1, 30), { id: 'me:key', seq: null }];
  expect(stretchOf(items, null)).toEqual({ start: 0, end: 31 });
  expect(stretchOf([], null)).toEqual({ start: 0, end: 0 });
});

test('one who scrolls up and down again comes back to the newest, with a bounded number on the page', () => {
  const items = entries(1, 1_000);
  let from: string | null = null;
  for (let steps = 0; stretchOf(items, from).start > 0; steps++) {
    from = moved(items, stretchOf(items, from), 'up');
    expect(steps).toBeLessThan(100);
  }
  for (let steps = 0; stretchOf(items, from).end < items.length; steps++) {
    const { start, end } = stretchOf(items, from);
    expect(end - start).toBeLessThanOrEqual(250);
    from = moved(items, stretchOf(items, from), 'down');
    expect(steps).toBeLessThan(100);
  }
  expect(stretchOf(items, from).end).toBe(1_000);
});
