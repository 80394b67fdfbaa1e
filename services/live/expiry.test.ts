// Tries D8.2.
import { expect, test } from 'bun:test';
import { localBus } from '../../platform/bus-local.ts';
import { ManualClock } from '../../testkit/clock.ts';
import { follow, gather, newcomer, post, reached } from '../../testkit/gathering.ts';
import { startLiveWorld } from '../../testkit/live-world.ts';
import type { Person } from '../../testkit/person.ts';

const minute = 60_000;

test('a socket ends with the time of its sign-in, within a minute; one that signed in later stays', async () => {
  const clock = new ManualClock();
  const env = { ROOKERY_LIMIT_SESSION_MAX_MS: String(3 * minute) };
  const world = await startLiveWorld(
    localBus(() => undefined),
    env,
    { clock },
  );
  try {
    const { room, owner, others } = await gather(world);
    const [friend] = others as [Person];
    const [old, theirs] = [await follow(owner, room.id), await follow(friend, room.id)];
    await clock.advance(1.5 * minute);
    const late = await newcomer(world);
    await owner.letIn(room.id, late);
    const later = await follow(late, room.id);

    await clock.advance(1.4 * minute);
    for (const socket of [old, theirs, later]) await socket.settled();
    await clock.advance(1.1 * minute);
    for (const socket of [old, theirs])
      expect(await socket.closed).toEqual({ code: 4001, reason: 'session_ended' });
    expect(old.all.at(-1)).toEqual({ t: 'bye', code: 'session_ended' });

    const { seq } = await post(later, room.id, 'still here');
    await reached(later, room.id, seq);
    expect(JSON.stringify(old.all)).not.toContain('still here');
    await clock.advance(1.5 * minute);
    expect(await later.closed).toEqual({ code: 4001, reason: 'session_ended' });
  } finally {
    await world.stop();
  }
});
