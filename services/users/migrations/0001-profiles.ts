import type { Kysely, Migration } from 'kysely';
import { bytesType } from '../../../platform/db.ts';

/** Profiles and their pictures. */
export const profiles: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('profiles')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('username', 'text', (c) => c.notNull())
      .addColumn('display_name', 'text')
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('avatar', 'text')
      .addColumn('changed_at', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('avatars')
      .addColumn('user', 'text', (c) => c.notNull())
      .addColumn('version', 'text', (c) => c.notNull())
      .addColumn('bytes', bytesType(db), (c) => c.notNull())
      .addColumn('made_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('avatars_pk', ['user', 'version'])
      .execute();
  },
};
