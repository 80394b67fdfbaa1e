import { expect, test } from 'bun:test';
import { ManualClock } from '../live/manual-clock.ts';
import type { Hint } from '../live/network.ts';
import { dayOf, LocalDay } from './local-day.ts';

/** Half a minute to midnight, in local time. */
function evening() {
  const midnight = new Date(2026, 10, 24).getTime();
  const clock = new ManualClock(midnight - 30_000);
  const place = { zone: 'Europe/Berlin', offsetMs: 0 };
  let hint: (hint: Hint) => void = () => undefined;
  const day = new LocalDay({
    clock,
    offsetMs: () => place.offsetMs,
    zone: () => place.zone,
    network: {
      subscribe: (listener) => {
        hint = listener;
        return () => undefined;
      },
    },
  });
  let changes = 0;
  day.subscribe(() => changes++);
  const stop = day.start();
  return { clock, day, midnight, place, stop, hint: (what: Hint) => hint(what), changes: () => changes };
}

test('the day turns at local midnight, not before, and once', () => {
  const { clock, day, midnight, stop, changes } = evening();
  clock.pass(29_999);
  expect(day.getSnapshot().today).toBe(dayOf(midnight - 1));
  clock.pass(1);
  expect(day.getSnapshot()).toMatchObject({ today: dayOf(midnight), yesterday: dayOf(midnight - 1) });
  clock.pass(3_600_000);
  expect(changes()).toBe(1);
  stop();
  expect(clock.waiting).toBe(0);
});

test('a computer that slept past midnight knows on being looked at', () => {
  const { clock, day, midnight, hint, stop } = evening();
  stop();
  clock.pass(8 * 3_600_000);
  expect(day.getSnapshot().today).toBe(dayOf(midnight - 1));
  hint('shown');
  expect(day.getSnapshot().today).toBe(dayOf(midnight));
});

test('another time zone is noticed within a minute', () => {
  const { clock, day, place } = evening();
  place.zone = 'Asia/Tokyo';
  clock.pass(60_000);
  expect(day.getSnapshot().zone).toBe('Asia/Tokyo');
});

test('a clock that is hours off tells the server’s day', () => {
  const { day, place, midnight } = evening();
  place.offsetMs = 5 * 3_600_000;
  day.look();
  expect(day.getSnapshot().today).toBe(dayOf(midnight));
});
