// Tries D2.1, D2.2.
import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import * as v from 'valibot';
import { Message, RoomEvent } from '../contracts/chats.ts';
import { outcome } from './call.ts';
import { type Person, register } from './person.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let ada: Person;
let bea: Person;
let stranger: Person;
let room: string;

beforeAll(async () => {
  world = await startWorld();
  [ada, bea, stranger] = await Promise.all([
    register(world, 'ada'),
    register(world, 'bea'),
    register(world, 'stranger'),
  ]);
});
afterAll(() => world.stop());

beforeEach(async () => {
  room = (await ada.room()).id;
  await ada.letIn(room, bea);
});

/** Posts without the client's checks: any body, any key. */
const post = (person: Person, body: unknown) => person.call('POST', `/api/rooms/${room}/messages`, { body });
const say = (person: Person, key: string, body: string) =>
  person.chats.postMessage({ params: { room }, body: { key, body } });
const history = (person: Person) => person.chats.messages({ params: { room } });
const log = (person: Person) => person.chats.events({ params: { room } });

test('a post gets the next seq, and is there for everybody in the room', async () => {
  const before = Date.now();
  const answer = await post(ada, { key: 'message-1', body: 'hello' });
  expect(answer.status).toBe(201);
  const { seq, at } = v.parse(v.strictObject({ seq: v.number(), at: v.number() }), answer.json);
  expect(seq).toBe(3);
  expect(at).toBeGreaterThanOrEqual(before);
  const expected = { seq: 3, n: 1, at, by: ada.id, key: 'message-1', body: 'hello' };
  for (const person of [ada, bea]) expect((await history(person)).messages).toEqual([expected]);
  expect((await log(bea)).events.at(-1)).toMatchObject({
    ...{ seq: 3, by: ada.id, at, type: 'message.posted' },
    data: { n: 1, key: 'message-1', body: 'hello' },
  });
  expect(outcome(await stranger.call('GET', `/api/rooms/${room}/messages`))).toBe('404 not_found');
});

test('the same key again gives the first answer; with other text it is refused', async () => {
  const first = await post(ada, { key: 'message-1', body: 'hello' });
  const again = await post(ada, { key: 'message-1', body: 'hello' });
  expect([first.status, again.status]).toEqual([201, 200]);
  expect(again.json).toEqual(first.json);
  expect(outcome(await post(ada, { key: 'message-1', body: 'other' }))).toBe('409 key_reused');
  expect((await history(ada)).head).toBe(3);
});

test('a key belongs to its sender and its room', async () => {
  const other = (await ada.room()).id;
  expect((await post(ada, { key: 'message-1', body: 'hello' })).status).toBe(201);
  expect((await post(bea, { key: 'message-1', body: 'mine' })).status).toBe(201);
  const elsewhere = await ada.call('POST', `/api/rooms/${other}/messages`, {
    body: { key: 'message-1', body: 'x' },
  });
  expect(elsewhere.status).toBe(201);
});

test('a key stands for its first text also after an edit and a deletion', async () => {
  const { seq } = await say(ada, 'message-1', 'first');
  await ada.chats.editMessage({ params: { room, seq }, body: { body: 'second' } });
  for (let round = 0; round < 2; round++) {
    const again = await post(ada, { key: 'message-1', body: 'first' });
    expect(again).toMatchObject({ status: 200, json: { seq } });
    expect(outcome(await post(ada, { key: 'message-1', body: 'second' }))).toBe('409 key_reused');
    await ada.chats.deleteMessage({ params: { room, seq } });
  }
});

