import { expect, test } from 'bun:test';
import { rendezvous } from './rendezvous.ts';

const keys = Array.from({ length: 3000 }, (_, i) => `room-${i}`);

test('keys are spread evenly, the same for all who know the same places in whatever order', () => {
  const counts = new Map<string, number>();
  for (const key of keys) {
    const place = rendezvous(key, ['a', 'b', 'c']);
    expect(rendezvous(key, ['c', 'a', 'b'])).toBe(place);
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  for (const place of ['a', 'b', 'c']) expect(Math.abs((counts.get(place) ?? 0) - 1000)).toBeLessThan(150);
});

test('where a place goes away only its keys move, to all of the others', () => {
  const moved = new Set<string>();
  for (const key of keys) {
    const before = rendezvous(key, ['a', 'b', 'c']);
    const after = rendezvous(key, ['a', 'b']);
    if (before === 'c') moved.add(after);
    else expect(after).toBe(before);
  }
  expect(moved).toEqual(new Set(['a', 'b']));
});
