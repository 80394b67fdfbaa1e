// Tries D5.3.
/** What was read by posting reaches all devices, also when every replica of `chats` dies right after the ack. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { rendezvous } from '../platform/rendezvous.ts';
import { startCluster, type ClusterWorld } from './cluster-world.ts';
import { connect, gather, post } from './gathering.ts';
import type { Person } from './person.ts';
import type { TestSocket } from './socket.ts';

let world: ClusterWorld;
beforeAll(async () => void (world = await startCluster()), 60_000);
afterAll(() => world.stop(), 60_000);

const heardOf = (socket: TestSocket, room: string, seq: number) =>
  socket.next('activity', ({ rooms }) => rooms[room]?.head === seq, { withinMs: 30_000 });

/** A room at each replica of `chats`, which the posts to it go to. */
async function roomsEverywhere(owner: Person): Promise<string[]> {
  const places = world.replicas('chats').map(({ port }) => `http://127.0.0.1:${port}`);
  const rooms = new Map<string, string>();
  while (rooms.size < places.length) {
    const { id } = await owner.room();
    rooms.set(rendezvous(id, places), id);
  }
  return [...rooms.values()];
}

test("one's own post shows as read on the other device, which has the room closed; nobody else hears of it", async () => {
  const { room, owner, others } = await gather(world);
  const [reader] = others as [Person];
  const rooms = await roomsEverywhere(owner);
  for (const id of rooms) await owner.letIn(id, reader);
  const [desk, phone, theirs] = await Promise.all([connect(owner), connect(owner), connect(reader)]);
  // So that all replicas have been heard of: nobody misses one that they never knew.
  for (const id of rooms) {
    const { seq } = await post(desk, id, 'before');
    await Promise.all([phone, theirs].map((socket) => heardOf(socket, id, seq)));
    await phone.next('me', ({ type }) => type === 'read');
  }
  const { seq } = await post(desk, room.id, 'mine');
  await Promise.all([world.kill('chats', 0), world.kill('chats', 1)]);
  await world.restart('chats', 0);
  const read = await phone.next('me', ({ type }) => type === 'read', { withinMs: 30_000 });
  expect(read.data).toEqual({ room: room.id, seq, n: 1 });
  await heardOf(theirs, room.id, seq);
  expect(theirs.all.filter((frame) => frame.t === 'me' && frame.type === 'read')).toEqual([]);
}, 120_000);
