// Tries D5.1, D6.1, D11.1.
import { afterAll, afterEach, expect, test } from 'bun:test';
import { connect, eventsOf, expectSeqs, gather, post, reached, wholeLog } from '../../testkit/gathering.ts';
import type { Person } from '../../testkit/person.ts';
import { comeAndGo, talk } from '../../testkit/lively-talk.ts';
import { seededRandom } from '../../testkit/random.ts';
import type { TestSocket } from '../../testkit/socket.ts';
import { startWorld, type World } from '../../testkit/world.ts';

const worlds: World[] = [];
const closing: TestSocket[] = [];
afterEach(() => closing.splice(0).forEach((socket) => socket.terminate()));
afterAll(() => Promise.all(worlds.map((world) => world.stop())));

/** Small pages and rings put every reader at their edges; large ones are what runs for real. */
const sizes = {
  small: { ROOKERY_LIMIT_CATCH_UP_PAGE_EVENTS: '3', ROOKERY_LIMIT_ROOM_RING_EVENTS: '4' },
  tinyRing: { ROOKERY_LIMIT_CATCH_UP_PAGE_EVENTS: '50', ROOKERY_LIMIT_ROOM_RING_BYTES: '300' },
  standard: {},
};

test.each(Object.entries(sizes))(
  'readers who come and go while others write miss nothing and get nothing twice (%s)',
  async (_, env) => {
    const world = await startWorld({ env });
    worlds.push(world);
    const { room, owner, others } = await gather(world, 3);
    const [second, third, reader] = others as [Person, Person, Person];
    const observer = await connect(reader, { open: { [room.id]: { after: 0 } } });
    closing.push(observer);

    let head: number | null = null;
    const seeds = [11, 12, 13, 14, 15, 16];
    const readers = seeds.map((seed) =>
      comeAndGo(seed % 2 ? reader : owner, room.id, room.epoch, seededRandom(seed), () => head),
    );
    const writers = [owner, second, third].map((person, i) => talk(person, room.id, 150, seededRandom(i)));
    await Promise.all(writers);
    head = (await owner.chats.room({ params: { room: room.id } })).head;

    const log = await wholeLog(owner, room.id);
    expectSeqs(log, 1, head);
    for (const events of await Promise.all(readers)) {
      expectSeqs(events, 1, head);
      expect(events.map(({ id }) => id)).toEqual(log.map(({ id }) => id));
    }
    await reached(observer, room.id, head);
    expectSeqs(eventsOf(observer, room.id), 1, head);
  },
  60_000,
);

test('a deletion while somebody catches up leaves no gap', async () => {
  const world = await startWorld({ env: sizes.small });
  worlds.push(world);
  const { room, owner } = await gather(world);
  const writing = await connect(owner);
  closing.push(writing);
  for (let i = 0; i < 40; i++) await post(writing, room.id, `${i}`);
  const readers = await Promise.all(Array.from({ length: 10 }, () => connect(owner)));
  closing.push(...readers);
  const changes = Array.from({ length: 10 }, (_, i) =>
    owner.chats.deleteMessage({ params: { room: room.id, seq: room.head + 1 + i * 4 } }),
  );
  for (const socket of readers) socket.send({ t: 'open', room: room.id, after: 0 });
  await Promise.all(changes);
  const head = room.head + 50;
  for (const socket of readers) {
    await reached(socket, room.id, head);
    expectSeqs(eventsOf(socket, room.id), 1, head);
  }
});
