import type { Kysely } from 'kysely';
import type { Invite, Room } from '../../contracts/chats.ts';
import { ApiError } from '../../contracts/errors.ts';
import type { Renamed } from '../../contracts/events.ts';
import type { Database } from '../../platform/db.ts';
import { newId, newToken, tokenHash } from '../../platform/ids.ts';
import type { Limits } from '../../platform/limits.ts';
import type { Changes } from './changes.ts';
import { append, lockRoom } from './event-log.ts';
import { roomIsGone } from './gone-invites.ts';
import { facesOf } from './invite-faces.ts';
import { giveBack } from './invite-reservations.ts';
import { findInvite, mustWork, type InviteRow } from './invite-rules.ts';
import { appendMe } from './me-log.ts';
import { findMembership, membership, noSuchRoom } from './membership.ts';
import { mustNotBeRemoved } from './removals.ts';
import { addMember, mustHaveRoomForMore, newRoomView, roomView } from './rooms.ts';
import type { ChatsTables, Tx } from './schema.ts';

interface Who {
  user: string;
  room: string;
}

/** Makes an invite; its token is given out only here, and kept as a hash. Any member may invite. */
export async function createInvite(
  changes: Changes,
  limits: Pick<Limits, 'invitesPerRoom'>,
  who: Who & { username: string },
  rules: { expiresInSeconds?: number | undefined; maxUses?: number | undefined },
  now: number,
): Promise<{ id: string; token: string }> {
  const token = newToken(24);
  const id = newId();
  await changes.run(async (tx) => {
    // Under the room's lock: two at once would both count the same invites, or make one for a room that goes.
    const room = await lockRoom(tx, who.room);
    await membership(tx, who.room, who.user);
    if (!room) throw noSuchRoom();
    if ((await usable(tx, who.room, now)).length >= limits.invitesPerRoom) {
      throw new ApiError(
        'limit_reached',
        `A room may have ${limits.invitesPerRoom} invites at most; revoke some first.`,
      );
    }
    await tx
      .insertInto('invites')
      .values({
        id,
        room: who.room,
        token_hash: tokenHash(token),
        by: who.user,
        by_name: await inviterName(tx, who),
        created_at: now,
        made_seq: room.head,
        expires_at: rules.expiresInSeconds === undefined ? null : now + rules.expiresInSeconds * 1000,
        max_uses: rules.maxUses ?? null,
        uses: 0,
        revoked_at: null,
      })
      .execute();
  });
  return { id, token };
}

/** Invites of a room that still work, newest first. */
export async function listInvites(query: Kysely<ChatsTables>, who: Who, now: number): Promise<Invite[]> {
  await membership(query, who.room, who.user);
  const rows = await usable(query, who.room, now);
  // Among them may be some that were made after their removal.
  await membership(query, who.room, who.user);
  return rows.map((row) => ({
    id: row.id,
    by: row.by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    maxUses: row.max_uses,
    uses: row.uses,
  }));
}

async function usable(query: Kysely<ChatsTables>, room: string, now: number): Promise<InviteRow[]> {
  return query
    .selectFrom('invites')
    .selectAll()
    .where('room', '=', room)
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .where((eb) => eb.or([eb('max_uses', 'is', null), eb('uses', '<', eb.ref('max_uses'))]))
    .orderBy('id', 'desc')
    .execute();
}

/** Revokes an invite: its maker or an owner may. Again: nothing happens. */
export async function revokeInvite(changes: Changes, who: Who, invite: string, now: number): Promise<void> {
  await changes.run(async (tx) => {
    // Whoever is about to join by it does so before, or not at all.
    await lockRoom(tx, who.room);
    const { member } = await membership(tx, who.room, who.user);
    const row = await tx
      .selectFrom('invites')
      .selectAll()
      .where('id', '=', invite)
      .where('room', '=', who.room)
      .executeTakeFirst();
    if (!row) throw new ApiError('not_found', 'There is no such invite.');
    if (row.by !== who.user && member.role !== 'owner') {
      throw new ApiError('not_allowed', 'Only its maker or an owner of the room can revoke an invite.');
    }
    await tx
      .updateTable('invites')
      .set({ revoked_at: now })
      .where('id', '=', invite)
      .where('revoked_at', 'is', null)
      .execute();
  });
}

