import type { Kysely, Migration } from 'kysely';

/** Uses of invites that are held for people who are just registering. */
export const inviteReservations: Migration = {
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
