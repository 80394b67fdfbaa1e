import type { StoreMigration } from '../../platform/migrate.ts';
import { conversations } from './migrations/0001-conversations.ts';
import { inviters } from './migrations/0002-inviters.ts';
import { mentions } from './migrations/0003-mentions.ts';
import { erasures } from './migrations/0004-erasures.ts';
import { goneInvites } from './migrations/0005-gone-invites.ts';
import { inviteReservations } from './migrations/0006-invite-reservations.ts';
import { numberedRemovals } from './migrations/0007-numbered-removals.ts';
import { postedAt } from './migrations/0008-posted-at.ts';

/** Every step of the store's shape, in the order of their names. */
export const migrations: Readonly<Record<string, StoreMigration>> = {
  '0001-conversations': conversations,
  '0002-inviters': inviters,
  '0003-mentions': mentions,
  '0004-erasures': erasures,
  '0005-gone-invites': goneInvites,
  '0006-invite-reservations': inviteReservations,
  '0007-numbered-removals': numberedRemovals,
  '0008-posted-at': postedAt,
};
