// Tries D11.2.
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
  wholeLog,
} from '../../testkit/gathering.ts';
import type { Person } from '../../testkit/person.ts';
import { storedIn } from '../../testkit/stored.ts';
import { removeTemp, tempFolder } from '../../testkit/temp.ts';
import { startWorld, type World } from '../../testkit/world.ts';

let world: World;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.stop());

test('an edit is an event of its own, and history shows the new text', async () => {
  const { room, owner, others } = await gather(world);
  const [reader] = others as [Person];
  const [writing, reading] = await Promise.all([connect(owner), follow(reader, room.id)]);
  const { seq, at } = await post(writing, room.id, 'first');
  const params = { room: room.id, seq };
  const edited = await owner.chats.editMessage({ params, body: { body: 'second' } });
  expect(edited).toMatchObject({ seq, n: 1, at, by: owner.id, body: 'second', editedAt: expect.any(Number) });
  const event = await reading.next('event', ({ type }) => type === 'message.edited');
  expect(event).toMatchObject({
    seq: seq + 1,
    by: owner.id,
    at: edited.editedAt,
    data: { target: seq, body: 'second' },
  });
  const { messages } = await reader.chats.messages({ params: { room: room.id } });
  expect(messages).toEqual([edited]);
  await owner.chats.editMessage({ params, body: { body: 'third' } });
  expect(await reading.next('event', (one) => one.seq === seq + 2)).toMatchObject({
    data: { target: seq, body: 'third' },
  });
});

test('only its author edits a message; author and owner delete it; nobody else sees that there is anything', async () => {
  const { room, owner, others } = await gather(world, 2);
  const [author, other] = others as [Person, Person];
  const { seq } = await post(await connect(author), room.id, 'mine');
  const path = `/api/rooms/${room.id}/messages/${seq}`;
  expect((await owner.call('PATCH', path, { body: { body: 'x' } })).status).toBe(403);
  expect((await other.call('PATCH', path, { body: { body: 'x' } })).status).toBe(403);
  expect((await other.call('DELETE', path)).status).toBe(403);
  const { owner: stranger } = await gather(world, 0);
  expect((await stranger.call('PATCH', path, { body: { body: 'x' } })).status).toBe(404);
  expect((await stranger.call('DELETE', path)).status).toBe(404);
  for (const body of ['', 'a'.repeat(16_001), '\0', '\ud800']) {
    expect((await author.call('PATCH', path, { body: { body } })).status).toBe(422);
  }
  // Nothing of this was an event.
  expect((await owner.chats.room({ params: { room: room.id } })).head).toBe(seq);
  expect((await owner.call('DELETE', path)).status).toBe(204);
  expect((await author.call('PATCH', path, { body: { body: 'x' } })).status).toBe(404);
  expect((await author.call('DELETE', path)).status).toBe(204);
  expect((await owner.chats.room({ params: { room: room.id } })).head).toBe(seq + 1);
});

