import type { Kysely } from 'kysely';
import type { StoreMigration } from '../../../platform/migrate.ts';

/** Links that sign another device in, and which session began with which. */
export const signInLinks: StoreMigration = {
  expands: true,
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('sign_in_links')
      .addColumn('session', 'text', (c) => c.primaryKey())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('token_hash', 'text', (c) => c.notNull().unique())
      .addColumn('account', 'text', (c) => c.notNull())
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema.alterTable('sessions').addColumn('link', 'text').execute();
  },
};
