import { afterAll, beforeAll, expect, test } from 'bun:test';
import { connect, eventsOf, expectSeqs, gather, newKey, newcomer } from '../../testkit/gathering.ts';
import type { Person } from '../../testkit/person.ts';
import { RawSocket } from '../../testkit/raw-socket.ts';
import { startWorld, type World } from '../../testkit/world.ts';

let world: World;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.stop());

test('a page of the longest messages is read no faster than its reader reads: nobody is closed for it', async () => {
  const { room, owner, others } = await gather(world);
  const [reader] = others as [Person];
  const writing = await connect(owner);
  const messages = 400;
  for (let sent = 0; sent < messages; sent += 40) {
    const keys = Array.from({ length: 40 }, newKey);
    for (const key of keys) writing.send({ t: 'post', room: room.id, key, body: '漢'.repeat(16_000) });
    for (const key of keys) await writing.next('ack', (ack) => ack.key === key, { withinMs: 15_000 });
  }
  const socket = await connect(reader, { open: { [room.id]: { after: room.head } } });
  await socket.next('caught-up', undefined, { withinMs: 20_000 });
  expectSeqs(eventsOf(socket, room.id), room.head + 1, room.head + messages);
  await socket.settled();
}, 60_000);

test('who asks without end and reads no answer is closed', async () => {
  const asker = await RawSocket.open(await newcomer(world));
  asker.send({ t: 'hello' });
  await asker.got('rooms');
  asker.stopReading();
  const users = Array.from({ length: 200 }, () => crypto.randomUUID());
  // Far more than the kernel takes and a reader may be behind.
  for (let i = 0; i < 4000; i++) asker.send({ t: 'watch', users });
  asker.goOnReading();
  expect(await asker.ended).toBeOneOf([4008, null]);
}, 60_000);
