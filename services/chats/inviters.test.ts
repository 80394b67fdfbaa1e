// Tries D13.1.
import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import type { Database } from '../../platform/db.ts';
import { readLimits } from '../../platform/limits.ts';
import { openChats } from '../../testkit/chats-store.ts';
import { removeTemp, tempFolder } from '../../testkit/temp.ts';
import type { Changes } from './changes.ts';
import { createInvite, previewInvite, renameInviter } from './invites.ts';
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

let user = '';
let room = '';
beforeEach(async () => {
  user = crypto.randomUUID();
  room = (await createRoom(changes, limits, user, 'Garden', 1)).id;
});

const invite = async (username: string) =>
  (await createInvite(changes, limits, { user, username, room }, {}, 1)).token;
const inviter = async (token: string) =>
  (await previewInvite(database.query, { inviteFaces: 5 }, token, 1)).inviter.username;
const hear = (username: string, version: number) => renameInviter(database, { user, username, version });

test('of two new names the newer one stays, in whichever order they come, and however often', async () => {
  const token = await invite('zeroth');
  const seen: string[] = [];
  for (const [name, version] of [
    ['second', 2],
    ['first', 1],
    ['second', 2],
    ['third', 3],
  ] as const) {
    await hear(name, version);
    seen.push(await inviter(token));
  }
  expect(seen).toEqual(['second', 'second', 'second', 'third']);
});

test('an invite that is made with an identity from before the change has the new name', async () => {
  await hear('new', 1);
  const token = await invite('old');
  await hear('older still', 0);
  expect(await inviter(token)).toBe('new');
});

test('invites made while the name changes all have the new one in the end', async () => {
  const made = await Promise.all([
    ...Array.from({ length: 4 }, () => invite('old')),
    hear('new', 1).then(() => null),
    ...Array.from({ length: 4 }, () => invite('old')),
  ]);
  const tokens = made.filter((token) => token !== null);
  expect(await Promise.all(tokens.map(inviter))).toEqual(tokens.map(() => 'new'));
});
