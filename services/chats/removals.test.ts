import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import type { Database } from '../../platform/db.ts';
import { readLimits } from '../../platform/limits.ts';
import { openChats } from '../../testkit/chats-store.ts';
import { removeTemp, tempFolder } from '../../testkit/temp.ts';
import type { Changes } from './changes.ts';
import { acceptInvite, createInvite } from './invites.ts';
import { removeMember } from './members.ts';
import { createRoom } from './rooms.ts';
import type { ChatsTables } from './schema.ts';

const limits = readLimits({});
const minute = 60_000;
const [owner, bea, stranger] = ['owner', 'bea', 'stranger'] as const;
const folder = tempFolder();
let database: Database<ChatsTables>;
let changes: Changes;
beforeAll(async () => void ({ database, changes } = await openChats(folder)));
afterAll(async () => {
  await database.close();
  removeTemp(folder);
});

/** By the right clock. Each step of a test is made by some replica, whose own clock may be `ahead` of it. */
let now = 1_790_000_000_000;
let room = '';
beforeEach(async () => void (room = (await createRoom(changes, limits, owner, 'Garden', now)).id));
const tick = () => (now += 1000);

const invite = (ahead = 0) =>
  createInvite(changes, limits, { user: owner, username: owner, room }, {}, tick() + ahead);
const accept = (user: string, { token }: { token: string }, ahead = 0) =>
  acceptInvite(changes, limits, user, token, tick() + ahead).then(
    () => 'accepted',
    (error: unknown) => (error as { code?: string }).code,
  );
const remove = (user: string, ahead = 0) =>
  removeMember(changes, { user: owner, room }, user, tick() + ahead);

test('no older link lets a removed person back in, however far ahead the clock was that it was made by', async () => {
  const old = await invite(2 * minute);
  expect(await accept(bea, old)).toBe('accepted');
  await remove(bea);
  expect(await accept(bea, old)).toBe('removed');
  expect(await accept(bea, old, 2 * minute)).toBe('removed');
  expect(await accept(stranger, old)).toBe('accepted');
});

test('a new link lets them back in, however far ahead the clock was that they were removed by', async () => {
  const old = await invite();
  expect(await accept(bea, old)).toBe('accepted');
  await remove(bea, 2 * minute);
  const fresh = await invite();
  expect(await accept(bea, old)).toBe('removed');
  expect(await accept(bea, fresh)).toBe('accepted');
});

test('after a second removal the links from between the two are old', async () => {
  const first = await invite();
  await accept(bea, first);
  await remove(bea);
  const between = await invite(2 * minute);
  expect(await accept(bea, between)).toBe('accepted');
  await remove(bea);
  for (const link of [first, between]) expect(await accept(bea, link)).toBe('removed');
  expect(await accept(bea, await invite())).toBe('accepted');
});

test('where the version before made one of them, which has no number, the times decide', async () => {
  const old = await invite();
  await database.query.updateTable('invites').set({ made_seq: null }).where('id', '=', old.id).execute();
  await accept(bea, old);
  await remove(bea);
  expect(await accept(bea, old)).toBe('removed');
  await database.query.updateTable('removals').set({ seq: null, seq_at: null }).execute();
  expect(await accept(bea, old)).toBe('removed');
  expect(await accept(bea, await invite())).toBe('accepted');
});

test('a removal by the version before counts, also of somebody whom this one had removed before', async () => {
  await accept(bea, await invite());
  await remove(bea);
  const between = await invite();
  expect(await accept(bea, between)).toBe('accepted');
  await remove(bea);
  // As that version writes it: over the row that is there, with a new time and the number of the first removal.
  const at = tick();
  const second = await database.query
    .selectFrom('removals')
    .select('seq')
    .where('room', '=', room)
    .executeTakeFirstOrThrow();
  await database.query
    .updateTable('removals')
    .set({ at, seq: (second.seq ?? 0) - 2 })
    .where('room', '=', room)
    .execute();
  expect(await accept(bea, between)).toBe('removed');
  expect(await accept(bea, await invite())).toBe('accepted');
});
