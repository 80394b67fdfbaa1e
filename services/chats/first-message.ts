import type { Kysely } from 'kysely';
import { membership } from './membership.ts';
import type { ChatsTables } from './schema.ts';

/**
 * The first message of a room from a time on (milliseconds since 1970), and the head that it was looked for under; null
 * when nothing was written since. Throws `not_found` for a stranger.
 *
 * Messages are stored by room and seq alone. An index by time would cost every post something for a rare question, and
 * times rise with seqs, so halving finds it: 17 reads of one row in a room of 100,000. A clock that was set back leaves a
 * stretch where times fall; a message at its edge is found then, and never none where there is one at the end.
 */
export async function firstMessageSince(
  query: Kysely<ChatsTables>,
  who: { user: string; room: string },
  since: number,
): Promise<{ seq: number | null; head: number }> {
  const { room, member } = await membership(query, who.room, who.user);
  let seq: number | null = null;
  let low = member.history_from;
  let high = room.head + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const next = await query
      .selectFrom('messages')
      .select(['seq', 'at'])
      .where('room', '=', who.room)
      .where('seq', '>=', middle)
      .where('seq', '<', high)
      .orderBy('seq')
      .limit(1)
      .executeTakeFirst();
    if (next && next.at < since) low = next.seq + 1;
    else {
      high = middle;
      seq = next?.seq ?? seq;
    }
  }
  // They may have been removed meanwhile.
  await membership(query, who.room, who.user);
  return { seq, head: room.head };
}
