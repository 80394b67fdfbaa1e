import type { StoredRoom } from '../checker/history.ts';
import { mentionsAmiss } from '../checker/mentions.ts';
import type { TimelineSnapshot } from '../../web/src/state/timeline-snapshot.ts';
import { leftovers, namesKept } from './stored.ts';
import { mentionRows, unreadMentions } from './mentions.ts';
import type { Page } from './page.ts';
import type { SimulatedWorld } from './world.ts';

/** Microseconds between two looks, and how many of them there are at most: five minutes. */
const lookUs = 1_000_000;
const looks = 300;

/** How many of a member's messages are unread, and which of these mention them, as the store has it. */
interface StoredUnread {
  room: string;
  user: string;
  unread: number;
  mentions: readonly number[];
}

/**
 * Lets time pass with nothing going wrong until every page shows what the store holds. What does not come right within
 * the bound is answered, in words; nothing: all came right.
 */
export function converge(world: SimulatedWorld, pages: () => readonly Page[], rooms: StoredRooms): string[] {
  const { counts } = world.faults;
  // That a post moved its poster's read position, their other devices are told up to a second later. A process that died
  // in between tells nobody: they learn of it from the list of rooms of their next socket.
  const lost = [...counts.keys()].some((fault) => fault.startsWith('chats: died'));
  const underLive = counts.has('store: put back under live');
  const restored = underLive || counts.has('store: restored');
  // Entries of own logs, and acknowledgements, have no ids: what was taken away of them only a new socket tells for sure.
  if (underLive) for (const page of pages()) page.client.connection.restart();
  const wrong = settle(world, pages, rooms, !lost && !restored);
  if (wrong.length > 0 || !(lost || restored)) return wrong;
  for (const page of pages()) page.client.connection.restart();
  // What was read of a log that is no longer there, nobody can tell of a room that was not open.
  return settle(world, pages, rooms, !restored);
}

function settle(
  world: SimulatedWorld,
  pages: () => readonly Page[],
  rooms: StoredRooms,
  compareUnread: boolean,
): string[] {
  let wrong: string[] = [];
  for (let look = 0; look < looks; look++) {
    world.time.pass(lookUs);
    wrong = pages().flatMap(unsettled);
    for (const page of pages()) useOf(page);
    if (wrong.length > 0 && look < looks - 1) continue;
    const stored = world.time.finish(rooms());
    const unread = world.time.finish(storedUnread(world));
    wrong = [
      ...pages().flatMap((page) => differences(page, stored, unread, compareUnread)),
      ...mentionsAmiss(world.time.finish(mentionRows(world))),
      ...world.time.finish(world.names.amiss(world.disk.store)),
      ...world.time.finish(namesKept(world.disk)),
      ...world.time.finish(leftovers(world.disk)).map((room) => `something of ${room} is still stored`),
    ];
    if (wrong.length === 0) return [];
  }
  return wrong;
}

/** What a person does who wants to see everything: scrolls up, tries again, comes back to a room that is theirs again. */
function useOf(page: Page): void {
  for (const [room, timeline] of page.shown) {
    const { status, canLoadOlder } = timeline.getSnapshot();
    if (status.state === 'gone' && page.client.rooms.get(room)) page.open(room);
    else if (status.state === 'failed') void timeline.reload();
    else if (canLoadOlder) void timeline.older.load();
  }
}

type StoredRooms = () => Promise<StoredRoom[]>;

async function storedUnread(world: SimulatedWorld): Promise<StoredUnread[]> {
  const rows = await world.disk.store
    .selectFrom('memberships')
    .innerJoin('rooms', 'rooms.id', 'memberships.room')
    .select(['rooms.id', 'memberships.user', 'rooms.posts', 'memberships.read_n'])
    .execute();
  const mentions = await unreadMentions(world);
  return rows.map(({ id, user, posts, read_n }) => ({
    room: id,
    user,
    unread: Math.max(0, posts - read_n),
    mentions: mentions.get(`${user} ${id}`) ?? [],
  }));
}

/** What a page itself knows not to be right yet. */
function unsettled({ name, client, shown }: Page): string[] {
  const { state } = client.connection.getSnapshot();
  if (state !== 'live') return [`${name}: the connection is ${state}`];
  const wrong = client.outbox
    .getSnapshot()
    .posts.filter((post) => post.state !== 'failed')
    .map(({ key, state }) => `${name}: ${key} is ${state} still`);
  for (const [room, timeline] of shown) {
    const { status, canLoadOlder } = timeline.getSnapshot();
    if (status.state !== 'gone' && (status.state !== 'live' || canLoadOlder))
      wrong.push(`${name}: ${room} is ${status.state}${canLoadOlder ? ', with older pages to load' : ''}`);
  }
  return wrong;
}

function differences(
  page: Page,
  stored: readonly StoredRoom[],
  unread: readonly StoredUnread[],
  compareUnread: boolean,
): string[] {
  const { client, user } = page;
  const wrong = unsettled(page);
  const say = (text: string) => wrong.push(`${page.name}: ${text}`);
  const mine = unread.filter((one) => one.user === user);
  const shown = client.rooms.getSnapshot().rooms;
  for (const { id } of shown)
    if (!mine.some(({ room }) => room === id)) say(`${id} is listed but not theirs`);
  for (const { room, unread: wanted, mentions } of mine) {
    const line = shown.find(({ id }) => id === room);
    if (!line) say(`${room} is not listed`);
    else if (compareUnread && line.unread !== wanted)
      say(`${room} shows ${line.unread} unread, not ${wanted}`);
    else if (compareUnread && line.mentions?.join() !== mentions.join())
      say(`${room} shows mentions at ${line.mentions?.join()}, not at ${mentions.join()}`);
  }
  for (const [room, timeline] of page.shown) {
    const there = stored.find((one) => one.room === room);
    const snapshot = timeline.getSnapshot();
    const isMine = there?.members.includes(user) ?? false;
    for (const text of there && isMine ? unlike(snapshot, there) : mustBeGone(snapshot))
      say(`${room} ${text}`);
  }
  return wrong;
}

function mustBeGone({ status }: TimelineSnapshot): string[] {
  return status.state === 'gone' ? [] : [`is ${status.state}, not gone`];
}

/** How the conversation on show differs from the stored one. */
function unlike({ status, items, head, canLoadOlder }: TimelineSnapshot, stored: StoredRoom): string[] {
  if (status.state !== 'live') return [`is ${status.state}`];
  if (head !== stored.head) return [`stands at ${head}, not ${stored.head}`];
  if (canLoadOlder) return ['has older pages still to load'];
  const shown = items.flatMap((item) =>
    item.kind === 'message' && item.state !== 'failed'
      ? [line(item.seq, item.n, item.by, item.key, item.body)]
      : [],
  );
  const wanted = stored.messages.map(({ seq, n, by, key, body }) => line(seq, n, by, key, body));
  const at = wanted.findIndex((text, i) => text !== shown[i]);
  if (at !== -1) return [`shows ${shown[at]} where the store has ${wanted[at]}`];
  if (shown.length > wanted.length) return [`shows ${shown.at(-1)}, which the store does not have`];
  return [];
}

function line(seq: number | null, n: number | null, by: string, key: string, body: string | null): string {
  return `${seq} (${n}) ${by} ${key}: ${body?.slice(0, 30) ?? 'deleted'}`;
}
