// Tries D6.3.
import { afterEach, expect, test } from 'bun:test';
import { sql } from 'kysely';
import { subject } from '../../contracts/events.ts';
import { connect, eventsOf, expectSeqs, follow, gather, post, reached } from '../../testkit/gathering.ts';
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

test('a store that was put back under running sockets resets them; they go on in the log that is', async () => {
  world = await startLiveWorld(lossyBus(seededRandom(1), () => null));
  const { room, owner, others } = await gather(world, 2);
  const [friend, elsewhere] = others as [Person, Person];
  const reader = await follow(friend, room.id);
  const idle = await connect(elsewhere);
  const writing = await connect(owner);
  for (let i = 0; i < 8; i++) await post(writing, room.id, `lost ${i}`);
  await reached(reader, room.id, room.head + 8);
  // The digest that tells of them is out, too.
  await idle.next('activity', ({ rooms }) => rooms[room.id]?.head === room.head + 8);

  await putBack(world, room.id, room.head + 2);

  const { seq } = await post(writing, room.id, 'new');
  expect(seq).toBe(room.head + 3);
  expect(await reader.next('reset', undefined, { withinMs: 20_000 })).toMatchObject({ head: seq });
  await reader.next('caught-up', (frame) => frame.seq === seq);
  const from = eventsOf(reader, room.id).length;
  const next = post(writing, room.id, 'goes on');
  await reader.next('event', (event) => event.type === 'message.posted' && event.data.body === 'goes on');
  await next;
  expectSeqs(eventsOf(reader, room.id).slice(from), seq + 1, seq + 1);
  expect(idle.all.filter(({ t }) => t === 'reset')).toEqual([]);
}, 20_000);

test('a digest that tells of an older head, as of a replica that is behind, resets nobody', async () => {
  const bus = lossyBus(seededRandom(2), () => null);
  world = await startLiveWorld(bus);
  const { room, owner, others } = await gather(world);
  const [friend] = others as [Person];
  const reader = await follow(friend, room.id);
  const writing = await connect(owner);
  const { seq } = await post(writing, room.id, 'one');
  await reached(reader, room.id, seq);
  const heads = { [room.id]: [seq - 1, 0] };
  bus.publish(subject.digest, JSON.stringify({ replica: 'another', n: 1, heads, me: {} }));
  await reader.settled();
  const later = await post(writing, room.id, 'two');
  await reached(reader, room.id, later.seq);
  expectSeqs(eventsOf(reader, room.id), room.head + 1, later.seq);
  expect(reader.all.filter(({ t }) => t === 'reset')).toEqual([]);
});

test('devices whose own log was put back are sent away to begin anew, and told to come back one after the other', async () => {
  const sockets = 100;
  const chance = seededRandom(3);
  const bus = lossyBus(chance, () => null);
  const env = { ROOKERY_LIMIT_SOCKETS_PER_USER: String(sockets) };
  world = await startLiveWorld(bus, env, { random: () => chance.below(2 ** 32) / 2 ** 32 });
  const { owner, others } = await gather(world);
  const [friend] = others as [Person];
  const all = await Promise.all(Array.from({ length: sockets }, () => connect(owner)));
  const theirs = await connect(friend);
  const store = await testStore('chats', world.dataFolder);
  await sql`update me_heads set head = 0 where "user" = ${owner.id}`.execute(store.query);
  await store.close();
  bus.publish(subject.digest, JSON.stringify({ replica: 'another', n: 1, heads: {}, me: { [owner.id]: 9 } }));
  const times: number[] = [];
  for (const socket of all) {
    expect(await socket.closed).toMatchObject({ code: 1001 });
    const bye = socket.all.at(-1);
    expect(bye).toEqual({ t: 'bye', code: 'resync', retryAfterMs: expect.any(Number) });
    if (bye?.t === 'bye') times.push(bye.retryAfterMs ?? Number.NaN);
  }
  expect(Math.max(...times)).toBeLessThan(5_000);
  // In no half second do more than twice as many come back as would if they came evenly.
  for (const some of Map.groupBy(times, (ms) => Math.floor(ms / 500)).values())
    expect(some.length).toBeLessThanOrEqual(sockets / 5);
  await theirs.settled();
});
