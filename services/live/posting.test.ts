// Tries D1.2, D4.2, D10.1.
import { afterAll, beforeAll, expect, test } from 'bun:test';
import * as v from 'valibot';
import { Down } from '../../contracts/live.ts';
import {
  connect,
  eventsOf,
  expectSeqs,
  follow,
  gather,
  newcomer,
  newKey,
  open,
  post,
  reached,
} from '../../testkit/gathering.ts';
import type { Person } from '../../testkit/person.ts';
import { startWorld, type World } from '../../testkit/world.ts';

let world: World;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.stop());

const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('a post is acknowledged to its sender and comes to everybody who has the room open', async () => {
  const { room, owner, others } = await gather(world);
  const [reader] = others as [Person];
  const writing = await follow(owner, room.id);
  const reading = await follow(reader, room.id);
  const ack = await post(writing, room.id, 'good morning', 'key-of-mine');
  const seq = room.head + 1;
  expect(ack).toEqual({ t: 'ack', key: 'key-of-mine', room: room.id, seq, at: expect.any(Number), n: 1 });

  const event = await reading.next('event');
  expect(event).toEqual({
    t: 'event',
    v: 1,
    room: room.id,
    seq,
    id: expect.stringMatching(uuidV7),
    at: ack.at,
    by: owner.id,
    type: 'message.posted',
    data: { n: 1, key: 'key-of-mine', body: 'good morning' },
  });
  expect(await writing.next('event')).toEqual(event);
  const { messages, head } = await reader.chats.messages({ params: { room: room.id } });
  expect(messages).toEqual([
    { seq, n: 1, at: ack.at, by: owner.id, key: 'key-of-mine', body: 'good morning' },
  ]);
  expect(head).toBe(seq);
  const { events } = await reader.chats.events({ params: { room: room.id }, query: { after: seq - 1 } });
  expect(events).toEqual([event]);
});

test('one may post without having the room open, and then gets the ack alone', async () => {
  const { room, owner } = await gather(world);
  const socket = await connect(owner);
  await post(socket, room.id, 'passing by');
  await socket.settled();
  expect(socket.all.filter(({ t }) => t === 'event')).toEqual([]);
});

test('posts of one socket are numbered in the order sent, in each room', async () => {
  const { room, owner, others } = await gather(world);
  const [reader] = others as [Person];
  const second = await owner.room('Attic');
  const writing = await connect(owner);
  const reading = await follow(reader, room.id);
  const sent = Array.from({ length: 64 }, (_, i) => ({
    key: newKey(),
    room: i % 3 === 0 ? second.id : room.id,
    body: `${i}`,
  }));
  for (const one of sent) writing.send({ t: 'post', ...one });
  for (const one of sent) await writing.next('ack', ({ key }) => key === one.key);
  const inFirst = sent.filter((one) => one.room === room.id);
  await reached(reading, room.id, room.head + inFirst.length);
  const events = eventsOf(reading, room.id);
  expectSeqs(events, room.head + 1, room.head + inFirst.length);
  expect(events.map(({ data }) => 'body' in data && data.body)).toEqual(inFirst.map(({ body }) => body));
  const attic = await owner.chats.messages({ params: { room: second.id }, query: { limit: 200 } });
  expect(attic.messages.map(({ body }) => body)).toEqual(
    sent.filter((one) => one.room === second.id).map(({ body }) => body),
  );
});

