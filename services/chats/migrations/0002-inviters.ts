import type { Kysely } from 'kysely';
import type { StoreMigration } from '../../../platform/migrate.ts';

/** The newest known name of everyone who made an invite or changed their name. */
export const inviters: StoreMigration = {
  expands: true,
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('inviters')
      .addColumn('user', 'text', (c) => c.primaryKey())
      .addColumn('username', 'text', (c) => c.notNull())
      .addColumn('version', 'bigint', (c) => c.notNull())
      .execute();
  },
};
