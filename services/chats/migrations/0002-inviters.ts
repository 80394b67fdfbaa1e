import type { Kysely, Migration } from 'kysely';

/** The newest known name of everyone who made an invite or changed their name. */
export const inviters: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('inviters')
      .addColumn('user', 'text', (c) => c.primaryKey())
      .addColumn('username', 'text', (c) => c.notNull())
      .addColumn('version', 'bigint', (c) => c.notNull())
      .execute();
  },
};
