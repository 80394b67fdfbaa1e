import type { Kysely } from 'kysely';
import { clustered } from '../../../platform/db.ts';
import type { StoreMigration } from '../../../platform/migrate.ts';

/** Rooms that were deleted, and of which something is still there. */
export const erasures: StoreMigration = {
  expands: true,
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('erasures')
      .addColumn('room', 'text', (c) => c.primaryKey())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .modifyEnd(clustered(db))
      .execute();
  },
};
