import type { Kysely } from 'kysely';
import type { StoreMigration } from '../../../platform/migrate.ts';

/** Which of the names that an account had this one is, so that an older one that comes late is known. */
export const nameVersion: StoreMigration = {
  expands: true,
  async up(db: Kysely<unknown>) {
    await db.schema
      .alterTable('profiles')
      .addColumn('name_version', 'bigint', (c) => c.notNull().defaultTo(0))
      .execute();
  },
};