/** What an invite leads to; uses nothing up. Throws `not_found`, `room_deleted`, `invite_revoked`, and so on. */
export async function previewInvite(
  query: Kysely<ChatsTables>,
  limits: Pick<Limits, 'inviteFaces'>,
  token: string,
  now: number,
) {
  const invite = await findInvite(query, token);
  await mustWork(query, invite, now);
  const room = await query
    .selectFrom('rooms')
    .select(['id', 'name', 'members'])
    .where('id', '=', invite.room)
    .executeTakeFirst();
  if (!room) throw roomIsGone();
  return {
    room: { id: room.id, name: room.name },
    memberCount: room.members,
    inviter: { id: invite.by, username: invite.by_name },
    members: await facesOf(query, invite, limits.inviteFaces),
  };
}

/**
 * Joins by an invite. A member who accepts again uses nothing up; a removed person needs an invite made afterwards.
 * `reservation`: a use that was held for them, which they take now.
 */
export async function acceptInvite(
  changes: Changes,
  limits: Pick<Limits, 'roomsPerUser' | 'membersPerRoom'>,
  user: string,
  token: string,
  now: number,
  reservation?: string,
): Promise<Room> {
  return changes.run(async (tx, told) => {
    // The room's lock comes first: whoever changes who is in it, or counts an invite's uses, holds it.
    const room = await lockRoom(tx, (await findInvite(tx, token)).room);
    const invite = await findInvite(tx, token);
    if (!room) throw roomIsGone();
    if (reservation !== undefined) await giveBack(tx, reservation);
    const already = await findMembership(tx, room.id, user);
    if (already) return roomView(already);
    await mustWork(tx, invite, now);
    await mustNotBeRemoved(tx, invite, user);
    if (room.members >= limits.membersPerRoom) {
      throw new ApiError('limit_reached', `A room may have ${limits.membersPerRoom} members at most.`);
    }
    await mustHaveRoomForMore(tx, user, limits.roomsPerUser);
    await tx
      .updateTable('invites')
      .set({ uses: invite.uses + 1 })
      .where('id', '=', invite.id)
      .execute();
    room.members++;
    await tx.updateTable('rooms').set({ members: room.members }).where('id', '=', room.id).execute();
    told.rooms.push(await append(tx, room, [{ type: 'member.joined', by: user, at: now, data: { user } }]));
    const view = newRoomView({ room, member: await addMember(tx, room, user, 'member', now) });
    told.me.push(...(await appendMe(tx, now, [{ user, type: 'room.joined', data: { room: view } }])));
    return view;
  });
}

/** Takes in a new username; one that is older than the last, or the same again, changes nothing. */
export async function renameInviter(
  database: Database<ChatsTables>,
  { user, username, version }: Renamed,
): Promise<void> {
  await database.transaction(async (tx) => {
    const newer = await tx
      .insertInto('inviters')
      .values({ user, username, version })
      .onConflict((c) =>
        c.column('user').doUpdateSet({ username, version }).where('inviters.version', '<', version),
      )
      .returning('user')
      .executeTakeFirst();
    if (newer) await tx.updateTable('invites').set({ by_name: username }).where('by', '=', user).execute();
  });
}

/**
 * How an inviter is called: as the last change of their name said, which may be newer than what they are signed in with.
 * Until the transaction ends no other change comes in, which would not see the invite that is being made.
 */
async function inviterName(tx: Tx, { user, username }: { user: string; username: string }): Promise<string> {
  const row = await tx
    .insertInto('inviters')
    .values({ user, username, version: 0 })
    .onConflict((c) => c.column('user').doUpdateSet((e) => ({ username: e.ref('inviters.username') })))
    .returning('username')
    .executeTakeFirstOrThrow();
  return row.username;
}
