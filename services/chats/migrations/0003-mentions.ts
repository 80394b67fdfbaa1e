import type { Kysely } from 'kysely';
import { clustered } from '../../../platform/db.ts';
import type { StoreMigration } from '../../../platform/migrate.ts';

/** Which messages mention whom. */
export const mentions: StoreMigration = {
  expands: true,
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('mentions')
      .addColumn('room', 'text', (c) => c.notNull())
      .addColumn('user', 'text', (c) => c.notNull())
      .addColumn('seq', 'bigint', (c) => c.notNull())
      .modifyEnd(clustered(db))
      .addPrimaryKeyConstraint('mentions_pk', ['room', 'user', 'seq'])
      .execute();
  },
};
