import { expect, test } from 'bun:test';
import { growthOf, median, percentile } from './statistics.ts';

test('the median of odd and even numbers of values, in any order', () => {
  expect(median([5, 1, 9])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([7])).toBe(7);
  expect(median([])).toBeNaN();
});

test('percentiles by nearest rank', () => {
  const values = Float64Array.from({ length: 200 }, (_, i) => i + 1);
  expect([0, 50, 99, 99.9, 100].map((percent) => percentile(values, percent))).toEqual([
    1, 100, 198, 200, 200,
  ]);
  expect(percentile([], 50)).toBeNaN();
});

test('growth of memory counts from the first quarter on', () => {
  const looks = [10, 20, 25, 30, 40].map((bytes, i) => ({ messages: (i + 1) * 10_000, bytes }));
  expect(growthOf(looks)).toEqual({ first: 20, last: 40, growth: (20 / 30_000) * 1e5 });
  expect(growthOf([{ messages: 5, bytes: 1 }])).toEqual({ first: 1, last: 1, growth: Number.NaN });
  expect(growthOf([]).last).toBeNaN();
});
