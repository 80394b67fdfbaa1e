import { expect, test } from 'bun:test';
import { median, percentile } from './statistics.ts';

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
