import type { Kysely } from 'kysely';
import { makeOutbox } from '../../../platform/outbox.ts';
import type { StoreMigration } from '../../../platform/migrate.ts';

/** What others must learn of, and which of an account's names is the newest. */
export const outbox: StoreMigration = {
  expands: true,
  async up(db: Kysely<unknown>) {
    await makeOutbox(db);
    await db.schema
      .alterTable('accounts')
      .addColumn('name_version', 'bigint', (c) => c.notNull().defaultTo(0))
      .execute();
  },
};
