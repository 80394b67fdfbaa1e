import type { Kysely, Migration } from 'kysely';

/** What is left of the invites of deleted rooms. */
export const goneInvites: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('gone_invites')
      .addColumn('token_hash', 'text', (c) => c.primaryKey())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema.createIndex('gone_invites_by_time').on('gone_invites').column('at').execute();
  },
};
