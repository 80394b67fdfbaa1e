/** What two do at the same moment: each on a connection of their own, as with several replicas. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Database } from '../../platform/db.ts';
import { readLimits } from '../../platform/limits.ts';
import { openChats } from '../../testkit/chats-store.ts';
import { removeTemp, tempFolder } from '../../testkit/temp.ts';
import type { Changes } from './changes.ts';
import { acceptInvite, createInvite, listInvites } from './invites.ts';
import { leave, listMembers } from './members.ts';
import { storePosts } from './messages.ts';
import { moveReads } from './reads.ts';
import { createFirstRoom, createRoom, listRooms } from './rooms.ts';
import type { ChatsTables } from './schema.ts';

const limits = { ...readLimits({}), invitesPerRoom: 3, roomsPerUser: 3 };
const many = Array.from({ length: 8 }, (_, i) => i);
const folder = tempFolder();
let database: Database<ChatsTables>;
let changes: Changes;
beforeAll(async () => void ({ database, changes } = await openChats(folder)));
afterAll(async () => {
  await database.close();
  removeTemp(folder);
});

let names = 0;
const person = (): string => `person-${++names}`;
const makeRoom = async (owner: string) => (await createRoom(changes, limits, owner, 'Garden', 1)).id;
const invite = (room: string, user: string, rules = {}) =>
  createInvite(changes, limits, { user, username: 'o', room }, rules, 1);
/** The codes of those that were refused. */
async function refusals(calls: Promise<unknown>[]): Promise<unknown[]> {
  const ended = await Promise.allSettled(calls);
  return ended.flatMap((one) =>
    one.status === 'rejected' ? [(one.reason as { code?: string }).code ?? one.reason] : [],
  );
}

test('of many invites made at once no more than the limit allows', async () => {
  const owner = person();
  const room = await makeRoom(owner);
  const refused = await refusals(many.map(() => invite(room, owner)));
  expect(refused).toEqual(many.slice(limits.invitesPerRoom).map(() => 'limit_reached'));
  expect(await listInvites(database.query, { user: owner, room }, 1)).toHaveLength(limits.invitesPerRoom);
});

test('one who joins many rooms at once gets into as many as one may be in', async () => {
  const guest = person();
  const tokens = await Promise.all(
    many.map(async () => {
      const owner = person();
      return (await invite(await makeRoom(owner), owner)).token;
    }),
  );
  const refused = await refusals(tokens.map((token) => acceptInvite(changes, limits, guest, token, 1)));
  expect(refused).toEqual(many.slice(limits.roomsPerUser).map(() => 'limit_reached'));
  expect((await listRooms(database.query, guest, { limit: 50 })).rooms).toHaveLength(limits.roomsPerUser);
});

test('one who makes many rooms at once too; and the first room is made once', async () => {
  const owner = person();
  const refused = await refusals(many.map(() => makeRoom(owner)));
  expect(refused).toEqual(many.slice(limits.roomsPerUser).map(() => 'limit_reached'));
  const claimant = person();
  expect(await refusals(many.map(() => createFirstRoom(changes, claimant, 1)))).toEqual([]);
  expect((await listRooms(database.query, claimant, { limit: 50 })).rooms).toHaveLength(1);
});

test('an invite for two lets two in, however many come at once', async () => {
  const owner = person();
  const room = await makeRoom(owner);
  const { token } = await invite(room, owner, { maxUses: 2 });
  const refused = await refusals(many.map(() => acceptInvite(changes, limits, person(), token, 1)));
  expect(refused).toEqual(many.slice(2).map(() => 'invite_used_up'));
  expect((await listMembers(database.query, { user: owner, room }, { limit: 50 })).members).toHaveLength(3);
});

test('of two owners who leave at once one stays, or names another: a room is never without', async () => {
  const [owner, heir, member] = [person(), person(), person()];
  const room = await makeRoom(owner);
  const { token } = await invite(room, owner);
  for (const user of [heir, member]) await acceptInvite(changes, limits, user, token, 1);
  await database.query.updateTable('memberships').set({ role: 'owner' }).where('user', '=', heir).execute();
  const refused = await refusals([owner, heir].map((user) => leave(changes, { user, room }, {}, 2)));
  expect(refused).toEqual(['last_owner']);
});

test('posts of many commits to the same rooms at once are numbered without a gap, and reads only go forward', async () => {
  const owner = person();
  const rooms = [await makeRoom(owner), await makeRoom(owner)];
  await Promise.all([
    ...many.map((i) => {
      const inTurn = i % 2 ? rooms : rooms.toReversed();
      const posts = inTurn.map((room) => ({ room, by: owner, key: `key-000${i}`, body: `${i}` }));
      return changes.run((tx, told) => storePosts(tx, told, posts, 'secret', 3));
    }),
    ...many.map((i) =>
      moveReads(
        changes,
        rooms.map((room) => ({ user: owner, room, seq: i })),
        3,
      ),
    ),
  ]);
  for (const room of rooms) {
    const events = await database.query
      .selectFrom('events')
      .select('seq')
      .where('room', '=', room)
      .orderBy('seq')
      .execute();
    expect(events.map(({ seq }) => seq)).toEqual([1, ...many.map((i) => i + 2)]);
  }
  const { rooms: seen } = await listRooms(database.query, owner, { limit: 50 });
  expect(seen.map(({ read, unread }) => ({ read, unread }))).toEqual(
    rooms.map(() => ({ read: 9, unread: 0 })),
  );
});