test('a deletion takes the text, and those of the edits, out of everything that is read later', async () => {
  const { room, owner, others } = await gather(world);
  const [reader] = others as [Person];
  const [writing, reading] = await Promise.all([follow(owner, room.id), follow(reader, room.id)]);
  await post(writing, room.id, 'stays before');
  const { seq } = await post(writing, room.id, 'canary one');
  const params = { room: room.id, seq };
  await owner.chats.editMessage({ params, body: { body: 'canary two' } });
  await owner.chats.editMessage({ params, body: { body: 'canary three' } });
  await post(writing, room.id, 'stays after');
  const before = await wholeLog(reader, room.id);
  await owner.chats.deleteMessage({ params });
  const deleted = await reading.next('event', ({ type }) => type === 'message.deleted');
  expect(deleted).toMatchObject({ seq: seq + 4, by: owner.id, data: { target: seq } });
  expect(deleted.data).toEqual({ target: seq });
  expect(JSON.stringify(deleted)).not.toContain('canary');

  const log = await wholeLog(reader, room.id);
  const redacted = (event: (typeof log)[number]) => ({ ...event, data: { ...event.data, body: null } });
  const expected = before.map((event) =>
    [seq, seq + 1, seq + 2].includes(event.seq) ? redacted(event) : event,
  );
  expect(JSON.parse(JSON.stringify(log))).toEqual([...expected, deleted]);
  const { messages } = await reader.chats.messages({ params: { room: room.id } });
  expect(messages.map(({ body }) => body)).toEqual(['stays before', null, 'stays after']);
  expect(messages[1]).toMatchObject({ seq, n: 2, by: owner.id, deletedAt: deleted.at });
  expect((await reader.chats.room({ params: { room: room.id } })).posts).toBe(3);

  for (const after of [0, seq - 1, seq, seq + 1, seq + 2]) {
    const socket = await connect(reader);
    await open(socket, room.id, { after });
    expect(eventsOf(socket, room.id)).toEqual(log.slice(after));
    await socket.close();
  }
  await owner.chats.deleteMessage({ params });
  expect((await reader.chats.room({ params: { room: room.id } })).head).toBe(seq + 4);
});

test('who opens the room once the deletion is answered never reads the text, whoever else is catching up', async () => {
  const { room, owner, others } = await gather(world);
  const [reader] = others as [Person];
  const writing = await follow(owner, room.id);
  for (let round = 0; round < 10; round++) {
    const { seq } = await post(writing, room.id, `canary ${round}`);
    const early = await connect(reader, { open: { [room.id]: { after: 0 } } });
    await owner.chats.deleteMessage({ params: { room: room.id, seq } });
    const late = await connect(reader, { open: { [room.id]: { after: 0 } } });
    await late.next('caught-up');
    await reached(late, room.id, seq + 1);
    expectSeqs(eventsOf(late, room.id), 1, seq + 1);
    expect(JSON.stringify(late.all)).not.toContain('canary');
    await reached(early, room.id, seq + 1);
    expectSeqs(eventsOf(early, room.id), 1, seq + 1);
    await Promise.all([early.close(), late.close()]);
  }
});

/** What is kept for a folder, by name, that holds the text. */
async function keptWith(folder: string, text: string): Promise<string[]> {
  const encodings = [text, Buffer.from(text, 'utf16le').toString('latin1')];
  const stored = await storedIn(folder);
  return stored
    .filter(({ content }) => encodings.some((bytes) => content.includes(bytes)))
    .map(({ name }) => name);
}

test('deleted text is in no file of the data folder', async () => {
  const dataFolder = tempFolder();
  const own = await startWorld({ dataFolder });
  const { room, owner } = await gather(own, 0);
  const writing = await connect(owner);
  const filler = 'canary '.repeat(2_000);
  const kept = await post(writing, room.id, 'a text that stays');
  const texts = ['canary short', `${filler} long`, 'canary edited', `${filler} edited`];
  const short = await post(writing, room.id, texts[0] ?? '');
  const long = await post(writing, room.id, texts[1] ?? '');
  await owner.chats.editMessage({
    params: { room: room.id, seq: short.seq },
    body: { body: texts[2] ?? '' },
  });
  await owner.chats.editMessage({ params: { room: room.id, seq: long.seq }, body: { body: texts[3] ?? '' } });
  for (const { seq } of [short, long]) await owner.chats.deleteMessage({ params: { room: room.id, seq } });
  const gone = await owner.room('Attic');
  await owner.chats.postMessage({
    params: { room: gone.id },
    body: { key: newKey(), body: 'canary in a deleted room' },
  });
  await owner.chats.deleteRoom({ params: { room: gone.id } });
  // A copy made while it runs must not hold it either.
  expect(await keptWith(dataFolder, 'canary')).toEqual([]);
  await own.stop();
  expect(kept.seq).toBeGreaterThan(0);
  expect(await keptWith(dataFolder, 'a text that stays')).not.toEqual([]);
  expect(await keptWith(dataFolder, 'canary')).toEqual([]);
  removeTemp(dataFolder);
});
