import { afterAll, beforeAll, expect, test } from 'bun:test';
import {
  connect,
  eventsOf,
  follow,
  gather,
  newcomer,
  newKey,
  post,
  reached,
} from '../../testkit/gathering.ts';
import type { Person } from '../../testkit/person.ts';
import { frameBytes, opcode, RawSocket } from '../../testkit/raw-socket.ts';
import { startWorld, type World } from '../../testkit/world.ts';

let world: World;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.stop());

const frameLimit = 128 * 1024;

test('a frame that is none is an error, and the socket stays', async () => {
  const socket = await connect(await newcomer(world));
  const bad = [
    '',
    ' ',
    'hello',
    '{',
    '{"t":"ping"',
    'null',
    '1',
    '"ping"',
    '[]',
    '[{"t":"ping"}]',
    'undefined',
    '{}',
    '{"t":1}',
    '{"t":null}',
    '\ufeff{"t":"ping"}',
    '{"t":["ping"]}',
    "{'t':'ping'}",
  ];
  for (const text of bad) {
    socket.sendRaw(text);
    expect([text, await socket.next('error')]).toMatchObject([text, { code: 'malformed' }]);
  }
  socket.sendRaw(new TextEncoder().encode('{"t":"ping"}'));
  expect(await socket.next('error')).toMatchObject({ code: 'malformed' });
  await socket.settled();
});

test('frames with wrong parts are errors that name the frame', async () => {
  const { room, owner } = await gather(world, 0);
  const socket = await connect(owner);
  const bad: Record<string, unknown>[] = [
    { t: 'open' },
    { t: 'open', room: { $ne: null } },
    { t: 'open', room: [room.id] },
    { t: 'open', room: '../etc/passwd' },
    { t: 'open', room: '' },
    { t: 'open', room: 'x'.repeat(65) },
    { t: 'open', room: room.id, after: -1 },
    { t: 'open', room: room.id, after: 1.5 },
    { t: 'open', room: room.id, after: 2 ** 53 },
    { t: 'open', room: room.id, after: '1' },
    { t: 'open', room: room.id, after: null },
    { t: 'open', room: room.id, epoch: 7 },
    { t: 'open', room: room.id, last: {} },
    { t: 'read', room: room.id, seq: -1 },
    { t: 'read', room: room.id, seq: 1e308 },
    { t: 'read', room: room.id },
    { t: 'typing' },
    { t: 'close', room: 5 },
    { t: 'watch', users: 'everybody' },
    { t: 'watch', users: [{}] },
    { t: 'watch' },
  ];
  for (const frame of bad) {
    socket.sendRaw(JSON.stringify(frame));
    expect([frame, await socket.next('error')]).toMatchObject([frame, { re: frame.t, code: 'malformed' }]);
  }
  await socket.settled();
  expect(socket.all.filter(({ t }) => t === 'caught-up')).toEqual([]);
});

test('a hello with wrong parts is an error; a right one may follow', async () => {
  const socket = await (await newcomer(world)).socket();
  const bad: Record<string, unknown>[] = [
    { open: 'all' },
    { open: { 'bad id!': {} } },
    { me: 7 },
    { me: { after: -1 } },
    { caps: 'all' },
  ];
  for (const parts of bad) {
    socket.sendRaw(JSON.stringify({ t: 'hello', ...parts }));
    expect([parts, await socket.next('error')]).toMatchObject([parts, { re: 'hello', code: 'malformed' }]);
  }
  await socket.hello();
});

test('types and fields that are not known are passed over', async () => {
  const { room, owner } = await gather(world, 0);
  const socket = await connect(owner);
  for (const t of ['dance', '__proto__', 'constructor', 'toString', 'welcome', 'event', 'x'.repeat(1000)]) {
    socket.sendRaw(JSON.stringify({ t, room: room.id }));
  }
  socket.sendRaw(
    `{"t":"open","room":"${room.id}","colour":"red","__proto__":{"admin":true},"nested":{"a":[1]}}`,
  );
  await socket.next('caught-up');
  const key = newKey();
  socket.sendRaw(
    JSON.stringify({ t: 'post', room: room.id, key, body: 'fine', by: 'somebody-else', seq: 1, at: 0 }),
  );
  expect(await socket.next('ack')).toMatchObject({ key, seq: room.head + 1 });
  expect(await socket.next('event')).toMatchObject({ by: owner.id, seq: room.head + 1 });
  expect(socket.all.filter(({ t }) => t === 'error')).toEqual([]);
  expect(({} as Record<string, unknown>).admin).toBeUndefined();
});

