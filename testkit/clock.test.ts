import { expect, test } from 'bun:test';
import { ManualClock } from './clock.ts';

test('timers run at their moment and in order, and cancelled ones never', async () => {
  const clock = new ManualClock(1000);
  const ran: string[] = [];
  const note = (what: string) => () => void ran.push(`${what}@${clock.now()}`);
  clock.after(30, note('late'));
  clock.after(10, note('early'));
  const stop = clock.every(10, note('every'));
  clock.after(15, note('never'))();
  await clock.advance(30);
  stop();
  await clock.advance(100);
  expect(ran).toEqual(['early@1010', 'every@1010', 'every@1020', 'late@1030', 'every@1030']);
  expect(clock.now()).toBe(1130);
});

test('a timer that a timer sets runs in the same advance when it is due', async () => {
  const clock = new ManualClock(0);
  let at = 0;
  clock.after(5, () => clock.after(5, () => (at = clock.now())));
  await clock.advance(20);
  expect(at).toBe(10);
});
