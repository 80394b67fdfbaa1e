import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Database } from '../../platform/db.ts';
import { readLimits } from '../../platform/limits.ts';
import { openChats } from '../../testkit/chats-store.ts';
import { removeTemp, tempFolder } from '../../testkit/temp.ts';
import type { Changes } from './changes.ts';
import { eventPage, messagePage } from './history.ts';
import { storePosts } from './messages.ts';
import { catchUp } from './resume.ts';
import { createRoom } from './rooms.ts';
import type { ChatsTables } from './schema.ts';

const folder = tempFolder();
let database: Database<ChatsTables>;
let changes: Changes;
beforeAll(async () => void ({ database, changes } = await openChats(folder)));
afterAll(async () => {
  await database.close();
  removeTemp(folder);
});

const bytes = 1000;
const by = 'owner-of-the-room';
/** A room whose messages are seqs 2 to 11, with texts of so many characters. */
async function roomOf(body: string) {
  const { id: room } = await createRoom(changes, readLimits({}), by, 'Garden', 1);
  const posts = Array.from({ length: 10 }, (_, i) => ({ room, by, key: `key-12345-${i}`, body }));
  await changes.run((tx, told) => storePosts(tx, told, posts, 'secret', 3));
  return { user: by, room };
}
const seqs = (rows: readonly { seq: number }[]) => rows.map(({ seq }) => seq);
const parsed = (events: readonly string[]) =>
  seqs(events.map((event) => JSON.parse(event) as { seq: number }));

test.each([
  ['a short text', 'x', 10],
  ['a long text', 'x'.repeat(400), 2],
  ['a text of three bytes a character', '漢'.repeat(130), 2],
  ['a text whose characters are all escaped', '\u0001'.repeat(65), 2],
  ['a text beyond the page', 'x'.repeat(5000), 1],
])(
  '%s: a page holds no more than so many bytes, at least one entry, and goes on without a gap',
  async (_, body, most) => {
    const who = await roomOf(body);
    const { query } = database;
    const page = { limit: 50, bytes };
    expect(seqs((await messagePage(query, who, page)).messages)).toEqual(
      [2, 3, 4, 5, 6, 7, 8, 9, 10, 11].slice(-most),
    );
    const first = await messagePage(query, who, { ...page, after: 1 });
    expect(seqs(first.messages)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11].slice(0, most));
    expect(seqs((await eventPage(query, who, { ...page, before: 11 })).events).length).toBeLessThanOrEqual(
      most + 1,
    );
    const read: number[] = [];
    for (;;) {
      const { events } = await eventPage(query, who, { ...page, after: read.at(-1) ?? 0 });
      if (events.length === 0) break;
      read.push(...seqs(events));
    }
    expect(read).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    const caught: number[] = [];
    for (;;) {
      const { events } = await catchUp(query, { ...who, limit: 500, bytes, after: caught.length });
      if (events.length === 0) break;
      expect(events.length === 1 || Buffer.byteLength(events.join('')) < bytes + events.length * 300).toBe(
        true,
      );
      caught.push(...parsed(events));
    }
    expect(caught).toEqual(read);
  },
);
