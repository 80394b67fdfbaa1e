import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { KyselyPlugin } from 'kysely';
import type { Database } from '../../platform/db.ts';
import { readLimits } from '../../platform/limits.ts';
import { openChats } from '../../testkit/chats-store.ts';
import { removeTemp, tempFolder } from '../../testkit/temp.ts';
import type { Changes } from './changes.ts';
import { firstMessageSince } from './first-message.ts';
import { acceptInvite, createInvite } from './invites.ts';
import { storePosts } from './messages.ts';
import { createRoom } from './rooms.ts';
import type { ChatsTables } from './schema.ts';

const limits = readLimits({});
const folder = tempFolder();
let database: Database<ChatsTables>;
let changes: Changes;
beforeAll(async () => void ({ database, changes } = await openChats(folder)));
afterAll(async () => {
  await database.close();
  removeTemp(folder);
});

const owner = 'owner-of-the-room';
const newRoom = async (): Promise<string> => (await createRoom(changes, limits, owner, 'Garden', 1)).id;

/** Posts so many messages at one time. */
async function say(room: string, at: number, count = 1): Promise<void> {
  const posts = Array.from({ length: count }, (_, n) => ({
    room,
    by: owner,
    key: `key-${at}-${n}-xxxx`,
    body: 'x',
  }));
  await changes.run((tx, told) => storePosts(tx, told, posts, 'secret', at));
}

/** Somebody comes in: an event that is no message. */
async function joins(room: string, user: string): Promise<void> {
  const { token } = await createInvite(changes, limits, { user: owner, username: 'o', room }, {}, 1);
  await acceptInvite(changes, limits, user, token, 1);
}

test('the first message of a time, or else the next one; joins are passed over', async () => {
  const room = await newRoom();
  await joins(room, 'somebody-early');
  await say(room, 1_000);
  await say(room, 2_000, 3);
  await joins(room, 'somebody-later');
  await say(room, 4_000);
  await joins(room, 'somebody-last');
  const seqSince = async (since: number) =>
    (await firstMessageSince(database.query, { user: owner, room }, since)).seq;
  // 1 created, 2 joined, 3 said, 4 to 6 said, 7 joined, 8 said, 9 joined.
  expect(await Promise.all([0, 1_000, 1_001, 2_000, 2_001, 4_000, 4_001].map(seqSince))).toEqual([
    3,
    3,
    4,
    4,
    8,
    8,
    null,
  ]);
});

test('a room without a message has none, and the head is told all the same', async () => {
  const room = await newRoom();
  expect(await firstMessageSince(database.query, { user: owner, room }, 0)).toEqual({ seq: null, head: 1 });
});

test('what a member may not read is not found for them', async () => {
  const room = await newRoom();
  await say(room, 1_000, 4);
  await joins(room, 'somebody-later');
  await database.query
    .updateTable('memberships')
    .set({ history_from: 4 })
    .where('room', '=', room)
    .where('user', '=', 'somebody-later')
    .execute();
  const seqFor = async (user: string) => (await firstMessageSince(database.query, { user, room }, 0)).seq;
  expect([await seqFor(owner), await seqFor('somebody-later')]).toEqual([2, 4]);
  expect(await seqFor('a-stranger').catch((error: { code: string }) => error.code)).toBe('not_found');
});

test('many messages cost a dozen reads, not a scan', async () => {
  const room = await newRoom();
  for (let day = 1; day <= 20; day++) await say(room, day * 1_000, 100);
  let statements = 0;
  const counting: KyselyPlugin = {
    transformQuery: ({ node }) => {
      statements++;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const query = database.query.withPlugin(counting);
  const { seq } = await firstMessageSince(query, { user: owner, room }, 13_000);
  expect(seq).toBe(2 + 12 * 100);
  // Two for the membership, and one for each halving of 2,001.
  expect(statements).toBeLessThanOrEqual(2 + 11);
});
