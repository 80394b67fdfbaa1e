import type { Kysely } from 'kysely';
import type { Message, RoomEvent } from '../../contracts/chats.ts';
import { eventBytes } from './event-log.ts';
import { membership } from './membership.ts';
import { endOfPage, withinBytes } from './page-bytes.ts';
import type { ChatsTables, MessageRow } from './schema.ts';

interface Who {
  user: string;
  room: string;
}

export interface PageOf {
  before?: number | undefined;
  after?: number | undefined;
  limit: number;
  /** How many bytes of text at most, one message in any case: then there are fewer. */
  bytes: number;
}

/** A message as clients get it. */
export function messageView(row: MessageRow): Message {
  return {
    seq: row.seq,
    n: row.n,
    at: row.at,
    by: row.by,
    key: row.key,
    body: row.body,
    ...(row.edited_at === null ? {} : { editedAt: row.edited_at }),
    ...(row.deleted_at === null ? {} : { deletedAt: row.deleted_at }),
  };
}

/**
 * A page of messages for a member, oldest first, and the head that it belongs to. The head is read first and the page
 * ends at it, so whoever goes live from this head misses nothing. Throws `not_found` for a stranger.
 */
export async function messagePage(query: Kysely<ChatsTables>, who: Who, page: PageOf) {
  const { rows, ...state } = await pageFor(query, who, page, ({ from, to, direction, onPage }) =>
    query
      .selectFrom('messages')
      .selectAll()
      .where('room', '=', who.room)
      .where('seq', '>=', from)
      .where('seq', '<=', to)
      .where('seq', onPage, endOfPage('messages', { ...page, room: who.room, from, to, direction }))
      .orderBy('seq', direction)
      .limit(page.limit)
      .execute()
      .then((found) => withinBytes(found, ({ body }) => body, page.bytes)),
  );
  return { messages: rows.map(messageView), ...state };
}

/** The same for the log itself, joins and leaves included. */
export async function eventPage(query: Kysely<ChatsTables>, who: Who, page: PageOf) {
  const { rows, ...state } = await pageFor(query, who, page, ({ from, to, direction, onPage }) =>
    query
      .selectFrom('events')
      .selectAll()
      .where('room', '=', who.room)
      .where('seq', '>=', from)
      .where('seq', '<=', to)
      .where('seq', onPage, endOfPage('events', { ...page, room: who.room, from, to, direction }))
      .orderBy('seq', direction)
      .limit(page.limit)
      .execute(),
  );
  return { events: rows.map((row) => JSON.parse(eventBytes(row)) as RoomEvent), ...state };
}

async function pageFor<Row>(
  query: Kysely<ChatsTables>,
  who: Who,
  page: PageOf,
  read: (bounds: ReturnType<typeof boundsOf>) => Promise<Row[]>,
) {
  const { room, member } = await membership(query, who.room, who.user);
  const bounds = boundsOf(page, room.head, member.history_from);
  const rows = await read(bounds);
  // What was read may hold an edit that was made after their removal.
  await membership(query, who.room, who.user);
  return {
    rows: bounds.direction === 'desc' ? rows.toReversed() : rows,
    head: room.head,
    epoch: room.epoch,
  };
}

function boundsOf({ before, after }: PageOf, head: number, historyFrom: number) {
  return {
    from: Math.max(historyFrom, (after ?? 0) + 1),
    to: Math.min(head, (before ?? head + 1) - 1),
    direction: after === undefined ? ('desc' as const) : ('asc' as const),
    /** How a row of the page lies to its end. */
    onPage: after === undefined ? ('>=' as const) : ('<=' as const),
  };
}
