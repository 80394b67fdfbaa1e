import { sql, type Kysely, type Migration } from 'kysely';
import { clustered } from '../../../platform/db.ts';

/** Rooms, members, invites, the log and its projection. */
export const conversations: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('rooms')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('visibility', 'text', (c) => c.notNull())
      .addColumn('space_id', 'text')
      .addColumn('archived_at', 'bigint')
      .addColumn('epoch', 'text', (c) => c.notNull())
      .addColumn('created_by', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('head', 'bigint', (c) => c.notNull())
      .addColumn('posts', 'bigint', (c) => c.notNull())
      .addColumn('members', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('memberships')
      .addColumn('room', 'text', (c) => c.notNull())
      .addColumn('user', 'text', (c) => c.notNull())
      .addColumn('role', 'text', (c) => c.notNull())
      .addColumn('joined_seq', 'bigint', (c) => c.notNull())
      .addColumn('joined_at', 'bigint', (c) => c.notNull())
      .addColumn('history_from', 'bigint', (c) => c.notNull())
      .addColumn('notify', 'text', (c) => c.notNull())
      .addColumn('read_seq', 'bigint', (c) => c.notNull())
      .addColumn('read_n', 'bigint', (c) => c.notNull())
      .modifyEnd(clustered(db))
      .addPrimaryKeyConstraint('memberships_pk', ['room', 'user'])
      .execute();
    await db.schema
      .createIndex('memberships_by_user')
      .on('memberships')
      .columns(['user', 'room'])
      .unique()
      .execute();
    await db.schema
      .createTable('removals')
      .addColumn('room', 'text', (c) => c.notNull())
      .addColumn('user', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .modifyEnd(clustered(db))
      .addPrimaryKeyConstraint('removals_pk', ['room', 'user'])
      .execute();
    await db.schema
      .createTable('events')
      .addColumn('room', 'text', (c) => c.notNull())
      .addColumn('seq', 'bigint', (c) => c.notNull())
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('type', 'text', (c) => c.notNull())
      .addColumn('by', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('target', 'bigint')
      .addColumn('data', 'text', (c) => c.notNull())
      .modifyEnd(clustered(db))
      .addPrimaryKeyConstraint('events_pk', ['room', 'seq'])
      .execute();
    // Only edits and deletions have a target: the index costs an ordinary post nothing.
    await sql`create index events_by_target on events (room, target) where target is not null`.execute(db);
    await db.schema
      .createTable('messages')
      .addColumn('room', 'text', (c) => c.notNull())
      .addColumn('seq', 'bigint', (c) => c.notNull())
      .addColumn('n', 'bigint', (c) => c.notNull())
      .addColumn('by', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('key', 'text', (c) => c.notNull())
      .addColumn('body', 'text')
      .addColumn('rev', 'bigint', (c) => c.notNull().defaultTo(1))
      .addColumn('edited_at', 'bigint')
      .addColumn('deleted_at', 'bigint')
      .addColumn('thread_root', 'bigint')
      .addColumn('files', 'text')
      .modifyEnd(clustered(db))
      .addPrimaryKeyConstraint('messages_pk', ['room', 'seq'])
      .execute();
    await db.schema
      .createTable('keys')
      .addColumn('room', 'text', (c) => c.notNull())
      .addColumn('by', 'text', (c) => c.notNull())
      .addColumn('key', 'text', (c) => c.notNull())
      .addColumn('fingerprint', 'text', (c) => c.notNull())
      .addColumn('seq', 'bigint', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .modifyEnd(clustered(db))
      .addPrimaryKeyConstraint('keys_pk', ['room', 'by', 'key'])
      .execute();
    await db.schema
      .createTable('invites')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('room', 'text', (c) => c.notNull())
      .addColumn('token_hash', 'text', (c) => c.notNull().unique())
      .addColumn('by', 'text', (c) => c.notNull())
      .addColumn('by_name', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('expires_at', 'bigint')
      .addColumn('max_uses', 'bigint')
      .addColumn('uses', 'bigint', (c) => c.notNull())
      .addColumn('revoked_at', 'bigint')
      .execute();
    await db.schema.createIndex('invites_by_room').on('invites').column('room').execute();
    await db.schema
      .createTable('me_log')
      .addColumn('user', 'text', (c) => c.notNull())
      .addColumn('seq', 'bigint', (c) => c.notNull())
      .addColumn('type', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('data', 'text', (c) => c.notNull())
      .modifyEnd(clustered(db))
      .addPrimaryKeyConstraint('me_log_pk', ['user', 'seq'])
      .execute();
    await db.schema
      .createTable('me_heads')
      .addColumn('user', 'text', (c) => c.primaryKey())
      .addColumn('head', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('store')
      .addColumn('name', 'text', (c) => c.primaryKey())
      .addColumn('value', 'text', (c) => c.notNull())
      .execute();
  },
};
