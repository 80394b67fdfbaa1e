import type { Kysely, Selectable } from 'kysely';
import { ApiError } from '../../contracts/errors.ts';
import { tokenHash } from '../../platform/ids.ts';
import { roomIsGone, wasInvite } from './gone-invites.ts';
import type { ChatsTables } from './schema.ts';

export type InviteRow = Selectable<ChatsTables['invites']>;

/** The invite of a token. Throws `not_found`, `room_deleted`. */
export async function findInvite(query: Kysely<ChatsTables>, token: string): Promise<InviteRow> {
  const row = await query
    .selectFrom('invites')
    .selectAll()
    .where('token_hash', '=', tokenHash(token))
    .executeTakeFirst();
  if (row) return row;
  throw (await wasInvite(query, token)) ? roomIsGone() : unknownInvite();
}

function unknownInvite(): ApiError {
  return new ApiError(
    'not_found',
    'There is no such invite. Check that the link is whole, or ask for a new one.',
  );
}

/** Throws unless the invite lets somebody in now: `invite_revoked`, `invite_expired`, `invite_used_up`. */
export async function mustWork(query: Kysely<ChatsTables>, invite: InviteRow, now: number): Promise<void> {
  if (invite.revoked_at !== null)
    throw new ApiError('invite_revoked', 'This invite was revoked. Ask for a new one.');
  if (invite.expires_at !== null && invite.expires_at <= now) {
    throw new ApiError('invite_expired', 'This invite has expired. Ask for a new one.');
  }
  if (invite.max_uses === null) return;
  if (invite.uses + (await reserved(query, invite, now)) >= invite.max_uses) {
    throw new ApiError('invite_used_up', 'This invite was used as often as it allows. Ask for a new one.');
  }
}

/** How many uses are held for people who are just registering. */
async function reserved(
  query: Kysely<ChatsTables>,
  { id, room }: Pick<InviteRow, 'id' | 'room'>,
  now: number,
): Promise<number> {
  const { held } = await query
    .selectFrom('invite_reservations')
    .select((eb) => eb.fn.countAll<number>().as('held'))
    .where('room', '=', room)
    .where('invite', '=', id)
    .where('until', '>', now)
    .executeTakeFirstOrThrow();
  return held;
}
