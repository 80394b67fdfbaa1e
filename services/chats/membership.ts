import type { CompiledQuery, Kysely } from 'kysely';
import { ApiError } from '../../contracts/errors.ts';
import { withValues } from '../../platform/db.ts';
import type { ChatsTables, MembershipRow, RoomRow, Tx } from './schema.ts';

/** A room as one of its members sees it: finding it is what authorises. */
export interface Membership {
  room: RoomRow;
  member: MembershipRow;
}

/** A stranger's room, a deleted one and one that never was are the same to a caller. */
export function noSuchRoom(): ApiError {
  return new ApiError('not_found', 'There is no such room, or you are not in it.');
}

/**
 * The room with somebody's membership; undefined when there is none. One statement, so both are of one moment: read one
 * after the other, the head could be one that came after their removal.
 */
export async function findMembership(
  query: Kysely<ChatsTables>,
  room: string,
  user: string,
): Promise<Membership | undefined> {
  const row = await query
    .selectFrom('memberships')
    .innerJoin('rooms', 'rooms.id', 'memberships.room')
    .selectAll()
    .where('memberships.room', '=', room)
    .where('memberships.user', '=', user)
    .executeTakeFirst();
  return row && { room: row, member: row };
}

/** The room with the caller's membership. Throws `not_found` for everybody else. */
export async function membership(
  query: Kysely<ChatsTables>,
  room: string,
  user: string,
): Promise<Membership> {
  const found = await findMembership(query, room, user);
  if (!found) throw noSuchRoom();
  return found;
}

/** Throws `not_allowed` unless the member owns the room. */
export function mustOwn({ member }: Pick<Membership, 'member'>): void {
  if (member.role !== 'owner') throw new ApiError('not_allowed', 'Only an owner of the room can do this.');
}

/** Which of these (room, user) pairs are memberships. */
export function amongMembers(
  tx: Tx,
  pairs: readonly (readonly [string, string])[],
): CompiledQuery<Pick<MembershipRow, 'room' | 'user'>> {
  return withValues(
    tx,
    'select room, "user" from memberships where (room, "user") in (',
    ['text', 'text'],
    pairs,
    ')',
  );
}
