import { afterAll, beforeAll, expect, test } from 'bun:test';
import * as v from 'valibot';
import { Member, Room } from '../contracts/chats.ts';
import { errorOf, outcome } from './call.ts';
import { type Person, register } from './person.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let ada: Person;
let bea: Person;
let cleo: Person;
let stranger: Person;

beforeAll(async () => {
  world = await startWorld();
  [ada, bea, cleo, stranger] = await Promise.all([
    register(world, 'ada'),
    register(world, 'bea'),
    register(world, 'cleo'),
    register(world, 'stranger'),
  ]);
});
afterAll(() => world.stop());

const roomOf = async (person: Person, room: string) =>
  outcome(await person.call('GET', `/api/rooms/${room}`));

test('a new room belongs to its maker and begins with one event', async () => {
  const answer = await ada.call('POST', '/api/rooms', { body: { name: 'Garden' } });
  expect(answer.status).toBe(201);
  const room = v.parse(v.strictObject(Room.entries), answer.json);
  expect(room).toMatchObject({ name: 'Garden', head: 1, posts: 0, unread: 0, role: 'owner', members: 1 });
  const { events, head } = await ada.chats.events({ params: { room: room.id } });
  expect(head).toBe(1);
  expect(events).toMatchObject([
    { t: 'event', v: 1, seq: 1, by: ada.id, type: 'room.created', data: { name: 'Garden' } },
  ]);
  expect(await ada.chats.room({ params: { room: room.id } })).toEqual(room);
});

test('names are trimmed and composed, and have 1 to 80 characters that one can see', async () => {
  expect((await ada.room('  Cafe\u0301 ')).name).toBe('Caf\u00e9');
  expect((await ada.room('x'.repeat(80))).name).toHaveLength(80);
  // Characters count, not the units that they are written in.
  const emoji = '\u{1f33b}'.repeat(80);
  expect((await ada.room(emoji)).name).toBe(emoji);
  const room = (await ada.room()).id;
  const bad = ['', '   ', 'x'.repeat(81), `${emoji}\u{1f33b}`];
  bad.push('a\u0000b', 'a\nb', 'a\u001bb', 'a\u202eb', 'a\ud800b');
  bad.push('\u200b', '\u3164', '\u00ad\u2060', '\u2800 \u200d', '\ufeff', '\u{e0041}');
  for (const name of bad) {
    for (const answer of [
      await ada.call('POST', '/api/rooms', { body: { name } }),
      await ada.call('PATCH', `/api/rooms/${room}`, { body: { name } }),
    ]) {
      expect(outcome(answer)).toBe('422 invalid');
      expect(errorOf(answer).fields).toHaveProperty('name');
    }
  }
  for (const body of [
    {},
    { name: 1 },
    { name: null },
    { name: { $ne: '' } },
    { name: ['a'] },
    'name',
    [],
    null,
  ]) {
    expect(outcome(await ada.call('POST', '/api/rooms', { body }))).toBe('400 malformed');
  }
});

test("one's rooms come in pages by id, and only one's own", async () => {
  const own = await register(world, 'pager');
  const made: string[] = [];
  for (let i = 0; i < 5; i++) made.push((await own.room(`Room ${i}`)).id);
  const listed: string[] = [];
  let after: string | undefined;
  for (let pages = 1; ; pages++) {
    const { rooms, more } = await own.chats.rooms({ query: { limit: 2, ...(after ? { after } : {}) } });
    listed.push(...rooms.map(({ id }) => id));
    after = rooms.at(-1)?.id;
    expect(more).toBe(pages < 3);
    if (!more) break;
  }
  expect(listed).toEqual(made.toSorted());
  expect((await stranger.chats.rooms()).rooms.filter(({ id }) => made.includes(id))).toEqual([]);
  for (const query of ['limit=0', 'limit=201', 'limit=two', 'limit=-1', 'after=%00', 'limit=1e2']) {
    expect(outcome(await own.call('GET', `/api/rooms?${query}`))).toBe('400 malformed');
  }
});

