import type { Kysely, Migration } from 'kysely';
import { clustered } from '../../../platform/db.ts';

/** Which messages mention whom. */
export const mentions: Migration = {
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
