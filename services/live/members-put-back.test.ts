// Tries D8.1.
import { afterEach, expect, test } from 'bun:test';
import { sql } from 'kysely';
import { connect, follow, gather, post, reached } from '../../testkit/gathering.ts';
import { startLiveWorld } from '../../testkit/live-world.ts';
import { lossyBus } from '../../testkit/lossy-bus.ts';
import type { Person } from '../../testkit/person.ts';
import { putBack } from '../../testkit/put-back.ts';
import { seededRandom } from '../../testkit/random.ts';
import { testStore } from '../../testkit/store.ts';
import type { World } from '../../testkit/world.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.stop();
  world = undefined;
});

test('who is removed after the store was put back gets nothing more', async () => {
  world = await startLiveWorld(lossyBus(seededRandom(1), () => null));
  const { room, owner, others } = await gather(world, 2);
  const [removed, witness] = others as [Person, Person];
  const writing = await connect(owner);
  for (let i = 0; i < 8; i++) await post(writing, room.id, `old ${i}`);
  // Opened at a head that the log is still short of when they are removed.
  const [reader, other] = await Promise.all([follow(removed, room.id), follow(witness, room.id)]);
  await putBack(world, room.id, room.head + 1);
  await post(writing, room.id, 'after it was put back');
  await Promise.all([reader.next('reset'), other.next('reset')]);
  await Promise.all([reader.next('caught-up'), other.next('caught-up')]);
  await owner.chats.removeMember({ params: { room: room.id, user: removed.id } });
  // At once: the room's own event takes them out, and not their own log a moment later.
  const { seq } = await post(writing, room.id, 'not for them');
  await reached(other, room.id, seq);
  expect(await reader.next('gone')).toMatchObject({ room: room.id, code: 'removed' });
  await reader.settled();
  expect(JSON.stringify(reader.all)).not.toContain('not for them');
});

test('who is in no room of the store that was put back gets nothing of it, and begins anew', async () => {
  world = await startLiveWorld(lossyBus(seededRandom(1), () => null));
  const { room, owner, others } = await gather(world, 2);
  const [stranger, witness] = others as [Person, Person];
  const [reader, other] = await Promise.all([follow(stranger, room.id), follow(witness, room.id)]);
  const writing = await connect(owner);
  for (let i = 0; i < 3; i++) await post(writing, room.id, `old ${i}`);
  await reached(reader, room.id, room.head + 3);
  await putBack(world, room.id, room.head, [stranger]);
  await post(writing, room.id, 'not for them');
  await other.next('reset');
  expect(await reader.next('gone')).toMatchObject({ room: room.id, code: 'removed' });
  expect(await reader.closed).toMatchObject({ code: 1001 });
  expect(reader.all.at(-1)).toMatchObject({ t: 'bye', code: 'resync' });
  expect(JSON.stringify(reader.all)).not.toContain('not for them');
  const again = await connect(stranger, { open: { [room.id]: { after: 0 } } });
  expect(await again.next('error')).toMatchObject({ re: 'open', room: room.id, code: 'not_found' });
});

test("a device whose own log was put back begins anew, as soon as a room's log tells that the store was", async () => {
  world = await startLiveWorld(lossyBus(seededRandom(1), () => null));
  const { room, owner, others } = await gather(world, 2);
  const [friend, elsewhere] = others as [Person, Person];
  const reader = await follow(friend, room.id);
  const idle = await connect(elsewhere);
  const writing = await connect(owner);
  for (let i = 0; i < 3; i++) await post(writing, room.id, `old ${i}`);
  await reached(reader, room.id, room.head + 3);
  const store = await testStore('chats', world.dataFolder);
  await sql`delete from me_log where "user" = ${elsewhere.id}`.execute(store.query);
  await sql`delete from me_heads where "user" = ${elsewhere.id}`.execute(store.query);
  await store.close();
  await putBack(world, room.id, room.head + 1);
  await post(writing, room.id, 'new');
  await reader.next('reset');
  expect(await idle.closed).toMatchObject({ code: 1001 });
  expect(idle.all.at(-1)).toMatchObject({ t: 'bye', code: 'resync' });
});
