// Tries D5.3.
import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { MeEvent } from '../../contracts/chats.ts';
import { connect, expectSeqs, gather, newcomer, post } from '../../testkit/gathering.ts';
import type { Person } from '../../testkit/person.ts';
import type { TestSocket } from '../../testkit/socket.ts';
import { startWorld, type World } from '../../testkit/world.ts';

let world: World;
beforeAll(async () => void (world = await startWorld({ env: { ROOKERY_LIMIT_READ_INTERVAL_MS: '1' } })));
afterAll(() => world.stop());

const ownLog = (socket: TestSocket): MeEvent[] => socket.all.filter((frame) => frame.t === 'me');

test('what changes for a person reaches all their devices, once and in order', async () => {
  const ana = await newcomer(world);
  const devices = await Promise.all([connect(ana), connect(ana)]);
  const own = await ana.room('Mine');
  const { room, owner } = await gather(world, 0);
  await owner.letIn(room.id, ana);
  await ana.chats.leave({ params: { room: room.id } });
  for (const device of devices) {
    await device.next('me', ({ type }) => type === 'room.left');
    expect(ownLog(device)).toMatchObject([
      { type: 'room.joined', data: { room: { id: own.id, name: 'Mine', role: 'owner' } } },
      { type: 'room.joined', data: { room: { id: room.id, role: 'member' } } },
      { type: 'room.left', data: { room: room.id, reason: 'left' } },
    ]);
    const log = ownLog(device);
    expectSeqs(log, log[0]?.seq ?? 0, log.at(-1)?.seq ?? 0);
  }
});

test('a device that was away gets what it missed of its own log, and nothing of what it has', async () => {
  const ana = await newcomer(world);
  await ana.room('Before');
  const device = await ana.socket();
  const { me } = await device.hello();
  await device.close();
  const { room, owner } = await gather(world, 0);
  await owner.letIn(room.id, ana);
  await owner.chats.removeMember({ params: { room: room.id, user: ana.id } });

  const back = await ana.socket();
  const welcome = await back.hello({ me: { after: me.seq } });
  await back.next('me', ({ seq }) => seq === welcome.me.seq);
  await back.settled();
  const missed = ownLog(back);
  expectSeqs(missed, me.seq + 1, welcome.me.seq);
  expect(missed.map(({ type }) => type)).toEqual(['room.joined', 'room.left']);

  const fresh = await connect(ana);
  await fresh.settled();
  expect(ownLog(fresh)).toEqual([]);
  const current = await connect(ana, { me: { after: welcome.me.seq } });
  await current.settled();
  expect(ownLog(current)).toEqual([]);
});

test('the own log from its beginning is whole and goes on live', async () => {
  const ana = await newcomer(world);
  for (let i = 0; i < 5; i++) await ana.room(`Room ${i}`);
  const socket = await connect(ana, { me: { after: 0 } });
  await ana.room('The last');
  await socket.next('me', (entry) => entry.type === 'room.joined' && entry.data.room.name === 'The last');
  expectSeqs(ownLog(socket), 1, ownLog(socket).length);
  expect(ownLog(socket)).toHaveLength(6);
});

test('changes during the greeting are neither lost nor told twice', async () => {
  const ana = await newcomer(world);
  const first = await ana.socket();
  let { seq } = (await first.hello()).me;
  for (let round = 0; round < 10; round++) {
    const socket = await ana.socket();
    socket.send({ t: 'hello', me: { after: seq } });
    const made = await Promise.all([ana.room(`a${round}`), ana.room(`b${round}`)]);
    const told = (id: string) =>
      ownLog(socket).some((entry) => entry.type === 'room.joined' && entry.data.room.id === id);
    for (const { id } of made) {
      if (!told(id))
        await socket.next('me', (entry) => entry.type === 'room.joined' && entry.data.room.id === id);
    }
    await socket.settled();
    expectSeqs(ownLog(socket), seq + 1, seq + 2);
    seq += 2;
    await socket.close();
  }
});

test("nobody gets entries of another's log", async () => {
  const { room, owner, others } = await gather(world);
  const [friend] = others as [Person];
  const theirs = await connect(friend);
  await owner.room('Secret');
  await owner.chats.postMessage({ params: { room: room.id }, body: { key: 'my-own-key', body: 'hi' } });
  await owner.chats.markRead({ params: { room: room.id }, body: { seq: 1 } });
  await friend.room('Own');
  await theirs.next('me', (entry) => entry.type === 'room.joined' && entry.data.room.name === 'Own');
  expect(ownLog(theirs)).toHaveLength(1);
});

test('a read position set on one device comes to the other, and only moves forward', async () => {
  const { room, owner, others } = await gather(world);
  const [reader] = others as [Person];
  const writing = await connect(owner);
  for (let i = 0; i < 6; i++) await post(writing, room.id, `${i}`);
  const [phone, laptop] = await Promise.all([connect(reader), connect(reader)]);
  const lineOf = async () => {
    const { read, unread } = await reader.chats.room({ params: { room: room.id } });
    return { read, unread };
  };
  const at = room.head + 4;
  phone.send({ t: 'read', room: room.id, seq: at });
  expect(await laptop.next('me')).toMatchObject({ type: 'read', data: { room: room.id, seq: at, n: 4 } });
  expect(await lineOf()).toEqual({ read: at, unread: 2 });

  phone.send({ t: 'read', room: room.id, seq: at - 2 });
  await reader.chats.markRead({ params: { room: room.id }, body: { seq: 1 } });
  laptop.send({ t: 'read', room: room.id, seq: at + 1 });
  expect(await phone.next('me', (entry) => entry.type === 'read' && entry.data.seq > at)).toMatchObject({
    data: { seq: at + 1, n: 5 },
  });
  expect(await lineOf()).toEqual({ read: at + 1, unread: 1 });
  expect(ownLog(phone).map((entry) => entry.type === 'read' && entry.data.seq)).toEqual([at, at + 1]);

  const tablet = await reader.socket();
  await tablet.hello();
  const { rooms } = await tablet.next('rooms');
  expect(rooms.find(({ id }) => id === room.id)).toMatchObject({ read: at + 1, unread: 1 });
});

test("posting moves one's own position, on all devices", async () => {
  const { room, owner, others } = await gather(world);
  const [friend] = others as [Person];
  await post(await connect(friend), room.id, 'question');
  const [phone, laptop] = await Promise.all([connect(owner), connect(owner)]);
  const { seq } = await post(phone, room.id, 'answer');
  for (const device of [phone, laptop]) {
    expect(await device.next('me')).toMatchObject({ type: 'read', data: { room: room.id, seq, n: 2 } });
  }
  expect(await owner.chats.room({ params: { room: room.id } })).toMatchObject({ read: seq, unread: 0 });
  expect(await friend.chats.room({ params: { room: room.id } })).toMatchObject({ unread: 1 });
});

test('a read position beyond the head counts nothing below none', async () => {
  const { room, owner, others } = await gather(world);
  const [reader] = others as [Person];
  const writing = await connect(owner);
  await post(writing, room.id, 'one');
  const [phone, laptop] = await Promise.all([connect(reader), connect(reader)]);
  phone.send({ t: 'read', room: room.id, seq: Number.MAX_SAFE_INTEGER });
  await laptop.next('me', ({ type }) => type === 'read');
  const { read, head, unread } = await reader.chats.room({ params: { room: room.id } });
  expect([read <= head, unread]).toEqual([true, 0]);
  await post(writing, room.id, 'two');
  expect((await reader.chats.room({ params: { room: room.id } })).unread).toBe(1);
});
