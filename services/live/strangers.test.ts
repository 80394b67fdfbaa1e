// Tries D8.1.
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { connect, follow, gather, newcomer, open, post } from '../../testkit/gathering.ts';
import type { Person } from '../../testkit/person.ts';
import { startWorld, type World } from '../../testkit/world.ts';

let world: World;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.stop());

test("a stranger's room answers as one that does not exist, to every frame", async () => {
  const { room } = await gather(world);
  const stranger = await newcomer(world);
  const nowhere = crypto.randomUUID();
  const socket = await connect(stranger);
  for (const id of [room.id, nowhere]) {
    for (const position of [{}, { after: 0 }, { after: 1, epoch: room.epoch }, { after: 999 }]) {
      socket.send({ t: 'open', room: id, ...position });
      expect(await socket.next('error', ({ re }) => re === 'open')).toMatchObject({
        room: id,
        code: 'not_found',
      });
    }
    socket.send({ t: 'typing', room: id });
    socket.send({ t: 'read', room: id, seq: 1 });
    socket.send({ t: 'close', room: id });
  }
  await socket.settled();
  expect(socket.all.filter(({ t }) => !['welcome', 'rooms', 'error', 'pong'].includes(t))).toEqual([]);
  const answersAbout = (id: string) =>
    socket.all.flatMap((frame) => (frame.t === 'error' && frame.room === id ? [{ ...frame, room: '' }] : []));
  expect(answersAbout(room.id)).toEqual(answersAbout(nowhere));
});

test('a room named in the hello is refused to strangers, and the others open', async () => {
  const { room } = await gather(world);
  const stranger = await newcomer(world);
  const own = await stranger.room();
  const socket = await connect(stranger, { open: { [room.id]: { after: 0 }, [own.id]: { after: 0 } } });
  expect(await socket.next('error')).toMatchObject({ re: 'open', room: room.id, code: 'not_found' });
  expect(await socket.next('caught-up')).toMatchObject({ room: own.id });
});

test('nothing of what happens in a room reaches anybody else', async () => {
  const { room, owner, others } = await gather(world);
  const [friend] = others as [Person];
  const stranger = await newcomer(world);
  const own = await stranger.room();
  const listening = await connect(stranger, { open: { [own.id]: {} } });
  listening.send({ t: 'open', room: room.id, after: 0 });
  await listening.next('error');

  const [mine, theirs] = await Promise.all([follow(owner, room.id), follow(friend, room.id)]);
  const { seq } = await post(mine, room.id, 'canary one');
  await friend.chats.markRead({ params: { room: room.id }, body: { seq } });
  await owner.chats.editMessage({ params: { room: room.id, seq }, body: { body: 'canary two' } });
  theirs.send({ t: 'typing', room: room.id });
  await mine.next('typing');
  theirs.send({ t: 'read', room: room.id, seq });
  await owner.chats.renameRoom({ params: { room: room.id }, body: { name: 'canary three' } });
  await owner.letIn(room.id, await newcomer(world));
  await owner.chats.deleteMessage({ params: { room: room.id, seq } });
  await friend.chats.leave({ params: { room: room.id } });
  await post(mine, room.id, 'canary four');
  // A notice of activity that the members get is due to everybody by then.
  const idle = await connect(owner);
  await post(mine, room.id, 'canary five');
  await idle.next('activity', ({ rooms }) => room.id in rooms);
  await owner.chats.deleteRoom({ params: { room: room.id } });
  await mine.next('gone');

  await post(listening, own.id, 'all quiet here');
  await listening.next('event', (event) => event.room === own.id);
  await listening.settled();
  const about = listening.all.filter((frame) => JSON.stringify(frame).includes(room.id));
  expect(about).toMatchObject([{ t: 'error', re: 'open', code: 'not_found' }]);
  const everything = JSON.stringify(listening.all);
  for (const secret of ['canary', owner.id, friend.id]) expect(everything).not.toContain(secret);
});

test('a member who has not opened the room gets none of its events', async () => {
  const { room, owner, others } = await gather(world);
  const [friend] = others as [Person];
  const idle = await connect(friend);
  const writing = await follow(owner, room.id);
  await post(writing, room.id, 'canary');
  await idle.next('activity');
  expect(JSON.stringify(idle.all)).not.toContain('canary');
  await open(idle, room.id, { after: room.head });
  expect(JSON.stringify(idle.all)).toContain('canary');
});
