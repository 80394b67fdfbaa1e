import type { Kysely } from 'kysely';
import type { Room } from '../../contracts/chats.ts';
import { ApiError } from '../../contracts/errors.ts';
import { newId } from '../../platform/ids.ts';
import type { Limits } from '../../platform/limits.ts';
import type { Changes, Told } from './changes.ts';
import { markDeleted } from './erasures.ts';
import { append, lockRoom } from './event-log.ts';
import { appendMe, lockMeLog } from './me-log.ts';
import { unreadMentions } from './mentions.ts';
import { membership, mustOwn, noSuchRoom } from './membership.ts';
import type { ChatsTables, MembershipRow, RoomRow, Tx } from './schema.ts';
import { roomName } from './texts.ts';

/** As much of a room and a membership as their member's client gets. */
interface Viewed {
  room: Pick<RoomRow, 'id' | 'name' | 'head' | 'epoch' | 'posts' | 'members' | 'created_at'>;
  member: Pick<MembershipRow, 'read_seq' | 'read_n' | 'role'>;
}

/** A room as a member's client gets it. */
export function roomView({ room, member }: Viewed): Room {
  return {
    id: room.id,
    name: room.name,
    head: room.head,
    epoch: room.epoch,
    posts: room.posts,
    read: member.read_seq,
    unread: Math.max(0, room.posts - member.read_n),
    role: member.role,
    members: room.members,
    createdAt: room.created_at,
  };
}

/** A room as somebody gets it who has just come: nothing mentions them yet. */
export function newRoomView(viewed: Viewed): Room {
  return { ...roomView(viewed), mentions: [] };
}

/** One room as its member gets it, with what mentions them. Throws `not_found` for a stranger. */
export async function readRoom(query: Kysely<ChatsTables>, room: string, user: string): Promise<Room> {
  const view = roomView(await membership(query, room, user));
  return { ...view, mentions: (await unreadMentions(query, user, [room])).get(room) ?? [] };
}

/** A page of a person's rooms, by id. */
export async function listRooms(
  query: Kysely<ChatsTables>,
  user: string,
  page: { after?: string | undefined; limit: number },
): Promise<{ rooms: Room[]; more: boolean }> {
  const rows = await query
    .selectFrom('memberships as m')
    .innerJoin('rooms as r', 'r.id', 'm.room')
    .select([
      'r.id',
      'r.name',
      'r.head',
      'r.epoch',
      'r.posts',
      'r.members',
      'r.created_at',
      'm.read_seq',
      'm.read_n',
      'm.role',
    ])
    .where('m.user', '=', user)
    .where('m.room', '>', page.after ?? '')
    .orderBy('m.room')
    .limit(page.limit + 1)
    .execute();
  const shown = rows.slice(0, page.limit);
  const mentions = await unreadMentions(
    query,
    user,
    shown.map(({ id }) => id),
  );
  return {
    rooms: shown.map((row) => ({
      ...roomView({ room: row, member: row }),
      mentions: mentions.get(row.id) ?? [],
    })),
    more: rows.length > page.limit,
  };
}

/**
 * Throws `limit_reached` when somebody is in as many rooms as one may be. Until the transaction ends they join no other
 * room: two at once would both count the same.
 */
export async function mustHaveRoomForMore(tx: Tx, user: string, roomsPerUser: number): Promise<void> {
  await lockMeLog(tx, user);
  const { rooms } = await tx
    .selectFrom('memberships')
    // One of a deleted room may still be there.
    .innerJoin('rooms', 'rooms.id', 'memberships.room')
    .select((eb) => eb.fn.countAll<number>().as('rooms'))
    .where('user', '=', user)
    .executeTakeFirstOrThrow();
  if (rooms >= roomsPerUser)
    throw new ApiError('limit_reached', `One can be in ${roomsPerUser} rooms at most; leave one first.`);
}

/** Makes a room; `owner` is its first member, and `room.created` its event 1. */
export async function createRoom(
  changes: Changes,
  limits: Pick<Limits, 'roomNameUnits' | 'roomsPerUser'>,
  owner: string,
  given: string,
  now: number,
): Promise<Room> {
  const name = roomName(given, limits.roomNameUnits);
  return changes.run(async (tx, told) => {
    await mustHaveRoomForMore(tx, owner, limits.roomsPerUser);
    return makeRoom(tx, told, owner, name, now);
  });
}

/** Makes "General" for the instance's new owner unless they are in a room already, so that it can be asked for twice. */
export async function createFirstRoom(changes: Changes, owner: string, now: number): Promise<void> {
  await changes.run(async (tx, told) => {
    await lockMeLog(tx, owner);
    const any = await tx
      .selectFrom('memberships')
      .innerJoin('rooms', 'rooms.id', 'memberships.room')
      .select('room')
      .where('user', '=', owner)
      .limit(1)
      .executeTakeFirst();
    if (!any) await makeRoom(tx, told, owner, 'General', now);
  });
}

async function makeRoom(tx: Tx, told: Told, owner: string, name: string, now: number): Promise<Room> {
  const room: RoomRow = {
    id: newId(),
    name,
    kind: 'room',
    visibility: 'private',
    space_id: null,
    archived_at: null,
    epoch: newId(),
    created_by: owner,
    created_at: now,
    head: 0,
    posts: 0,
    members: 1,
  };
  await tx.insertInto('rooms').values(room).execute();
  told.rooms.push(await append(tx, room, [{ type: 'room.created', by: owner, at: now, data: { name } }]));
  const member = await addMember(tx, room, owner, 'owner', now);
  const view = newRoomView({ room, member });
  told.me.push(...(await appendMe(tx, now, [{ user: owner, type: 'room.joined', data: { room: view } }])));
  return view;
}

/** Stores a membership from the room's head on: what was before counts as read. */
export async function addMember(
  tx: Tx,
  room: RoomRow,
  user: string,
  role: MembershipRow['role'],
  now: number,
): Promise<MembershipRow> {
  const member: MembershipRow = {
    room: room.id,
    user,
    role,
    joined_seq: room.head,
    joined_at: now,
    history_from: 1,
    notify: 'all',
    read_seq: room.head,
    read_n: room.posts,
    posted_at: null,
  };
  await tx.insertInto('memberships').values(member).execute();
  return member;
}

/** Renames a room. Throws `not_found`, `not_allowed`, `invalid`. */
export async function renameRoom(
  changes: Changes,
  limits: Pick<Limits, 'roomNameUnits'>,
  who: { user: string; room: string },
  given: string,
  now: number,
): Promise<Room> {
  return changes.run(async (tx, told) => {
    const row = await lockRoom(tx, who.room);
    const { member } = await membership(tx, who.room, who.user);
    if (!row) throw noSuchRoom();
    mustOwn({ member });
    const name = roomName(given, limits.roomNameUnits);
    if (name === row.name) return roomView({ room: row, member });
    await tx.updateTable('rooms').set({ name }).where('id', '=', row.id).execute();
    row.name = name;
    told.rooms.push(await append(tx, row, [{ type: 'room.renamed', by: who.user, at: now, data: { name } }]));
    return roomView({ room: row, member });
  });
}

/** Deletes a room as an owner; what is left of it is for `Erasures` to take away. Throws `not_found`, `not_allowed`. */
export async function deleteRoom(
  changes: Changes,
  who: { user: string; room: string },
  now: number,
): Promise<void> {
  await changes.run(async (tx) => {
    await lockRoom(tx, who.room);
    mustOwn(await membership(tx, who.room, who.user));
    await markDeleted(tx, who.room, now);
  });
}