test('owners rename, members may not, and a new name is an event', async () => {
  const { id: room } = await ada.room('Old');
  await ada.letIn(room, bea);
  expect(outcome(await bea.call('PATCH', `/api/rooms/${room}`, { body: { name: 'Mine' } }))).toBe(
    '403 not_allowed',
  );
  expect(await ada.chats.renameRoom({ params: { room }, body: { name: ' New ' } })).toMatchObject({
    name: 'New',
    head: 3,
  });
  const { events } = await bea.chats.events({ params: { room } });
  expect(events.at(-1)).toMatchObject({ seq: 3, by: ada.id, type: 'room.renamed', data: { name: 'New' } });
});

test('a deleted room is gone for everybody', async () => {
  const { id: room } = await ada.room();
  await ada.letIn(room, bea);
  expect(outcome(await bea.call('DELETE', `/api/rooms/${room}`))).toBe('403 not_allowed');
  expect(outcome(await ada.call('DELETE', `/api/rooms/${room}`))).toBe('204');
  for (const person of [ada, bea, stranger]) expect(await roomOf(person, room)).toBe('404 not_found');
  expect(outcome(await ada.call('DELETE', `/api/rooms/${room}`))).toBe('404 not_found');
  expect((await bea.chats.rooms()).rooms.map(({ id }) => id)).not.toContain(room);
});

test('a room that is not there and one of strangers answer alike', async () => {
  const { id: room } = await ada.room();
  const theirs = await stranger.call('GET', `/api/rooms/${room}`);
  const none = await stranger.call('GET', `/api/rooms/${crypto.randomUUID()}`);
  expect(theirs).toMatchObject({ status: none.status, text: none.text });
  expect(theirs.status).toBe(404);
});

test('members come in pages by id, with role and when they joined', async () => {
  const { id: room } = await ada.room();
  await ada.letIn(room, bea, cleo);
  const first = await bea.chats.members({ params: { room }, query: { limit: 2 } });
  const second = await bea.chats.members({
    params: { room },
    query: { limit: 2, after: first.members[1]?.user },
  });
  expect([first.more, second.more]).toEqual([true, false]);
  const all = [...first.members, ...second.members];
  expect(all.map(({ user }) => user)).toEqual([ada.id, bea.id, cleo.id].toSorted());
  for (const member of all) expect(v.is(v.strictObject(Member.entries), member)).toBe(true);
  const roles = Object.fromEntries(all.map(({ user, role, joinedSeq }) => [user, [role, joinedSeq]]));
  expect(roles).toEqual({ [ada.id]: ['owner', 1], [bea.id]: ['member', 2], [cleo.id]: ['member', 3] });
});

test('a member leaves: an event, and then the room is not theirs', async () => {
  const { id: room } = await ada.room();
  await ada.letIn(room, bea);
  expect(outcome(await bea.call('DELETE', `/api/rooms/${room}/members/me`))).toBe('204');
  expect(await roomOf(bea, room)).toBe('404 not_found');
  expect(outcome(await bea.call('DELETE', `/api/rooms/${room}/members/me`))).toBe('404 not_found');
  const { events } = await ada.chats.events({ params: { room } });
  expect(events.at(-1)).toMatchObject({ seq: 3, by: bea.id, type: 'member.left', data: { user: bea.id } });
  expect((await ada.chats.room({ params: { room } })).members).toBe(1);
});

test('who left of their own will may come back by an old link', async () => {
  const { id: room } = await ada.room();
  const { token } = await ada.chats.createInvite({ params: { room }, body: {} });
  await bea.chats.acceptInvite({ params: { token } });
  await bea.chats.leave({ params: { room } });
  expect((await bea.chats.acceptInvite({ params: { token } })).room.id).toBe(room);
});

test('the last owner names a member who follows', async () => {
  const { id: room } = await ada.room();
  await ada.letIn(room, bea);
  const leave = async (query: string) =>
    outcome(await ada.call('DELETE', `/api/rooms/${room}/members/me${query}`));
  expect(await leave('')).toBe('409 last_owner');
  expect(await leave('?delete=yes')).toBe('409 last_owner');
  expect(await leave(`?successor=${stranger.id}`)).toBe('422 invalid');
  expect(await leave(`?successor=${ada.id}`)).toBe('422 invalid');
  expect((await ada.chats.room({ params: { room } })).role).toBe('owner');
  expect(await leave(`?successor=${bea.id}`)).toBe('204');
  expect((await bea.chats.room({ params: { room } })).role).toBe('owner');
  expect(await roomOf(ada, room)).toBe('404 not_found');
});

