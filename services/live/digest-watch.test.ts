import { expect, test } from 'bun:test';
import { subject } from '../../contracts/events.ts';
import { localBus } from '../../platform/bus-local.ts';
import { ManualClock } from '../../testkit/clock.ts';
import { DigestWatch } from './digest-watch.ts';

/** A watch that is told of digests by the number; `asked` counts how often something was missed. */
async function watched() {
  const clock = new ManualClock();
  const bus = localBus((error) => {
    throw error;
  });
  let asked = 0;
  const watch = new DigestWatch(bus, clock, [{ digest: () => undefined, missed: () => asked++ }]);
  watch.start();
  const say = async (replica: string, n: number) => {
    bus.publish(subject.digest, JSON.stringify({ replica, n, heads: {}, me: {} }));
    await clock.advance(500);
  };
  return { watch, say, asked: () => asked };
}

test('digests in order from the first one: nothing is missed; a number left out is', async () => {
  const { watch, say, asked } = await watched();
  for (const n of [1, 2, 3]) await say('replica-one', n);
  expect(asked()).toBe(0);
  await say('replica-one', 5);
  expect(asked()).toBe(1);
  watch.stop();
});

test('of a replica that is new here the first digests may be lost', async () => {
  const { watch, say, asked } = await watched();
  await say('replica-one', 2);
  expect(asked()).toBe(1);
  watch.stop();
});

test('a replica that another one outlives is asked for while it is silent, ever less often, and no more when it is back', async () => {
  const { watch, say, asked } = await watched();
  let n = 0;
  const others = async (times: number) => {
    const before = asked();
    for (let i = 0; i < times; i++) await say('replica-two', ++n);
    return asked() - before;
  };
  await say('replica-one', 1);
  // It may be dead, or only cut off from the bus: what it stores meanwhile nobody tells.
  const first = await others(40);
  expect(first).toBeGreaterThan(5);
  await others(400);
  const later = await others(100);
  expect(later).toBeGreaterThan(0);
  expect(later).toBeLessThan(first / 2);
  await say('replica-one', 2);
  const back = asked();
  await say('replica-one', 3);
  expect(asked()).toBe(back);
  watch.stop();
});
