import type { Kysely } from 'kysely';
import type { StoreMigration } from '../../../platform/migrate.ts';

/**
 * Where in the room's log invites and removals stand, which of them came first. Rows of the version before, which goes on
 * beside this one for a while, have none; it also moves a removal's time alone, which `seq_at` shows.
 */
export const numberedRemovals: StoreMigration = {
  expands: true,
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('invites').addColumn('made_seq', 'bigint').execute();
    await db.schema.alterTable('removals').addColumn('seq', 'bigint').execute();
    await db.schema.alterTable('removals').addColumn('seq_at', 'bigint').execute();
  },
};
