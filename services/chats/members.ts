import type { Kysely } from 'kysely';
import type { Member } from '../../contracts/chats.ts';
import { ApiError } from '../../contracts/errors.ts';
import type { Changes, Told } from './changes.ts';
import { markDeleted } from './erasures.ts';
import { append, lockRoom } from './event-log.ts';
import { appendMe, type NewMeEntry } from './me-log.ts';
import { findMembership, membership, mustOwn, noSuchRoom } from './membership.ts';
import { noteRemoval } from './removals.ts';
import { roomView } from './rooms.ts';
import type { ChatsTables, RoomRow, Tx } from './schema.ts';

interface Who {
  user: string;
  room: string;
}

/** A page of a room's members, by user id. Throws `not_found` for a stranger. */
export async function listMembers(
  query: Kysely<ChatsTables>,
  who: Who,
  page: { after?: string | undefined; limit: number },
): Promise<{ members: Member[]; more: boolean }> {
  await membership(query, who.room, who.user);
  const rows = await query
    .selectFrom('memberships')
    .select(['user', 'role', 'joined_seq as joinedSeq', 'joined_at as joinedAt'])
    .where('room', '=', who.room)
    .where('user', '>', page.after ?? '')
    .orderBy('user')
    .limit(page.limit + 1)
    .execute();
  // Among them may be people who joined after their removal.
  await membership(query, who.room, who.user);
  return { members: rows.slice(0, page.limit), more: rows.length > page.limit };
}

/**
 * Leaves a room. Throws `last_member` unless the last one agreed that the room goes too, and `last_owner` unless the
 * last owner named another member as `successor`. Answers whether the room was deleted with it: what is left of it is for
 * `Erasures` to take away.
 */
export async function leave(
  changes: Changes,
  who: Who,
  choice: { successor?: string | undefined; delete?: 'yes' | undefined },
  now: number,
): Promise<boolean> {
  return changes.run(async (tx, told) => {
    const row = await lockRoom(tx, who.room);
    const { member } = await membership(tx, who.room, who.user);
    if (!row) throw noSuchRoom();
    if (row.members === 1) {
      if (choice.delete !== 'yes') {
        throw new ApiError(
          'last_member',
          'You are the last one here: leaving deletes the room. Confirm with delete=yes.',
        );
      }
      await markDeleted(tx, row.id, now);
      return true;
    }
    if (member.role === 'owner' && !(await hasOtherOwner(tx, who)))
      await handOver(tx, told, row, who, choice.successor, now);
    await takeOut(tx, told, row, { user: who.user, by: who.user, reason: 'left' }, now);
    return false;
  });
}

/** Removes somebody as an owner. Throws `not_found` (the room, or the member), `not_allowed`. */
export async function removeMember(changes: Changes, who: Who, user: string, now: number): Promise<void> {
  await changes.run(async (tx, told) => {
    const row = await lockRoom(tx, who.room);
    const own = await membership(tx, who.room, who.user);
    if (!row) throw noSuchRoom();
    mustOwn(own);
    if (user === who.user) throw new ApiError('not_allowed', 'To go yourself, leave the room.');
    if (!(await findMembership(tx, who.room, user)))
      throw new ApiError('not_found', 'This person is not in the room.');
    await takeOut(tx, told, row, { user, by: who.user, reason: 'removed' }, now);
    await noteRemoval(tx, { room: row.id, user, seq: row.head, at: now });
  });
}

async function takeOut(
  tx: Tx,
  told: Told,
  row: RoomRow,
  gone: { user: string; by: string; reason: 'left' | 'removed' },
  now: number,
): Promise<void> {
  const { user, by, reason } = gone;
  await tx.deleteFrom('memberships').where('room', '=', row.id).where('user', '=', user).execute();
  await tx.deleteFrom('mentions').where('room', '=', row.id).where('user', '=', user).execute();
  row.members--;
  await tx.updateTable('rooms').set({ members: row.members }).where('id', '=', row.id).execute();
  told.rooms.push(await append(tx, row, [{ type: `member.${reason}`, by, at: now, data: { user } }]));
  told.me.push(...(await appendMe(tx, now, [{ user, type: 'room.left', data: { room: row.id, reason } }])));
}

async function hasOtherOwner(tx: Tx, who: Who): Promise<boolean> {
  const other = await tx
    .selectFrom('memberships')
    .select('user')
    .where('room', '=', who.room)
    .where('role', '=', 'owner')
    .where('user', '!=', who.user)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}

async function handOver(
  tx: Tx,
  told: Told,
  row: RoomRow,
  who: Who,
  successor: string | undefined,
  now: number,
): Promise<void> {
  if (!successor) throw new ApiError('last_owner', 'You are the last owner: name a member who becomes one.');
  const next = await tx
    .updateTable('memberships')
    .set({ role: 'owner' })
    .where('room', '=', who.room)
    .where('user', '=', successor)
    .where('user', '!=', who.user)
    .returningAll()
    .executeTakeFirst();
  if (!next) {
    throw new ApiError('invalid', 'The successor must be another member of the room.', {
      fields: { successor: 'not_a_member' },
    });
  }
  // Said again with the new role: the entry always carries the room as it is for its reader.
  const entry: NewMeEntry = {
    user: successor,
    type: 'room.joined',
    data: { room: roomView({ room: row, member: next }) },
  };
  told.me.push(...(await appendMe(tx, now, [entry])));
}
