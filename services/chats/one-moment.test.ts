// Tries D4.1.
import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { ApiError } from '../../contracts/errors.ts';
import type { Database } from '../../platform/db.ts';
import { readLimits } from '../../platform/limits.ts';
import { openChats } from '../../testkit/chats-store.ts';
import { removeTemp, tempFolder } from '../../testkit/temp.ts';
import type { Changes } from './changes.ts';
import { firstMessageSince } from './first-message.ts';
import { eventPage, messagePage } from './history.ts';
import { acceptInvite, createInvite } from './invites.ts';
import { removeMember } from './members.ts';
import { storePosts } from './messages.ts';
import { openRoom } from './resume.ts';
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

let names = 0;
/** A room with an owner and a member who is about to be removed. */
async function twoPeople() {
  const [owner, member] = [`owner-${++names}-of-room`, `member-${names}-of-room`];
  const { id: room } = await createRoom(changes, limits, owner, 'Garden', 1);
  const { token } = await createInvite(changes, limits, { user: owner, username: 'o', room }, {}, 1);
  const { head } = await acceptInvite(changes, limits, member, token, 1);
  /** Removes the member and posts something that is not for them. */
  const removed = async () => {
    await removeMember(changes, { user: owner, room }, member, 2);
    const posts = [{ room, by: owner, key: 'key-12345', body: 'among ourselves' }];
    await changes.run((tx, told) => storePosts(tx, told, posts, 'secret', 3));
  };
  return { who: { user: member, room }, head, removed };
}

const page = { limit: 50 };
test.each([
  ['the opening of a room', (who: Who) => openRoom(database.query, who, {}, 100)],
  ['a page of messages', (who: Who) => messagePage(database.query, who, page)],
  ['a page of the log', (who: Who) => eventPage(database.query, who, page)],
  ['the first message of a day', (who: Who) => firstMessageSince(database.query, who, 0)],
])('%s at the very moment of a removal ends before it, or is refused', async (_, read) => {
  for (let turn = 0; turn < 8; turn++) {
    const { who, head, removed } = await twoPeople();
    const reading = read(who).catch((error: ApiError) => error);
    const removing = removed();
    const [answer] = await Promise.all([reading, removing]);
    if (answer instanceof Error) expect(answer).toMatchObject({ code: 'not_found' });
    else expect(answer.head).toBe(head);
    expect(JSON.stringify(answer)).not.toContain('among ourselves');
    expect(await read(who).catch((error: ApiError) => error.code)).toBe('not_found');
  }
});

interface Who {
  user: string;
  room: string;
}
