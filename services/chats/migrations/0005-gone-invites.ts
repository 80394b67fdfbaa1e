import type { Kysely } from 'kysely';
import type { StoreMigration } from '../../../platform/migrate.ts';

/** What is left of the invites of deleted rooms. */
export const goneInvites: StoreMigration = {
  expands: true,
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('gone_invites')
      .addColumn('token_hash', 'text', (c) => c.primaryKey())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema.createIndex('gone_invites_by_time').on('gone_invites').column('at').execute();
  },
};
