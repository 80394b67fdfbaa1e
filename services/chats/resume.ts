import type { Kysely } from 'kysely';
import { eventBytes } from './event-log.ts';
import { membership, noSuchRoom } from './membership.ts';
import { endOfPage } from './page-bytes.ts';
import type { ChatsTables } from './schema.ts';

/** Where a client says it stands; what it leaves out is not checked. */
export interface Position {
  after?: number | undefined;
  epoch?: string | undefined;
  last?: string | undefined;
}

/**
 * Whether a member's position still belongs to this log. It does not after the log was replaced (epoch), cut short
 * (beyond the head), or went another way from a copy (another event at that seq), or when too much is missing.
 * Throws `not_found` for a stranger.
 */
export async function openRoom(
  query: Kysely<ChatsTables>,
  who: { user: string; room: string },
  position: Position,
  resumeEventsMax: number,
): Promise<{ head: number; posts: number; epoch: string; last?: string | undefined; reset: boolean }> {
  const { room } = await membership(query, who.room, who.user);
  const { head, posts, epoch } = room;
  const { after, last } = position;
  const rows = await query
    .selectFrom('events')
    .select(['seq', 'id'])
    .where('room', '=', who.room)
    .where('seq', 'in', [head, after ?? head])
    .execute();
  const idAt = (seq: number) => rows.find((row) => row.seq === seq)?.id;
  const state = { head, posts, epoch, last: idAt(head) };
  if (position.epoch !== undefined && position.epoch !== epoch) return { ...state, reset: true };
  if (after === undefined) return { ...state, reset: false };
  if (after > head || head - after > resumeEventsMax) return { ...state, reset: true };
  if (after === 0 || last === undefined) return { ...state, reset: false };
  return { ...state, reset: idAt(after) !== last };
}

/**
 * The bytes of the events after a position, at most `limit` and about so many bytes (but one in any case), with the head they were read under. With `user`, throws
 * `not_found` unless they are a member still after the reading: thus nothing that came after their removal is in it.
 */
export async function catchUp(
  query: Kysely<ChatsTables>,
  {
    room,
    user,
    after,
    limit,
    bytes,
  }: { room: string; user?: string | undefined; after: number; limit: number; bytes: number },
) {
  const state = await query
    .selectFrom('rooms')
    .select(['head', 'posts', 'epoch'])
    .where('id', '=', room)
    .executeTakeFirst();
  if (!state) throw noSuchRoom();
  const rows = await query
    .selectFrom('events')
    .selectAll()
    .where('room', '=', room)
    // The one at the position too: who asks sees by its id whether this is the log that they have.
    .where('seq', '>=', after)
    .where('seq', '<=', state.head)
    .where(
      'seq',
      '<=',
      endOfPage('events', { room, from: after + 1, to: state.head, direction: 'asc', limit, bytes }),
    )
    .orderBy('seq')
    .limit(limit + 1)
    .execute();
  const before = rows[0]?.seq === after ? rows.shift()?.id : undefined;
  if (user !== undefined) await membership(query, room, user);
  return { first: after + 1, before, events: rows.slice(0, limit).map(eventBytes), ...state };
}

/** Heads of rooms; rooms that are gone are left out. */
export async function readHeads(query: Kysely<ChatsTables>, rooms: readonly string[]) {
  const heads: Record<string, { head: number; posts: number; epoch: string; last?: string | undefined }> = {};
  for (let i = 0; i < rooms.length; i += 1000) {
    const rows = await query
      .selectFrom('rooms')
      .leftJoin('events', (join) =>
        join.onRef('events.room', '=', 'rooms.id').onRef('events.seq', '=', 'rooms.head'),
      )
      .select(['rooms.id', 'head', 'posts', 'epoch', 'events.id as last'])
      .where('rooms.id', 'in', rooms.slice(i, i + 1000))
      .execute();
    for (const { id, last, ...state } of rows) heads[id] = { ...state, ...(last === null ? {} : { last }) };
  }
  return { heads };
}