test('ten tries of one post at the same time make one message', async () => {
  const tries = await Promise.all(
    Array.from({ length: 10 }, () => post(ada, { key: 'message-1', body: 'once' })),
  );
  expect(tries.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(new Set(tries.map(({ text }) => text)).size).toBe(1);
  expect((await history(ada)).messages).toHaveLength(1);
});

test('posts of many at once are numbered without a gap', async () => {
  const keys = Array.from({ length: 60 }, (_, i) => `message-${i}`);
  const posted = await Promise.all(keys.map((key, i) => say(i % 2 ? ada : bea, key, `text ${i}`)));
  expect(posted.map(({ seq }) => seq).toSorted((a, b) => a - b)).toEqual(keys.map((_, i) => i + 3));
  const { messages } = await ada.chats.messages({ params: { room }, query: { limit: 200 } });
  expect(messages.map(({ seq, n }) => [seq, n])).toEqual(keys.map((_, i) => [i + 3, i + 1]));
});

test.each(['short', 'x'.repeat(65), 'has space', 'über-key', '', 12345678, null, { a: 1 }])(
  'the key %p is malformed',
  async (key) => {
    expect(outcome(await post(ada, { key, body: 'x' }))).toBe('400 malformed');
    expect((await history(ada)).head).toBe(2);
  },
);

test('a text has 1 to 16,000 UTF-16 units, without NUL and half pairs', async () => {
  expect((await post(ada, { key: 'longest-1', body: 'x'.repeat(16_000) })).status).toBe(201);
  for (const body of ['', 'x'.repeat(16_001), '😀'.repeat(8_001), 'a\u0000b', 'a\ud83d', '\ude00b']) {
    expect(outcome(await post(ada, { key: 'refused-1', body }))).toBe('422 invalid');
  }
  for (const body of [undefined, null, 1, ['x'], { $gt: '' }, true]) {
    expect(outcome(await post(ada, { key: 'refused-1', body }))).toBe('400 malformed');
  }
  expect((await history(ada)).messages).toHaveLength(1);
});

test('texts come back unit for unit', async () => {
  const texts = [
    '  leading and trailing  \n\n',
    'e\u0301 is not \u00e9',
    '👩‍👩‍👧‍👦 \u{1f1e9}\u{1f1ea} \u202eback\u202c \u200b',
    '<script>alert(1)</script> & "quotes" \\ / \u2028 \u0007',
    '{"__proto__":{"admin":true}}',
    'y'.repeat(16_000),
  ];
  for (const [i, text] of texts.entries()) await say(ada, `fixture-${i}`, text);
  expect((await history(bea)).messages.map(({ body }) => body)).toEqual(texts);
});

test('fields that nobody asked for change nothing', async () => {
  const raw = `{"key":"message-1","body":"x","by":"${bea.id}","seq":99,"__proto__":{"by":"evil"},"constructor":{"prototype":{"a":1}}}`;
  const headers = { 'content-type': 'application/json' };
  const answer = await ada.call('POST', `/api/rooms/${room}/messages`, { raw, headers });
  expect(answer.status).toBe(201);
  expect((await history(bea)).messages).toMatchObject([{ seq: 3, by: ada.id }]);
  expect(({} as Record<string, unknown>)['a']).toBeUndefined();
});

test('history comes in pages, oldest first, before and after a seq that is not in them', async () => {
  for (let i = 1; i <= 12; i++) await say(ada, `message-${i}`, `${i}`);
  const texts = async (query: Record<string, number>) =>
    (await bea.chats.messages({ params: { room }, query })).messages.map(({ body }) => Number(body));
  expect(await texts({ limit: 5 })).toEqual([8, 9, 10, 11, 12]);
  expect(await texts({ limit: 5, before: 10 })).toEqual([3, 4, 5, 6, 7]);
  expect(await texts({ limit: 5, before: 5 })).toEqual([1, 2]);
  expect(await texts({ limit: 5, before: 3 })).toEqual([]);
  expect(await texts({ limit: 5, after: 0 })).toEqual([1, 2, 3, 4, 5]);
  expect(await texts({ limit: 5, after: 12 })).toEqual([11, 12]);
  expect(await texts({ limit: 5, after: 14 })).toEqual([]);
  expect(await texts({ after: 4, before: 8 })).toEqual([3, 4, 5]);
  const page = await bea.chats.messages({ params: { room }, query: { limit: 1 } });
  expect(page.head).toBe(14);
  expect(page.epoch).toBe((await bea.chats.room({ params: { room } })).epoch);
  for (const message of page.messages) expect(v.is(v.strictObject(Message.entries), message)).toBe(true);
});

test('a page has 50 unless asked, 200 at most', async () => {
  await Promise.all(Array.from({ length: 55 }, (_, i) => say(ada, `message-${i}`, 'x')));
  expect((await history(bea)).messages).toHaveLength(50);
  expect((await log(bea)).events).toHaveLength(50);
  for (const query of [
    'limit=0',
    'limit=201',
    'limit=x',
    'before=-1',
    'after=1.5',
    'after=9007199254740993',
    'before=',
  ]) {
    for (const list of ['messages', 'events']) {
      expect(outcome(await bea.call('GET', `/api/rooms/${room}/${list}?${query}`))).toBe('400 malformed');
    }
  }
});

test('the log has joins too, each seq once, every event as the socket has it', async () => {
  await say(ada, 'message-1', 'x');
  await bea.chats.leave({ params: { room } });
  const { events, head } = await log(ada);
  expect(events.map(({ seq, type }) => [seq, type])).toEqual([
    [1, 'room.created'],
    [2, 'member.joined'],
    [3, 'message.posted'],
    [4, 'member.left'],
  ]);
  expect(head).toBe(4);
  expect(new Set(events.map(({ id }) => id)).size).toBe(4);
  for (const event of events) expect(v.is(RoomEvent, event)).toBe(true);
  const after = await ada.chats.events({ params: { room }, query: { after: 1, limit: 2 } });
  expect(after.events).toEqual(events.slice(1, 3));
});

test('an author edits: history has the new text, the log both', async () => {
  const { seq, at } = await say(bea, 'message-1', 'first');
  const edited = await bea.chats.editMessage({ params: { room, seq }, body: { body: 'second' } });
  expect(edited).toMatchObject({ seq, n: 1, at, by: bea.id, key: 'message-1', body: 'second' });
  expect(edited.editedAt).toBeGreaterThanOrEqual(at);
  expect((await history(ada)).messages).toEqual([edited]);
  expect((await log(ada)).events.slice(2).map(({ type, data }) => [type, data])).toEqual([
    ['message.posted', { n: 1, key: 'message-1', body: 'first' }],
    ['message.edited', { target: seq, body: 'second' }],
  ]);
});

test("nobody edits another's words, an owner neither", async () => {
  const { seq } = await say(bea, 'message-1', 'first');
  const edit = async (person: Person, target: number | string, body: unknown = { body: 'x' }) =>
    outcome(await person.call('PATCH', `/api/rooms/${room}/messages/${target}`, { body }));
  expect(await edit(ada, seq)).toBe('403 not_allowed');
  expect(await edit(stranger, seq)).toBe('404 not_found');
  expect(await edit(bea, 1)).toBe('404 not_found');
  expect(await edit(bea, 2)).toBe('404 not_found');
  expect(await edit(bea, 99)).toBe('404 not_found');
  for (const target of ['x', '0', '-1', '1.5', '9007199254740993'])
    expect(await edit(bea, target)).toBe('400 malformed');
  expect(await edit(bea, seq, { body: '' })).toBe('422 invalid');
  expect(await edit(bea, seq, { body: 'x'.repeat(16_001) })).toBe('422 invalid');
  expect(await edit(bea, seq, { body: { a: 1 } })).toBe('400 malformed');
  expect((await history(bea)).messages).toMatchObject([{ body: 'first' }]);
  expect((await history(bea)).messages[0]).not.toHaveProperty('editedAt');
});

test('a deletion takes the words out of history and out of the log, its edits included', async () => {
  const { seq } = await say(bea, 'message-1', 'secret one');
  await bea.chats.editMessage({ params: { room, seq }, body: { body: 'secret two' } });
  const remove = async (person: Person) =>
    outcome(await person.call('DELETE', `/api/rooms/${room}/messages/${seq}`));
  expect(await remove(stranger)).toBe('404 not_found');
  expect(await remove(bea)).toBe('204');
  const { messages, head } = await history(ada);
  expect(messages).toMatchObject([{ seq, n: 1, body: null }]);
  expect(messages[0]?.deletedAt).toBeNumber();
  const everything = await ada.call('GET', `/api/rooms/${room}/events`);
  expect(everything.text).not.toContain('secret');
  expect((await log(ada)).events.slice(2).map(({ type, data }) => [type, data])).toEqual([
    ['message.posted', { n: 1, key: 'message-1', body: null }],
    ['message.edited', { target: seq, body: null }],
    ['message.deleted', { target: seq }],
  ]);
  expect(await remove(bea)).toBe('204');
  expect((await history(ada)).head).toBe(head);
  const edit = await bea.call('PATCH', `/api/rooms/${room}/messages/${seq}`, { body: { body: 'back' } });
  expect(outcome(edit)).toBe('404 not_found');
  expect((await ada.chats.room({ params: { room } })).posts).toBe(1);
});

test('owners delete any message, members only their own, and only messages', async () => {
  const mine = await say(ada, 'message-1', 'of the owner');
  const theirs = await say(bea, 'message-2', 'of a member');
  const remove = async (person: Person, seq: number) =>
    outcome(await person.call('DELETE', `/api/rooms/${room}/messages/${seq}`));
  expect(await remove(bea, mine.seq)).toBe('403 not_allowed');
  expect(await remove(ada, theirs.seq)).toBe('204');
  expect(await remove(ada, 1)).toBe('404 not_found');
  expect(await remove(ada, 99)).toBe('404 not_found');
  expect((await history(bea)).messages.map(({ body }) => body)).toEqual(['of the owner', null]);
});

test('the first message from a time on is found for members, and nothing for anybody else', async () => {
  const first = await say(ada, 'message-1', 'first');
  const second = await say(bea, 'message-2', 'second');
  const since = async (at: number) => bea.chats.firstMessage({ params: { room }, query: { since: at } });
  expect(await since(0)).toEqual({ seq: first.seq, head: second.seq });
  expect(await since(first.at)).toEqual({ seq: first.seq, head: second.seq });
  expect(await since(second.at + 1)).toEqual({ seq: null, head: second.seq });
  const path = `/api/rooms/${room}/first-message`;
  for (const query of ['', '?since=', '?since=-1', '?since=1.5', '?since=today'])
    expect(outcome(await bea.call('GET', path + query))).toBe('400 malformed');
  expect(outcome(await stranger.call('GET', `${path}?since=0`))).toBe('404 not_found');
  await ada.chats.removeMember({ params: { room, user: bea.id } });
  expect(outcome(await bea.call('GET', `${path}?since=0`))).toBe('404 not_found');
});
