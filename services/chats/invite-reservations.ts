import { newId } from '../../platform/ids.ts';
import type { Limits } from '../../platform/limits.ts';
import type { Changes } from './changes.ts';
import { lockRoom } from './event-log.ts';
import { findInvite, mustWork } from './invite-rules.ts';
import type { Tx } from './schema.ts';

/**
 * Holds one use of an invite for somebody who is about to register by it, so that a link for one person makes one
 * account, however many try at once. It is taken by joining, given back, or runs out. Throws as a preview does.
 */
export async function reserveInvite(
  changes: Changes,
  limits: Pick<Limits, 'inviteReservationMs'>,
  token: string,
  now: number,
): Promise<string> {
  const id = newId();
  await changes.run(async (tx) => {
    // Whoever counts an invite's uses holds its room's lock.
    await lockRoom(tx, (await findInvite(tx, token)).room);
    const invite = await findInvite(tx, token);
    await mustWork(tx, invite, now);
    if (invite.max_uses === null) return;
    const { room } = invite;
    await tx
      .deleteFrom('invite_reservations')
      .where('room', '=', room)
      .where('invite', '=', invite.id)
      .where('until', '<=', now)
      .execute();
    const until = now + limits.inviteReservationMs;
    await tx.insertInto('invite_reservations').values({ id, room, invite: invite.id, until }).execute();
  });
  return id;
}

/** Ends a reservation; nothing happens if there is none. */
export async function giveBack(tx: Tx, reservation: string): Promise<void> {
  await tx.deleteFrom('invite_reservations').where('id', '=', reservation).execute();
}
