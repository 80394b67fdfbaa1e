import { expect, test } from 'bun:test';
import { ApiError } from '../contracts/errors.ts';
import { SkippingClock } from '../testkit/skipping-clock.ts';
import { RateCounter } from './rates.ts';

function counter(keys: number) {
  const clock = new SkippingClock();
  const rates = new RateCounter({ count: 2, windowMs: 1000 }, clock, 'things', keys);
  const takes = (key: string): boolean => {
    try {
      rates.take(key);
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(ApiError);
      return false;
    }
  };
  return { clock, takes };
}

test('so many within a window, and then again in the next', async () => {
  const { clock, takes } = counter(10);
  expect([takes('a'), takes('a'), takes('a')]).toEqual([true, true, false]);
  expect(takes('b')).toBe(true);
  await clock.advance(1000);
  expect([takes('a'), takes('a'), takes('a')]).toEqual([true, true, false]);
});

test('a flood of new keys takes the place of the oldest alone: who came since stays limited', async () => {
  const { clock, takes } = counter(10);
  takes('old');
  await clock.advance(1);
  for (let times = 0; times < 3; times++) takes('recent');
  for (let n = 0; n < 9; n++) takes(`flood ${n}`);
  expect(takes('recent')).toBe(false);
});

test('a window that begins anew is not the oldest any more, and windows that ended go first', async () => {
  const { clock, takes } = counter(3);
  takes('a');
  takes('b');
  await clock.advance(1000);
  expect([takes('a'), takes('a'), takes('a')]).toEqual([true, true, false]);
  takes('c');
  takes('d');
  expect(takes('a')).toBe(false);
});

test('a clock that is set back limits nobody for as long as it went back', async () => {
  const { clock, takes } = counter(10);
  expect([takes('a'), takes('a'), takes('a')]).toEqual([true, true, false]);
  clock.skip(-3_600_000);
  expect([takes('a'), takes('a'), takes('a')]).toEqual([true, true, false]);
  await clock.advance(1000);
  expect(takes('a')).toBe(true);
});