test('deeply nested JSON is an error, however deep', async () => {
  const socket = await connect(await newcomer(world));
  for (const depth of [17, 1000, 60_000]) {
    socket.sendRaw(`{"t":"ping","x":${'['.repeat(depth)}${']'.repeat(depth)}}`);
    expect(await socket.next('error')).toMatchObject({ code: 'malformed' });
  }
  socket.sendRaw(`{"t":"ping","x":${'{"y":'.repeat(20)}1${'}'.repeat(20)}}`);
  expect(await socket.next('error')).toMatchObject({ code: 'malformed' });
  socket.sendRaw(`{"t":"ping","x":"${'['.repeat(100)}"}`);
  await socket.next('pong');
});

test('a frame of the greatest size is taken, a larger one closes the socket', async () => {
  const { room, owner } = await gather(world, 0);
  const socket = await connect(owner);
  const frame = JSON.stringify({ t: 'post', room: room.id, key: newKey(), body: '\u0001'.repeat(16_000) });
  socket.sendRaw(frame + ' '.repeat(frameLimit - frame.length));
  await socket.next('ack');
  socket.sendRaw(frame + ' '.repeat(frameLimit - frame.length + 1));
  // 1006: the connection ended before the code could be read.
  expect((await socket.closed).code).toBeOneOf([1009, 1006]);
  expect((await owner.chats.room({ params: { room: room.id } })).posts).toBe(1);
});

test('what breaks the protocol itself ends that connection alone', async () => {
  const { room, owner, others } = await gather(world);
  const [friend] = others as [Person];
  const watching = await follow(friend, room.id);
  const ping = '{"t":"ping"}';
  const broken: Record<string, Buffer> = {
    'a binary frame of 2^62 bytes': frameBytes(opcode.binary, 'x', { declared: 2n ** 62n }),
    'a text frame of 1 GiB': frameBytes(opcode.text, 'x', { declared: 2n ** 30n }),
    'a length with its highest bit set': frameBytes(opcode.text, 'x', { declared: 2n ** 63n + 5n }),
    'text that is not UTF-8': frameBytes(opcode.text, Buffer.from([0x7b, 0xff, 0xfe, 0xc0, 0x80, 0x7d])),
    'half a surrogate in UTF-8': frameBytes(opcode.text, Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])),
    'an opcode that is none': frameBytes(0xb, 'x'),
    'a fragmented ping': frameBytes(opcode.ping, 'x', { final: false }),
    'a ping of 126 bytes': frameBytes(opcode.ping, 'x'.repeat(126)),
    'a continuation of nothing': frameBytes(opcode.continuation, ping),
  };
  for (const bytes of Object.values(broken)) {
    const raw = await RawSocket.open(owner);
    raw.send({ t: 'hello' });
    await raw.got('rooms');
    raw.write(bytes);
    await raw.ended;
    expect(raw.frames.filter(({ t }) => t === 'pong')).toEqual([]);
  }
  const { seq } = await post(watching, room.id, 'still here');
  await reached(watching, room.id, seq);
  expect(eventsOf(watching, room.id)).toHaveLength(1);
});

test('fragments are put together, but not beyond the limit of a frame', async () => {
  const raw = await RawSocket.open(await newcomer(world));
  raw.write(frameBytes(opcode.text, '{"t":', { final: false }));
  raw.write(frameBytes(opcode.ping, 'between'));
  raw.write(frameBytes(opcode.continuation, '"pi', { final: false }));
  raw.write(frameBytes(opcode.continuation, 'ng"}'));
  await raw.got('pong');
  raw.write(frameBytes(opcode.text, ' ', { final: false }));
  for (let i = 0; i < 10; i++)
    raw.write(frameBytes(opcode.continuation, ' '.repeat(16_384), { final: false }));
  await raw.ended;
});
