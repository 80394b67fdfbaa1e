import type { Kysely } from 'kysely';
import type { InviteRow } from './invite-rules.ts';
import type { ChatsTables } from './schema.ts';

/**
 * The members that an invite shows, `most` of them: its maker if still there, then those whose accounts are oldest, who
 * are the likeliest to be known. Ids begin with their time, so the key alone finds these in a room of any size; and a
 * list that stays the same tells who only holds the link nothing of who was here lately.
 */
export async function facesOf(
  query: Kysely<ChatsTables>,
  invite: Pick<InviteRow, 'room' | 'by'>,
  most: number,
): Promise<{ id: string }[]> {
  const members = query.selectFrom('memberships').select('user as id').where('room', '=', invite.room);
  const maker = await members.where('user', '=', invite.by).execute();
  const others = await members
    .where('user', '!=', invite.by)
    .orderBy('user')
    .limit(most - maker.length)
    .execute();
  return [...maker, ...others];
}
