import { sql, type Kysely } from 'kysely';
import { ApiError } from '../../contracts/errors.ts';
import { tokenHash } from '../../platform/ids.ts';
import type { ChatsTables, Tx } from './schema.ts';

/** As long as an invite may be valid, in ms. Who comes later hears that there is no such invite. */
const keptMs = 366 * 86_400_000;

/** The refusal of an invite whose room was deleted. */
export function roomIsGone(): ApiError {
  return new ApiError('room_deleted', 'The room of this invite was deleted.');
}

/**
 * Takes the invites of a deleted room away. Only the hashes of their tokens stay, so that whoever opens a link hears that
 * the room is gone; neither which room it was nor who invited is kept.
 */
export async function endInvites(tx: Tx, room: string, now: number): Promise<void> {
  await tx
    .deleteFrom('gone_invites')
    .where('at', '<=', now - keptMs)
    .execute();
  await tx
    .insertInto('gone_invites')
    .columns(['token_hash', 'at'])
    .expression(
      tx
        .selectFrom('invites')
        .select(['token_hash', sql<number>`${sql.lit(now)}`.as('at')])
        .where('room', '=', room),
    )
    .execute();
  await tx.deleteFrom('invites').where('room', '=', room).execute();
  await tx.deleteFrom('invite_reservations').where('room', '=', room).execute();
}

/** Whether this was the token of an invite whose room was deleted. */
export async function wasInvite(query: Kysely<ChatsTables>, token: string): Promise<boolean> {
  const row = await query
    .selectFrom('gone_invites')
    .select('at')
    .where('token_hash', '=', tokenHash(token))
    .executeTakeFirst();
  return row !== undefined;
}
