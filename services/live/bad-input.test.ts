import { afterAll, beforeAll, expect, test } from 'bun:test';
import { connect, eventsOf, follow, gather, newcomer, open, post, reached } from '../../testkit/gathering.ts';
import type { Person } from '../../testkit/person.ts';
import { frameBytes, opcode, RawSocket } from '../../testkit/raw-socket.ts';
import { startWorld, type World } from '../../testkit/world.ts';

let world: World;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.stop());

/** A frame with bits of its first byte set that only an extension may set. */
function reserved(bits: number): Buffer {
  const bytes = frameBytes(opcode.text, '{"t":"ping"}');
  bytes[0] = (bytes[0] ?? 0) | bits;
  return bytes;
}

test('what WebSocket forbids ends that connection, and nothing of it is answered', async () => {
  const { room, owner, others } = await gather(world);
  const [friend] = others as [Person];
  const watching = await follow(friend, room.id);
  const ping = '{"t":"ping"}';
  const forbidden: Record<string, Buffer> = {
    'a text that is not masked': frameBytes(opcode.text, ping, { masked: false }),
    'the bit of a compressed frame, which was not agreed on': reserved(0x40),
    'the second reserved bit': reserved(0x20),
    'the third reserved bit': reserved(0x10),
    'an opcode of the future': frameBytes(3, ping),
    'a close in fragments': frameBytes(opcode.close, Buffer.from([3, 232]), { final: false }),
    'a close longer than it may be': frameBytes(opcode.close, Buffer.alloc(126)),
    'a text inside a text': Buffer.concat([
      frameBytes(opcode.text, '{"t":', { final: false }),
      frameBytes(opcode.text, ping),
    ]),
    'a length one over the limit': frameBytes(opcode.text, '', { declared: 131_073n }),
  };
  for (const [name, bytes] of Object.entries(forbidden)) {
    const raw = await RawSocket.open(owner);
    raw.send({ t: 'hello' });
    await raw.got('rooms');
    raw.write(bytes);
    expect([name, await raw.ended]).toEqual([name, name.startsWith('a length') ? 1009 : 1002]);
    expect([name, raw.frames.filter(({ t }) => t === 'pong')]).toEqual([name, []]);
  }
  const { seq } = await post(watching, room.id, 'still here');
  await reached(watching, room.id, seq);
  expect(eventsOf(watching, room.id)).toHaveLength(1);
});

test('a frame that breaks off with its connection is not acted on', async () => {
  const { room, owner } = await gather(world, 0);
  const frame = { t: 'post', room: room.id, key: 'half-a-post', body: 'never' };
  const whole = frameBytes(opcode.text, JSON.stringify(frame));
  for (const length of [1, 2, 5, 6, whole.length - 1]) {
    const raw = await RawSocket.open(owner);
    raw.send({ t: 'hello' });
    await raw.got('rooms');
    raw.write(whole.subarray(0, length));
    await new Promise((resolve) => setTimeout(resolve, 5));
    raw.destroy();
  }
  const socket = await connect(owner);
  const { seq } = await post(socket, room.id, 'whole');
  expect(seq).toBe(room.head + 1);
});

test('two hellos in one write are one hello and an error', async () => {
  const socket = await (await newcomer(world)).socket();
  socket.send({ t: 'hello' });
  socket.send({ t: 'hello' });
  expect(await socket.next('error')).toMatchObject({ re: 'hello', code: 'malformed' });
  await socket.next('rooms', ({ more }) => !more);
  await socket.settled();
  expect(socket.all.filter(({ t }) => t === 'welcome')).toHaveLength(1);
});

test('frames that come while the hello is answered wait for it, in their order', async () => {
  const { room, owner } = await gather(world, 0);
  const eager = await owner.socket();
  eager.send({ t: 'hello' });
  for (let i = 0; i < 5; i++) eager.send({ t: 'post', room: room.id, key: `eager-post-${i}`, body: `${i}` });
  for (let i = 0; i < 5; i++)
    expect(await eager.next('ack')).toMatchObject({ key: `eager-post-${i}`, seq: room.head + 1 + i });
});

test('a room that is none is answered like one that is not mine, whatever is asked of it', async () => {
  const [ana, ben] = await Promise.all([newcomer(world), newcomer(world)]);
  const notMine = (await ben.room()).id;
  const socket = await connect(ana);
  const answersTo = async (room: string) => {
    const before = socket.all.length;
    socket.send({ t: 'open', room, after: 0 });
    await socket.next('error');
    socket.send({ t: 'post', room, key: 'to-nowhere', body: 'hello' });
    await socket.next('refused');
    socket.send({ t: 'typing', room });
    await socket.next('error');
    socket.send({ t: 'read', room, seq: 1 });
    socket.send({ t: 'close', room });
    await socket.settled();
    return JSON.stringify(socket.all.slice(before)).replaceAll(room, 'ROOM');
  };
  const none = await answersTo(crypto.randomUUID());
  expect(await answersTo(notMine)).toBe(none);
  expect(none).toContain('"re":"open","code":"not_found"');
});

test('10,000 openings of one room are all answered, and the last one holds', async () => {
  const { room, owner } = await gather(world, 0);
  const raw = await RawSocket.open(owner);
  raw.send({ t: 'hello' });
  await raw.got('rooms');
  raw.frames.length = 0;
  const positions = [{}, { after: 0 }, { after: -1 }, { after: room.head + 1 }, { after: 2 ** 53 - 1 }];
  const some = Array.from({ length: 1_000 }, (_, i) =>
    frameBytes(opcode.text, JSON.stringify({ t: 'open', room: room.id, ...positions[i % positions.length] })),
  );
  const together = Buffer.concat(some);
  let malformed = 0;
  for (let i = 0; i < 10; i++) {
    raw.write(together);
    raw.send({ t: 'ping' });
    await raw.got('pong');
    const frames = raw.frames.splice(0);
    malformed += frames.filter((frame) => frame.t === 'error' && frame.code === 'malformed').length;
    const others = new Set(frames.map((frame) => (frame.t === 'error' ? frame.code : frame.t)));
    const known = ['malformed', 'limit_reached', 'caught-up', 'reset', 'event', 'pong'];
    expect([...others].filter((one) => !known.includes(one))).toEqual([]);
  }
  expect(malformed).toBe(2_000);
  raw.destroy();
  const socket = await connect(owner);
  expect(await open(socket, room.id, { after: 0 })).toBe(room.head);
}, 60_000);
