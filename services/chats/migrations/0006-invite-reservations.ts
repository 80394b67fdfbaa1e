import type { Kysely } from 'kysely';
import type { StoreMigration } from '../../../platform/migrate.ts';

/** Uses of invites that are held for people who are just registering. */
export const inviteReservations: StoreMigration = {
  expands: true,
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('invite_reservations')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('room', 'text', (c) => c.notNull())
      .addColumn('invite', 'text', (c) => c.notNull())
      .addColumn('until', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema
      .createIndex('invite_reservations_by_invite')
      .on('invite_reservations')
      .columns(['room', 'invite'])
      .execute();
  },
};
