// Tries D8.1.
import { afterAll, beforeAll, expect, test } from 'bun:test';
import {
  connect,
  eventsOf,
  expectSeqs,
  follow,
  gather,
  newKey,
  open,
  post,
  reached,
  refusedPost,
} from '../../testkit/gathering.ts';
import type { Person } from '../../testkit/person.ts';
import type { TestSocket } from '../../testkit/socket.ts';
import { startWorld, type World } from '../../testkit/world.ts';

let world: World;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.stop());

/** The room is closed to this person by every way there is. */
async function expectShutOut(person: Person, socket: TestSocket, room: string): Promise<void> {
  for (const position of [{}, { after: 0 }, { after: 1 }]) {
    socket.send({ t: 'open', room, ...position });
    expect(await socket.next('error', (error) => error.room === room)).toMatchObject({
      re: 'open',
      code: 'not_found',
    });
  }
  const refused = await refusedPost(socket, room, 'still here?');
  expect(refused.code).toBe('not_found');
  expect(refused.retryAfterMs).toBeUndefined();
  const back = await connect(person, { open: { [room]: { after: 1 } } });
  expect(await back.next('error')).toMatchObject({ re: 'open', room, code: 'not_found' });
  expect(JSON.stringify(back.all.filter(({ t }) => t === 'rooms'))).not.toContain(room);
  await back.close();
  const calls = [
    ['GET', ''],
    ['GET', '/messages'],
    ['GET', '/events?after=0'],
    ['GET', '/members'],
    ['GET', '/invites'],
    ['POST', '/messages', { key: newKey(), body: 'x' }],
    ['PUT', '/read', { seq: 1 }],
    ['POST', '/invites', {}],
  ] as const;
  for (const [method, path, body] of calls) {
    const answered = await person.call(method, `/api/rooms/${room}${path}`, body ? { body } : {});
    expect([method, path, answered.status]).toEqual([method, path, 404]);
  }
}

test('who is removed sees that as the last event, then that the room is gone, on every socket', async () => {
  const { room, owner, others } = await gather(world, 2);
  const [removed, witness] = others as [Person, Person];
  const [opened, idle, watching, writing] = await Promise.all([
    follow(removed, room.id),
    connect(removed),
    follow(witness, room.id),
    connect(owner),
  ]);
  await owner.chats.removeMember({ params: { room: room.id, user: removed.id } });
  const seq = room.head + 1;
  expect(await opened.next('event')).toMatchObject({
    seq,
    type: 'member.removed',
    by: owner.id,
    data: { user: removed.id },
  });
  for (const socket of [opened, idle]) {
    expect(await socket.next('gone')).toEqual({ t: 'gone', room: room.id, code: 'removed' });
    expect(await socket.next('me', ({ type }) => type === 'room.left')).toMatchObject({
      data: { room: room.id, reason: 'removed' },
    });
  }
  const order = opened.all.map(({ t }) => t);
  expect(order.lastIndexOf('event')).toBeLessThan(order.indexOf('gone'));

  const after = await post(writing, room.id, 'canary after');
  await reached(watching, room.id, after.seq);
  await expectShutOut(removed, opened, room.id);
  await idle.settled();
  expectSeqs(eventsOf(opened, room.id), seq, seq);
  for (const socket of [opened, idle]) {
    expect(JSON.stringify(socket.all)).not.toContain('canary');
    expect(socket.all.filter(({ t }) => t === 'gone')).toHaveLength(1);
  }
});

test('in the middle of a lively talk, nothing with a higher seq than the removal gets out', async () => {
  const { room, owner, others } = await gather(world, 2);
  const [removed, friend] = others as [Person, Person];
  const readers = await Promise.all([follow(removed, room.id), follow(removed, room.id)]);
  const late = await connect(removed);
  const [mine, theirs] = await Promise.all([connect(owner), connect(friend)]);
  const talk = (socket: TestSocket) => {
    for (let i = 0; i < 40; i++) socket.send({ t: 'post', room: room.id, key: newKey(), body: `talk ${i}` });
  };
  talk(mine);
  talk(theirs);
  const removal = owner.chats.removeMember({ params: { room: room.id, user: removed.id } });
  // One that is just catching up must be stopped as well.
  late.send({ t: 'open', room: room.id, after: 0 });
  await removal;
  talk(mine.all.length > 0 ? theirs : mine);
  await post(await connect(owner), room.id, 'the end');

  const { events, head } = await owner.chats.events({ params: { room: room.id }, query: { limit: 200 } });
  const last = events.find(({ type }) => type === 'member.removed')?.seq ?? 0;
  expect(last).toBeWithin(room.head + 1, head);
  for (const socket of readers) {
    await socket.next('gone');
    await socket.settled();
    expectSeqs(eventsOf(socket, room.id), room.head + 1, last);
  }
  await late.next('gone');
  await late.settled();
  const got = eventsOf(late, room.id);
  expectSeqs(got, 1, got.length);
  expect(got.length).toBeLessThanOrEqual(last);
});

