import { ApiError } from '../../contracts/errors.ts';
import type { InviteRow } from './invite-rules.ts';
import type { Tx } from './schema.ts';

interface Removal {
  room: string;
  user: string;
  /** Number of the event that says so. */
  seq: number;
  at: number;
}

/** Notes that somebody was removed: no invite made before lets them back in. */
export async function noteRemoval(tx: Tx, { room, user, seq, at }: Removal): Promise<void> {
  const noted = { at, seq, seq_at: at };
  await tx
    .insertInto('removals')
    .values({ room, user, ...noted })
    .onConflict((c) => c.columns(['room', 'user']).doUpdateSet(noted))
    .execute();
}

/**
 * Throws `removed` for whoever was removed after the invite was made. The room's own numbers say what came first, since
 * the clocks of replicas differ; times do only for rows that have no number, of the version before.
 */
export async function mustNotBeRemoved(tx: Tx, invite: InviteRow, user: string): Promise<void> {
  const removal = await tx
    .selectFrom('removals')
    .select(['at', 'seq', 'seq_at'])
    .where('room', '=', invite.room)
    .where('user', '=', user)
    .executeTakeFirst();
  if (!removal) return;
  const removedSeq = removal.seq_at === removal.at ? removal.seq : null;
  const isOlder =
    removedSeq === null || invite.made_seq === null
      ? invite.created_at <= removal.at
      : invite.made_seq < removedSeq;
  if (!isOlder) return;
  throw new ApiError(
    'removed',
    'You were removed from this room. Only an invite made since then lets you back in.',
  );
}
