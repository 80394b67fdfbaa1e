// Tries D4.1.
import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Kysely } from 'kysely';
import type { ApiError } from '../../contracts/errors.ts';
import type { Database } from '../../platform/db.ts';
import { readLimits } from '../../platform/limits.ts';
import { openChats } from '../../testkit/chats-store.ts';
import { removeTemp, tempFolder } from '../../testkit/temp.ts';
import type { Changes } from './changes.ts';
import { firstMessageSince } from './first-message.ts';
import { eventPage, messagePage } from './history.ts';
import { acceptInvite, createInvite, listInvites } from './invites.ts';
import { listMembers, removeMember } from './members.ts';
import { storePosts } from './messages.ts';
import { openRoom } from './resume.ts';
import { createRoom, readRoom } from './rooms.ts';
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

const page = { limit: 50, bytes: limits.pageBytes };
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

/** A store in which something happens after the first statement that is asked of it, and before the second. */
function between(happens: () => Promise<unknown>): Kysely<ChatsTables> {
  let selects = 0;
  const late = <T extends object>(builder: T): T =>
    new Proxy(builder, {
      get(target, name) {
        const part: unknown = Reflect.get(target, name);
        if (typeof part !== 'function') return part;
        return (...given: unknown[]) => {
          if (name === 'execute') return happens().then(() => part.apply(target, given));
          const next: unknown = part.apply(target, given);
          return typeof next === 'object' && next !== null ? late(next) : next;
        };
      },
    });
  return new Proxy(database.query, {
    get(target, name) {
      const part: unknown = Reflect.get(target, name);
      if (typeof part !== 'function') return part;
      return (...given: unknown[]) => {
        const next = part.apply(target, given);
        return name === 'selectFrom' && ++selects === 2 ? late(next) : next;
      };
    },
  });
}

test.each([
  ['members', (query: Kysely<ChatsTables>, who: Who) => listMembers(query, who, page)],
  ['invites', (query: Kysely<ChatsTables>, who: Who) => listInvites(query, who, 1)],
  ['messages', (query: Kysely<ChatsTables>, who: Who) => messagePage(query, who, page)],
  ['the log', (query: Kysely<ChatsTables>, who: Who) => eventPage(query, who, page)],
])('a list of %s that is read while its reader is removed is not given out', async (_, read) => {
  const { who, removed } = await twoPeople();
  const query = between(async () => {
    await removed();
    const { token } = await createInvite(
      changes,
      limits,
      { ...who, user: ownerOf(who), username: 'o' },
      {},
      4,
    );
    await acceptInvite(changes, limits, `${who.user}-after`, token, 5);
  });
  await expect(read(query, who)).rejects.toMatchObject({ code: 'not_found' });
});

test('a room that is read while its reader is removed tells nothing of afterwards', async () => {
  const { who, head, removed } = await twoPeople();
  const answer = await readRoom(between(removed), who.room, who.user).catch((error: ApiError) => error.code);
  if (answer !== 'not_found') expect(answer).toMatchObject({ head, mentions: [] });
});

const ownerOf = ({ user }: Who) => user.replace('member', 'owner');

interface Who {
  user: string;
  room: string;
}