test('a position that was moved by REST after the removal changes nothing for the rest', async () => {
  const { room, owner, others } = await gather(world, 2);
  const [removed, witness] = others as [Person, Person];
  const watching = await follow(witness, room.id);
  const socket = await follow(removed, room.id);
  await owner.chats.removeMember({ params: { room: room.id, user: removed.id } });
  await socket.next('gone');
  socket.send({ t: 'typing', room: room.id });
  socket.send({ t: 'read', room: room.id, seq: 1 });
  await socket.settled();
  const { seq } = await post(watching, room.id, 'fine');
  await reached(watching, room.id, seq);
  expect(watching.all.filter(({ t }) => t === 'typing')).toEqual([]);
});

test('who leaves sees that as the last event, on all devices; the others go on', async () => {
  const { room, owner, others } = await gather(world);
  const [leaver] = others as [Person];
  const [opened, idle, watching] = await Promise.all([
    follow(leaver, room.id),
    connect(leaver),
    follow(owner, room.id),
  ]);
  await leaver.chats.leave({ params: { room: room.id } });
  const seq = room.head + 1;
  expect(await opened.next('event')).toMatchObject({
    seq,
    type: 'member.left',
    by: leaver.id,
    data: { user: leaver.id },
  });
  for (const socket of [opened, idle])
    expect(await socket.next('gone')).toEqual({ t: 'gone', room: room.id, code: 'left' });
  const next = await post(watching, room.id, 'bye');
  await reached(watching, room.id, next.seq);
  expectSeqs(eventsOf(watching, room.id), seq, next.seq);
  await expectShutOut(leaver, opened, room.id);
  expectSeqs(eventsOf(opened, room.id), seq, seq);
});

test('a room that is deleted is gone for everybody, opened or not', async () => {
  const { room, owner, others } = await gather(world, 2);
  const [friend, third] = others as [Person, Person];
  const sockets = await Promise.all([follow(owner, room.id), follow(friend, room.id), connect(third)]);
  await owner.chats.deleteRoom({ params: { room: room.id } });
  for (const [i, socket] of sockets.entries()) {
    expect(await socket.next('gone')).toEqual({ t: 'gone', room: room.id, code: 'room_deleted' });
    const person = [owner, friend, third][i];
    if (person) await expectShutOut(person, socket, room.id);
    expect(socket.all.filter(({ t }) => t === 'gone')).toHaveLength(1);
  }
});

test('who comes back by a new invite has the room again, with what was missed', async () => {
  const { room, owner, others } = await gather(world);
  const [guest] = others as [Person];
  const old = await owner.chats.createInvite({ params: { room: room.id }, body: {} });
  const socket = await follow(guest, room.id);
  await owner.chats.removeMember({ params: { room: room.id, user: guest.id } });
  await socket.next('gone');
  const writing = await connect(owner);
  await post(writing, room.id, 'meanwhile');
  const byOld = await guest.call('POST', `/api/invites/${old.token}/accept`);
  expect(byOld.status).toBe(403);
  socket.send({ t: 'open', room: room.id, after: 0 });
  expect(await socket.next('error')).toMatchObject({ code: 'not_found' });

  await owner.letIn(room.id, guest);
  const joined = await socket.next('me', ({ type }) => type === 'room.joined');
  expect(joined).toMatchObject({ data: { room: { id: room.id } } });
  const head = room.head + 3;
  expect(await open(socket, room.id, { after: room.head })).toBe(head);
  expect(
    eventsOf(socket, room.id)
      .slice(-3)
      .map(({ type }) => type),
  ).toEqual(['member.removed', 'message.posted', 'member.joined']);
  await post(socket, room.id, 'back again');
});
