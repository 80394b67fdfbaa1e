import type { Kysely } from 'kysely';
import type { StoreMigration } from '../../../platform/migrate.ts';

/** When a member posted last: whose read position may not have been told when a replica died. Null: not since then. */
export const postedAt: StoreMigration = {
  expands: true,
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('memberships').addColumn('posted_at', 'bigint').execute();
  },
};
