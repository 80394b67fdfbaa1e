import { expect, test } from 'bun:test';
import { localBus } from '../../platform/bus-local.ts';
import { connect, newcomer } from '../../testkit/gathering.ts';
import { startLiveWorld } from '../../testkit/live-world.ts';
import { seededRandom } from '../../testkit/random.ts';

const sockets = 200;
const [earliestMs, latestMs] = [500, 5_500];

test('a server that stops says goodbye to everybody, with times to come back spread over five seconds', async () => {
  const chance = seededRandom(7);
  const env = { ROOKERY_LIMIT_SOCKETS_PER_USER: String(sockets) };
  const world = await startLiveWorld(
    localBus(() => undefined),
    env,
    { random: () => chance.below(2 ** 32) / 2 ** 32 },
  );
  const ana = await newcomer(world);
  const silent = await ana.socket();
  const all = [silent, ...(await Promise.all(Array.from({ length: sockets - 1 }, () => connect(ana))))];
  await world.stop();

  const times: number[] = [];
  for (const socket of all) {
    expect(await socket.closed).toEqual({ code: 1001, reason: 'going_away' });
    const bye = socket.all.at(-1);
    expect(bye).toEqual({ t: 'bye', code: 'restarting', retryAfterMs: expect.any(Number) });
    if (bye?.t === 'bye') times.push(bye.retryAfterMs ?? Number.NaN);
  }
  expect(Math.min(...times)).toBeGreaterThanOrEqual(earliestMs);
  expect(Math.max(...times)).toBeLessThan(latestMs);
  // In no half second do more than twice as many come back as would if they came evenly.
  const halfSeconds = Map.groupBy(times, (ms) => Math.floor((ms - earliestMs) / 500));
  expect(halfSeconds.size).toBe(10);
  for (const some of halfSeconds.values()) expect(some.length).toBeLessThanOrEqual(sockets / 5);
});
