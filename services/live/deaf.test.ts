// Tries D8.2.
import { expect, test } from 'bun:test';
import { ManualClock } from '../../testkit/clock.ts';
import { connect, follow, gather, post, reached } from '../../testkit/gathering.ts';
import { startLiveWorld } from '../../testkit/live-world.ts';
import { lossyBus } from '../../testkit/lossy-bus.ts';
import { seededRandom } from '../../testkit/random.ts';

const minute = 60_000;

test('without auth sockets go on; without auth and bus for five minutes at most, and then they come back', async () => {
  const clock = new ManualClock();
  const gone = { bus: false, auth: false };
  const bus = lossyBus(seededRandom(1), () => (gone.bus ? { lost: 100, doubled: 0, late: 0 } : null));
  const world = await startLiveWorld(bus, {}, { clock, authIsAway: () => gone.auth });
  try {
    const { room, owner } = await gather(world);
    const socket = await follow(owner, room.id);
    gone.auth = true;
    await clock.advance(20 * minute);
    const { seq } = await post(socket, room.id, 'auth is away');
    await reached(socket, room.id, seq);

    gone.bus = true;
    await clock.advance(4.5 * minute);
    await socket.settled();
    expect(socket.all.at(-1)?.t).not.toBe('bye');
    await clock.advance(minute);
    expect(await socket.closed).toMatchObject({ code: 1001, reason: 'going_away' });
    expect(socket.all.at(-1)).toMatchObject({ t: 'bye', code: 'unavailable' });

    gone.auth = gone.bus = false;
    await clock.advance(minute);
    const back = await follow(owner, room.id, { after: seq });
    await clock.advance(20 * minute);
    const next = await post(back, room.id, 'all are back');
    await reached(back, room.id, next.seq);
  } finally {
    await world.stop();
  }
});

test('with auth there the bus may be away for as long as it likes', async () => {
  const clock = new ManualClock();
  const bus = lossyBus(seededRandom(1), () => ({ lost: 100, doubled: 0, late: 0 }));
  const world = await startLiveWorld(bus, {}, { clock });
  try {
    const { owner } = await gather(world);
    const socket = await connect(owner);
    await clock.advance(20 * minute);
    await socket.settled();
    expect(socket.all.at(-1)?.t).not.toBe('bye');
  } finally {
    await world.stop();
  }
});