test('the last member is asked before the room goes with them', async () => {
  const { id: room } = await ada.room();
  const leave = async (query: string) =>
    outcome(await ada.call('DELETE', `/api/rooms/${room}/members/me${query}`));
  expect(await leave('')).toBe('409 last_member');
  expect(await leave('?delete=no')).toBe('400 malformed');
  expect(await leave('?delete=yes')).toBe('204');
  expect(await roomOf(ada, room)).toBe('404 not_found');
});

test('an owner removes somebody: an event, and everything of the room is closed to them', async () => {
  const { id: room } = await ada.room();
  await ada.letIn(room, bea, cleo);
  const remove = async (by: Person, user: string) =>
    outcome(await by.call('DELETE', `/api/rooms/${room}/members/${user}`));
  expect(await remove(bea, cleo.id)).toBe('403 not_allowed');
  expect(await remove(bea, ada.id)).toBe('403 not_allowed');
  expect(await remove(ada, stranger.id)).toBe('404 not_found');
  expect(await remove(ada, ada.id)).toBe('403 not_allowed');
  expect(await remove(ada, bea.id)).toBe('204');
  expect(await remove(ada, bea.id)).toBe('404 not_found');
  expect(await roomOf(bea, room)).toBe('404 not_found');
  const { events } = await cleo.chats.events({ params: { room } });
  expect(events.at(-1)).toMatchObject({ by: ada.id, type: 'member.removed', data: { user: bea.id } });
});

test('unread is exact: others count, reading moves forward only, posting reads', async () => {
  const { id: room } = await ada.room();
  await ada.letIn(room, bea);
  const seen = async (person: Person) => {
    const { posts, read, unread } = await person.chats.room({ params: { room } });
    return { posts, read, unread };
  };
  const post = (person: Person, key: string) =>
    person.chats.postMessage({ params: { room }, body: { key, body: 'hello' } });
  const first = await post(ada, 'message-1');
  const second = await post(ada, 'message-2');
  const third = await post(ada, 'message-3');
  expect(await seen(ada)).toEqual({ posts: 3, read: third.seq, unread: 0 });
  expect(await seen(bea)).toMatchObject({ posts: 3, unread: 3 });
  await bea.chats.markRead({ params: { room }, body: { seq: second.seq } });
  expect(await seen(bea)).toEqual({ posts: 3, read: second.seq, unread: 1 });
  await bea.chats.markRead({ params: { room }, body: { seq: first.seq } });
  expect(await seen(bea)).toEqual({ posts: 3, read: second.seq, unread: 1 });
  const fourth = await post(bea, 'message-4');
  expect(await seen(bea)).toEqual({ posts: 4, read: fourth.seq, unread: 0 });
  expect(await seen(ada)).toMatchObject({ posts: 4, unread: 1 });
  await ada.chats.markRead({ params: { room }, body: { seq: 1_000_000 } });
  expect(await seen(ada)).toEqual({ posts: 4, read: fourth.seq, unread: 0 });
  await post(bea, 'message-5');
  expect(await seen(ada)).toMatchObject({ posts: 5, unread: 1 });
  for (const seq of [-1, 1.5, '3', null, 2 ** 60]) {
    const answer = await ada.call('PUT', `/api/rooms/${room}/read`, { body: { seq } });
    expect(outcome(answer)).toBe('400 malformed');
  }
});

test('what was said before one joined counts as read', async () => {
  const { id: room } = await ada.room();
  await ada.chats.postMessage({ params: { room }, body: { key: 'message-1', body: 'early' } });
  await ada.letIn(room, bea);
  expect((await bea.chats.room({ params: { room } })).unread).toBe(0);
  expect((await bea.chats.messages({ params: { room } })).messages).toHaveLength(1);
});
