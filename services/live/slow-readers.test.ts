// Tries D7.1, D7.2.
import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { RoomEvent } from '../../contracts/chats.ts';
import { ManualClock } from '../../testkit/clock.ts';
import { connect, eventsOf, expectSeqs, follow, gather, newKey, reached } from '../../testkit/gathering.ts';
import type { Person } from '../../testkit/person.ts';
import { RawSocket } from '../../testkit/raw-socket.ts';
import type { TestSocket } from '../../testkit/socket.ts';
import { startWorld, type World } from '../../testkit/world.ts';
import { SlowReaders } from './slow-readers.ts';
import type { Socket } from './socket.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({
    env: { ROOKERY_LIMIT_SOCKET_BUFFER_BYTES: '300000', ROOKERY_LIMIT_SLOW_READER_GRACE_MS: '2000' },
  });
});
afterAll(() => world.stop());

// The kernel takes some megabytes before anything is left to the server.
const messages = 400;
const body = '漢'.repeat(16_000);

async function flood(socket: TestSocket, room: string): Promise<void> {
  for (let sent = 0; sent < messages; sent += 40) {
    const keys = Array.from({ length: 40 }, newKey);
    for (const key of keys) socket.send({ t: 'post', room, key, body });
    for (const key of keys) await socket.next('ack', (ack) => ack.key === key, { withinMs: 15_000 });
  }
}

const eventsIn = (socket: RawSocket): RoomEvent[] => socket.frames.filter((frame) => frame.t === 'event');

test('who does not read is closed by name and resumes without a gap; the others get everything', async () => {
  const { room, owner, others } = await gather(world, 2);
  const [slow, brisk] = others as [Person, Person];
  const reading = await follow(brisk, room.id);
  const stalled = await RawSocket.open(slow);
  stalled.send({ t: 'hello', open: { [room.id]: { after: room.head } } });
  await stalled.got('caught-up');
  stalled.stopReading();
  await flood(await connect(owner), room.id);
  const head = room.head + messages;
  await reached(reading, room.id, head, 20_000);
  expectSeqs(eventsOf(reading, room.id), room.head + 1, head);
  await reading.settled();

  stalled.goOnReading();
  expect(await stalled.ended).toBeOneOf([4008, null]);
  const got = eventsIn(stalled);
  const last = got.at(-1)?.seq ?? room.head;
  expectSeqs(got, room.head + 1, last);
  expect(last).toBeLessThan(head);

  const back = await connect(slow, {
    open: { [room.id]: { after: last, epoch: room.epoch, ...lastId(got) } },
  });
  expect((await back.next('caught-up', undefined, { withinMs: 20_000 })).seq).toBe(head);
  expectSeqs(eventsOf(back, room.id), last + 1, head);
}, 60_000);

function lastId(events: readonly RoomEvent[]): { last?: string } {
  const last = events.at(-1);
  return last ? { last: last.id } : {};
}

test('who reads again in time hears why: 4008', async () => {
  // Time enough, however long the flood takes here.
  const patient = await startWorld({
    env: { ROOKERY_LIMIT_SOCKET_BUFFER_BYTES: '300000', ROOKERY_LIMIT_SLOW_READER_GRACE_MS: '600000' },
  });
  const { room, owner, others } = await gather(patient);
  const [slow] = others as [Person];
  const stalled = await RawSocket.open(slow);
  stalled.send({ t: 'hello', open: { [room.id]: {} } });
  await stalled.got('caught-up');
  const watching = await connect(owner);
  stalled.stopReading();
  await flood(watching, room.id).finally(() => stalled.goOnReading());
  expect(await stalled.ended).toBe(4008);
  const got = eventsIn(stalled);
  expectSeqs(got, room.head + 1, room.head + got.length);
  await patient.stop();
}, 60_000);

test('a replay to one who does not read waits for them and piles nothing up', async () => {
  const { room, owner, others } = await gather(world);
  const [slow] = others as [Person];
  const writing = await connect(owner);
  await flood(writing, room.id);
  const stalled = await RawSocket.open(slow);
  stalled.send({ t: 'hello' });
  await stalled.got('rooms');
  stalled.stopReading();
  stalled.send({ t: 'open', room: room.id, after: 0 });
  // Others are served meanwhile.
  const brisk = await connect(owner, { open: { [room.id]: { after: 0 } } });
  await brisk.next('caught-up', undefined, { withinMs: 20_000 });
  stalled.goOnReading();
  await stalled.got('caught-up');
  expectSeqs(eventsIn(stalled), 1, room.head + messages);
  // All of it at once would have come too, and then the end: as too slow.
  stalled.send({ t: 'ping' });
  await stalled.got('pong');
  stalled.destroy();
}, 60_000);

test('a reader of many rooms is found over the limit by what all of them publish together', async () => {
  const clock = new ManualClock();
  const slow = new SlowReaders(clock, { socketBufferBytes: 1_600, slowReaderGraceMs: 1_000 });
  let buffered = 0;
  const closed: number[] = [];
  const socket: Socket = {
    send: () => undefined,
    subscribe: () => undefined,
    unsubscribe: () => undefined,
    buffered: () => buffered,
    close: () => {
      closed.push(buffered);
      buffered = 0;
    },
    terminate: () => undefined,
  };
  const rooms = Array.from({ length: 50 }, () => [{ socket, closedAsSlow: () => undefined }]);
  for (const readers of rooms) {
    if (closed.length > 0) break;
    buffered += 90;
    slow.check(readers, 90);
    await clock.advance(0);
  }
  expect(closed).toHaveLength(1);
  expect(closed[0]).toBeLessThanOrEqual(1_600 + 200);
});
