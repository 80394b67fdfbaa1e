import { afterAll, beforeAll, expect, test } from 'bun:test';
import { serviceNames } from '../platform/alone-settings.ts';
import { startCluster, type ClusterWorld } from './cluster-world.ts';
import { connect, eventsOf, expectSeqs, follow, gather, post, reached, wholeLog } from './gathering.ts';
import { Person } from './person.ts';

let world: ClusterWorld;
beforeAll(async () => void (world = await startCluster()), 60_000);
afterAll(() => world.stop(), 60_000);

test('the first person claims it, and people talk over two live processes and two of chats', async () => {
  const owner = await new Person(world).claim('ada');
  expect(owner.user.username).toBe('ada');
  const { room, owner: host, others } = await gather(world, 3);
  const readers = await Promise.all(others.map((person) => follow(person, room.id)));
  const writers = await Promise.all([host, ...others].map((person) => connect(person)));
  await Promise.all(
    writers.map(async (socket, i) => {
      for (let n = 0; n < 10; n++) await post(socket, room.id, `${i} ${n}`);
    }),
  );
  const last = room.head + 40;
  for (const reader of readers) {
    await reached(reader, room.id, last);
    expectSeqs(eventsOf(reader, room.id), room.head + 1, last);
  }
  // Somebody who is not in the room hears nothing of it.
  const outsider = await connect(owner);
  outsider.send({ t: 'open', room: room.id });
  expect(await outsider.next('error')).toMatchObject({ code: 'not_found' });
});

test('every service has its metrics at a port of its own, and the public has none', async () => {
  for (const service of serviceNames) {
    for (const { port, metricsPort } of world.replicas(service)) {
      const answer = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('# TYPE rookery_');
      const isPublic = service === 'live' || service === 'gateway' || service === 'web';
      expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(isPublic ? 404 : 200);
    }
  }
  expect((await fetch(`${world.url}/metrics`)).status).toBe(404);
});

test('a dead chats, a dead bus and a dead live cost nothing that was acknowledged', async () => {
  const { room, owner, others } = await gather(world, 1);
  const [friend] = others as [Person];
  const reader = await follow(friend, room.id);
  const writing = await connect(owner);
  const acked: number[] = [];
  const say = async (body: string) => {
    const key = crypto.randomUUID();
    for (;;) {
      const answer = await owner.chats
        .postMessage({ params: { room: room.id }, body: { key, body } })
        .catch(() => undefined);
      if (answer) return acked.push(answer.seq);
      await Bun.sleep(100);
    }
  };
  for (let n = 0; n < 5; n++) await say(`before ${n}`);
  await world.kill('chats', 0);
  for (let n = 0; n < 5; n++) await say(`one chats ${n}`);
  await world.restart('chats', 0);
  await world.nats.kill();
  for (let n = 0; n < 5; n++) await say(`no bus ${n}`);
  await world.nats.restart();
  for (let n = 0; n < 5; n++) await say(`bus back ${n}`);
  await reached(reader, room.id, room.head + 20, 20_000);
  expectSeqs(eventsOf(reader, room.id), room.head + 1, room.head + 20);
  for (const at of [0, 1]) await world.kill('live', at);
  await writing.closed;
  await say('without live');
  for (const at of [0, 1]) await world.restart('live', at);
  const back = await follow(friend, room.id, { after: room.head + 20 });
  await reached(back, room.id, room.head + 21);
  expect((await wholeLog(owner, room.id)).slice(room.head).map(({ seq }) => seq)).toEqual(acked);
}, 60_000);
