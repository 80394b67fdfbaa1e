// Tries D6.1, D6.2, D6.3, D8.1.
import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Database } from '../../platform/db.ts';
import { readLimits } from '../../platform/limits.ts';
import { openChats } from '../../testkit/chats-store.ts';
import { removeTemp, tempFolder } from '../../testkit/temp.ts';
import type { Changes } from './changes.ts';
import { storePosts } from './messages.ts';
import { openRoom, type Position } from './resume.ts';
import { createRoom } from './rooms.ts';
import type { ChatsTables } from './schema.ts';

const folder = tempFolder();
const user = 'owner-of-the-room';
const resumeEventsMax = 3;
let database: Database<ChatsTables>;
let changes: Changes;
let room = '';
let ids: string[] = [];
let epoch = '';
beforeAll(async () => {
  ({ database, changes } = await openChats(folder));
  ({ id: room, epoch } = await createRoom(changes, readLimits({}), user, 'Garden', 1));
  const posts = Array.from({ length: 4 }, (_, i) => ({ room, by: user, key: `key-12345-${i}`, body: 'x' }));
  await changes.run((tx, told) => storePosts(tx, told, posts, 'secret', 3));
  const rows = await database.query
    .selectFrom('events')
    .select('id')
    .where('room', '=', room)
    .orderBy('seq')
    .execute();
  ids = rows.map(({ id }) => id);
});
afterAll(async () => {
  await database.close();
  removeTemp(folder);
});

const idAt = (seq: number) => ids[seq - 1] ?? '';
const opened = (position: Position) => openRoom(database.query, { user, room }, position, resumeEventsMax);

test.each<[string, () => Position, boolean]>([
  ['from now on', () => ({}), false],
  ['from now on, in another log', () => ({ epoch: 'another' }), true],
  ['at the head', () => ({ after: 5, epoch, last: idAt(5) }), false],
  ['as far behind as is replayed', () => ({ after: 2, epoch, last: idAt(2) }), false],
  ['further behind', () => ({ after: 1, epoch, last: idAt(1) }), true],
  ['beyond the head', () => ({ after: 6, epoch, last: 'of-a-lost-event' }), true],
  ['in another log', () => ({ after: 5, epoch: 'another', last: idAt(5) }), true],
  ['at another event of this number', () => ({ after: 4, epoch, last: idAt(5) }), true],
  ['at an event of which it does not tell the id', () => ({ after: 4, epoch }), false],
  ['in a log that it does not name', () => ({ after: 4, last: idAt(4) }), false],
])('a position %s', async (_, position, reset) => {
  expect(await opened(position())).toEqual({ head: 5, posts: 4, epoch, last: idAt(5), reset });
});

test('the beginning is a position in any log: no event is before it', async () => {
  const position = { after: 0, epoch, last: 'any' };
  const { reset } = await openRoom(database.query, { user, room }, position, 10);
  expect(reset).toBe(false);
});

test('a stranger learns of no room, whatever position they hold', async () => {
  const stranger = openRoom(
    database.query,
    { user: 'stranger', room },
    { after: 5, epoch, last: idAt(5) },
    resumeEventsMax,
  );
  expect(await stranger.catch((error: unknown) => error)).toMatchObject({ code: 'not_found' });
});
