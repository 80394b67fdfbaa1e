import type { Kysely, Migration } from 'kysely';

/** Which of the names that an account had this one is, so that an older one that comes late is known. */
export const nameVersion: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable('profiles')
      .addColumn('name_version', 'bigint', (c) => c.notNull().defaultTo(0))
      .execute();
  },
};
