// Tries D5.3.
import { afterEach, expect, test } from 'bun:test';
import { subject } from '../../contracts/events.ts';
import type { DurableBus } from '../../platform/bus.ts';
import { localBus } from '../../platform/bus-local.ts';
import { connect, gather, open, post, reached } from '../../testkit/gathering.ts';
import { startLiveWorld } from '../../testkit/live-world.ts';
import type { Person } from '../../testkit/person.ts';
import type { World } from '../../testkit/world.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.stop();
  world = undefined;
});

/** A bus that keeps back what is published to some subjects until the test lets it go. */
function holdingBus() {
  const bus = localBus((error) => {
    throw error;
  });
  const kept: [string, string][] = [];
  let holds: (to: string) => boolean = () => false;
  const holding: DurableBus = {
    ...bus,
    publish(to, payload, headers) {
      if (holds(to)) kept.push([to, payload]);
      else bus.publish(to, payload, headers);
    },
  };
  return {
    bus: holding,
    hold: (which: (to: string) => boolean) => void (holds = which),
    /** From now on nothing is kept; gives what was. */
    letGo() {
      holds = () => false;
      return kept.splice(0);
    },
  };
}

test('an entry of the own log that comes late, or twice, takes no room away', async () => {
  const { bus, hold, letGo } = holdingBus();
  world = await startLiveWorld(bus);
  const { room, owner, others } = await gather(world);
  const [friend] = others as [Person];
  const socket = await connect(friend);
  hold((to) => to === subject.me(friend.id));
  await friend.chats.leave({ params: { room: room.id } });
  await owner.letIn(room.id, friend);
  await open(socket, room.id);
  const [left, joined] = letGo() as [[string, string], [string, string]];
  bus.publish(...joined);
  await socket.next('me', ({ type }) => type === 'room.joined');
  const told = socket.all.filter(({ t }) => t === 'gone').length;
  for (const late of [joined, left, left]) bus.publish(...late);
  await socket.settled();
  expect(socket.all.filter(({ t }) => t === 'gone')).toHaveLength(told);
  expect(socket.all.filter(({ t }) => t === 'me').map((me) => me.t === 'me' && me.type)).toEqual([
    'room.left',
    'room.joined',
  ]);
  const { seq } = await post(await connect(owner), room.id, 'still here');
  await reached(socket, room.id, seq);
  socket.send({ t: 'typing', room: room.id });
  await socket.next('typing');
});

test('a loss that the bus lost is said with the next entry, and nothing of the room comes after it', async () => {
  const { bus, hold, letGo } = holdingBus();
  world = await startLiveWorld(bus);
  const { room, owner, others } = await gather(world, 2);
  const [removed, friend] = others as [Person, Person];
  const [theirs, friends] = await Promise.all([connect(removed), connect(friend)]);
  hold((to) => to === subject.me(removed.id));
  await owner.chats.removeMember({ params: { room: room.id, user: removed.id } });
  letGo();
  await removed.room('Their own');
  expect(await theirs.next('gone')).toMatchObject({ room: room.id, code: 'removed' });
  await friends.next('activity', ({ rooms }) => room.id in rooms);
  const before = theirs.all.length;
  const { seq } = await post(await connect(owner), room.id, 'among ourselves');
  await friends.next('activity', ({ rooms }) => rooms[room.id]?.head === seq);
  await theirs.settled();
  expect(JSON.stringify(theirs.all.slice(before))).not.toContain(room.id);
}, 10_000);
