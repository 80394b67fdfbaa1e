import { expect, test } from 'bun:test';
import { ServerTime } from './server-time.ts';

const at = Date.parse('2026-11-24T12:00:00Z');
const date = (ms: number): string => new Date(ms).toUTCString();

test('a clock that is minutes off is known by the answers, whatever way it is off', () => {
  for (const off of [-7 * 60_000, 9 * 60_000]) {
    const time = new ServerTime();
    time.heard(date(at), at + off, at + off + 200);
    expect(Math.abs(time.offsetMs + off)).toBeLessThanOrEqual(1_000);
    // The next answers, a second more or less, do not make times jump.
    const first = time.offsetMs;
    time.heard(date(at + 5_000), at + off + 5_900, at + off + 6_000);
    expect(time.offsetMs).toBe(first);
    // The clock was set right.
    time.heard(date(at + 9_000), at + 9_000, at + 9_100);
    expect(time.offsetMs).toBe(0);
  }
});

test('a right clock is left alone; slow, dateless and impossible answers tell nothing', () => {
  const time = new ServerTime();
  time.heard(date(at), at + 900, at + 1_000);
  time.heard(null, at, at);
  time.heard('soon', at, at);
  time.heard(date(at + 60_000), at, at + 30_000);
  time.heard(date(at + 60_000), at, at - 1);
  expect(time.offsetMs).toBe(0);
});
