import { sql, type Kysely, type Migration, type Transaction } from 'kysely';
import { StoreError, withoutTimeLimit, type Database } from './db.ts';
import type { Log } from './log.ts';

/** A step of a store's shape. */
export interface StoreMigration extends Migration {
  /**
   * The version before works on the store as this leaves it: it only adds what that one need not know. Left out, the
   * version before is refused from then on.
   */
  expands?: true;
}

/** Which migrations a store has had. The names are those of Kysely's own migrator, which made the first stores. */
interface MigrationTables {
  kysely_migration: { name: string; timestamp: string };
  kysely_migration_lock: { id: string; is_locked: number };
  /** Those that an older version, which does not know them, may pass over. */
  expanding_migration: { name: string };
}

/**
 * Brings a store to this version's shape, once it answers. Migrations run in the order of their names, each once, all in
 * one transaction; replicas that start together wait for each other at a row, which works through a connection pooler
 * too (Kysely's migrator locks the session, outside of any transaction).
 *
 * A store that a newer version has only expanded is used as it is: while replicas are replaced one by one, one of the
 * version before may have to start again. Throws `StoreError` when a newer version did more than that, or the store
 * belongs to another service.
 */
export async function migrate<Tables>(
  service: string,
  database: Database<Tables>,
  migrations: Readonly<Record<string, StoreMigration>>,
  log?: Pick<Log, 'warn'>,
): Promise<void> {
  await database.opened();
  try {
    await makeTables(database.query);
    const newer = await database.transaction((tx) =>
      run(tx as unknown as Transaction<MigrationTables>, service, migrations),
    );
    if (newer.length > 0)
      log?.warn(
        { migrations: newer },
        `the ${service} store was expanded by a newer Rookery, with which this version can share it`,
      );
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new Error(`the ${service} store could not be brought to this version`, { cause: error });
  }
}

/** Gives the migrations of a newer version that were passed over. */
async function run(
  tx: Transaction<MigrationTables>,
  service: string,
  migrations: Readonly<Record<string, StoreMigration>>,
): Promise<string[]> {
  await withoutTimeLimit(tx);
  // Whoever comes second waits here until the first one's commit.
  await tx
    .insertInto('kysely_migration_lock')
    .values({ id: 'migration_lock', is_locked: 0 })
    .onConflict((c) => c.column('id').doUpdateSet({ is_locked: 0 }))
    .execute();
  const namesOf = async (table: 'kysely_migration' | 'expanding_migration') =>
    new Set((await tx.selectFrom(table).select('name').execute()).map(({ name }) => name));
  const had = await namesOf('kysely_migration');
  const expanding = await namesOf('expanding_migration');
  const known = Object.keys(migrations).toSorted();
  const unknown = [...had].filter((name) => !(name in migrations)).toSorted();
  if (unknown.length > 0) {
    const knowsNoneOfOurs = unknown.length === had.size;
    // What lacks something of ours did not grow out of it.
    const grewOutOfOurs = known.every((name) => had.has(name));
    if (knowsNoneOfOurs || !grewOutOfOurs || !unknown.every((name) => expanding.has(name)))
      throw refusal(service, knowsNoneOfOurs);
  }
  for (const name of known) {
    const migration = migrations[name];
    if (!migration) continue;
    if (!had.has(name)) {
      await migration.up(tx);
      await tx.insertInto('kysely_migration').values({ name, timestamp: new Date().toISOString() }).execute();
    }
    // Also of one that ran before this was noted down.
    if (migration.expands && !expanding.has(name))
      await tx.insertInto('expanding_migration').values({ name }).execute();
  }
  return unknown;
}

/** A newer version of a service keeps its migrations and adds some: a store that knows none of ours is not ours. */
function refusal(service: string, knowsNoneOfOurs: boolean): StoreError {
  return new StoreError(
    knowsNoneOfOurs
      ? `the database given for the ${service} store holds the store of another service: each needs its own`
      : `the ${service} store was made by a newer Rookery: start that version, or restore a backup made by this one`,
  );
}

async function makeTables<Tables>(query: Kysely<Tables>): Promise<void> {
  const { schema } = query;
  const named = (name: string) =>
    schema.createTable(name).addColumn('name', 'varchar(255)', (c) => c.notNull().primaryKey());
  const tables = {
    kysely_migration: named('kysely_migration').addColumn('timestamp', 'varchar(255)', (c) => c.notNull()),
    kysely_migration_lock: schema
      .createTable('kysely_migration_lock')
      .addColumn('id', 'varchar(255)', (c) => c.notNull().primaryKey())
      .addColumn('is_locked', 'integer', (c) => c.notNull().defaultTo(0)),
    expanding_migration: named('expanding_migration'),
  };
  for (const [name, table] of Object.entries(tables)) {
    await table
      .ifNotExists()
      .execute()
      .catch(async (error: unknown) => {
        // PostgreSQL lets one of two that make a table at once fail, also with "if not exists".
        const found = await sql`select 1 from ${sql.table(name)} limit 1`.execute(query).catch(() => null);
        if (found === null) throw error;
      });
  }
}
