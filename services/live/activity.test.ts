import { afterAll, beforeAll, expect, test } from 'bun:test';
import { localBus } from '../../platform/bus-local.ts';
import { readLimits } from '../../platform/limits.ts';
import { ManualClock } from '../../testkit/clock.ts';
import { connect, eventsOf, follow, gather, newcomer, post } from '../../testkit/gathering.ts';
import { startLiveWorld } from '../../testkit/live-world.ts';
import type { Person } from '../../testkit/person.ts';
import type { TestSocket } from '../../testkit/socket.ts';
import { startWorld, type World } from '../../testkit/world.ts';

let world: World;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.stop());

const notices = (socket: TestSocket) =>
  socket.all.flatMap((frame) => (frame.t === 'activity' ? [frame.rooms] : []));

test('a member hears that a room has news, not what; who has it open hears the news itself', async () => {
  const { room, owner, others } = await gather(world);
  const [friend] = others as [Person];
  const second = await owner.room('Attic');
  const [idle, opened] = await Promise.all([connect(friend), follow(friend, room.id)]);
  const writing = await connect(owner);
  await post(writing, second.id, 'among others');
  const { seq } = await post(writing, room.id, 'hello');
  await idle.next('activity', ({ rooms }) => rooms[room.id]?.head === seq);
  expect(notices(idle).at(-1)).toEqual({ [room.id]: { head: seq, posts: 1 } });
  // One of its last join may have come before.
  expect(notices(idle).flatMap((one) => Object.keys(one))).not.toContain(second.id);
  expect(eventsOf(idle, room.id)).toEqual([]);
  // The one that has it open was due for the same notice.
  await opened.settled();
  expect(notices(opened)).toEqual([]);
  expect(eventsOf(opened, room.id)).toHaveLength(1);
});

test('many messages come as one notice a second, which tells the last head', async () => {
  const clock = new ManualClock();
  const own = await startLiveWorld(
    localBus(() => undefined),
    {},
    { clock },
  );
  try {
    const { room, owner, others } = await gather(own);
    const [friend] = others as [Person];
    const idle = await connect(friend);
    const writing = await connect(owner);
    for (let second = 1; second <= 2; second++) {
      for (let i = 0; i < 60; i++) await post(writing, room.id, `${i}`);
      await idle.settled();
      expect(notices(idle)).toHaveLength(second - 1);
      await clock.advance(readLimits({}).activityIntervalMs);
      const head = room.head + 60 * second;
      await idle.next('activity', ({ rooms }) => rooms[room.id]?.head === head);
      expect(notices(idle).at(-1)?.[room.id]).toEqual({ head, posts: 60 * second });
      expect(notices(idle)).toHaveLength(second);
    }
  } finally {
    await own.stop();
  }
});

test('a room that one joins while connected gives notices from then on', async () => {
  const { room, owner } = await gather(world, 0);
  const guest = await newcomer(world);
  const socket = await connect(guest);
  await owner.letIn(room.id, guest);
  await socket.next('me', ({ type }) => type === 'room.joined');
  const { seq } = await post(await connect(owner), room.id, 'welcome');
  await socket.next('activity', ({ rooms }) => rooms[room.id]?.head === seq);
});

test('a room that one left gives no notice any more', async () => {
  const { room, owner, others } = await gather(world, 2);
  const [leaver, witness] = others as [Person, Person];
  const [socket, idle] = await Promise.all([connect(leaver), connect(witness)]);
  await leaver.chats.leave({ params: { room: room.id } });
  await socket.next('gone');
  const { seq } = await post(await connect(owner), room.id, 'after');
  await idle.next('activity', ({ rooms }) => rooms[room.id]?.head === seq);
  await socket.settled();
  const late = notices(socket).filter((rooms) => (rooms[room.id]?.head ?? 0) > room.head + 1);
  expect(late).toEqual([]);
});

test('several rooms share one notice', async () => {
  const { owner, others, room } = await gather(world);
  const [friend] = others as [Person];
  const more = await Promise.all([owner.room('Second'), owner.room('Third')]);
  for (const { id } of more) await owner.letIn(id, friend);
  const idle = await connect(friend);
  const writing = await connect(owner);
  const ids = [room.id, ...more.map(({ id }) => id)];
  for (const id of ids) await post(writing, id, 'hi');
  for (const id of ids) {
    const heard = () => notices(idle).some((rooms) => rooms[id]?.posts === 1);
    if (!heard()) await idle.next('activity', ({ rooms }) => rooms[id]?.posts === 1);
  }
  expect(notices(idle).length).toBeLessThanOrEqual(ids.length);
});