test('many senders at once share one unbroken numbering, the same for all readers', async () => {
  const { room, owner, others } = await gather(world, 5);
  const everybody = [owner, ...others];
  const sockets = await Promise.all(everybody.map((person) => follow(person, room.id)));
  const each = 40;
  for (let i = 0; i < each; i++) {
    for (const [who, socket] of sockets.entries()) {
      socket.send({ t: 'post', room: room.id, key: newKey(), body: `${who}:${i}` });
    }
  }
  const head = room.head + each * sockets.length;
  await Promise.all(sockets.map((socket) => reached(socket, room.id, head)));
  const [first] = sockets as [(typeof sockets)[number]];
  expectSeqs(eventsOf(first, room.id), room.head + 1, head);
  for (const [who, socket] of sockets.entries()) {
    const events = eventsOf(socket, room.id);
    expect(events).toEqual(eventsOf(first, room.id));
    const own = events.flatMap((event) =>
      event.type === 'message.posted' && event.by === everybody[who]?.id ? [event.data.body] : [],
    );
    expect(own).toEqual(Array.from({ length: each }, (_, i) => `${who}:${i}`));
    for (const event of events) {
      if (event.type !== 'message.posted' || event.by !== everybody[who]?.id) continue;
      const { key } = event.data;
      expect(await socket.next('ack', (ack) => ack.key === key)).toMatchObject({
        seq: event.seq,
        at: event.at,
      });
    }
    const acked = socket.all.flatMap((frame) => (frame.t === 'ack' ? [frame.key] : []));
    expect(acked).toHaveLength(each);
  }
});

test('a history read begun after an ack has the message', async () => {
  const { room, owner, others } = await gather(world);
  const [reader] = others as [Person];
  const writing = await connect(owner);
  for (let i = 0; i < 20; i++) {
    const { seq } = await post(writing, room.id, `message ${i}`);
    const { messages, head } = await reader.chats.messages({
      params: { room: room.id },
      query: { limit: 1 },
    });
    expect(messages[0]).toMatchObject({ seq, body: `message ${i}` });
    expect(head).toBe(seq);
  }
});

test('what is posted by REST comes to sockets just so', async () => {
  const { room, owner, others } = await gather(world);
  const [reader] = others as [Person];
  const reading = await follow(reader, room.id);
  const { seq, at } = await owner.chats.postMessage({
    params: { room: room.id },
    body: { key: 'key-by-rest', body: 'hi' },
  });
  expect(await reading.next('event')).toMatchObject({
    seq,
    at,
    by: owner.id,
    data: { n: 1, key: 'key-by-rest', body: 'hi' },
  });
});

test('every frame of a lively evening is one that the contract knows', async () => {
  const { room, owner, others } = await gather(world);
  const [friend] = others as [Person];
  const late = await newcomer(world);
  const socket = await follow(owner, room.id, { after: 0 });
  socket.send({ t: 'watch', users: [friend.id] });
  const theirs = await follow(friend, room.id);
  theirs.send({ t: 'typing', room: room.id });
  const { seq } = await post(theirs, room.id, 'first');
  await friend.chats.editMessage({ params: { room: room.id, seq }, body: { body: 'better' } });
  await friend.chats.deleteMessage({ params: { room: room.id, seq } });
  await owner.chats.renameRoom({ params: { room: room.id }, body: { name: 'Salon' } });
  await owner.letIn(room.id, late);
  await friend.users.changeMe({ body: { displayName: 'Friend' } });
  await owner.chats.removeMember({ params: { room: room.id, user: late.id } });
  socket.send({ t: 'post', room: room.id, key: newKey(), body: '' });
  await socket.next('refused');
  socket.send({ t: 'open', room: room.id, after: 1, epoch: 'another' });
  await socket.next('reset');
  await socket.next('caught-up');
  socket.send({ t: 'close', room: room.id });
  await friend.chats.leave({ params: { room: room.id } });
  await socket.next('activity');
  expect(await open(socket, room.id, { after: room.head })).toBe(room.head + 7);
  await owner.chats.deleteRoom({ params: { room: room.id } });
  await socket.next('gone');
  await socket.settled();
  for (const frame of socket.all) expect(v.parse(Down, frame)).toEqual(frame);
  const types = new Set(eventsOf(socket, room.id).map(({ type }) => type));
  expect([...types].sort()).toEqual([
    'member.joined',
    'member.left',
    'member.removed',
    'message.deleted',
    'message.edited',
    'message.posted',
    'room.created',
    'room.renamed',
  ]);
});
