import { sql, type Kysely, type Migration, type Transaction } from 'kysely';
import { StoreError, withoutTimeLimit, type Database } from './db.ts';

/** Which migrations a store has had. The names are those of Kysely's own migrator, which made the first stores. */
interface MigrationTables {
  kysely_migration: { name: string; timestamp: string };
  kysely_migration_lock: { id: string; is_locked: number };
}

/**
 * Brings a store to this version's shape, once it answers. Migrations run in the order of their names, each once, all in
 * one transaction; replicas that start together wait for each other at a row, which works through a connection pooler
 * too (Kysely's migrator locks the session, outside of any transaction).
 * Throws `StoreError` when the store was made by a newer version, or belongs to another service.
 */
export async function migrate<Tables>(
  service: string,
  database: Database<Tables>,
  migrations: Readonly<Record<string, Migration>>,
): Promise<void> {
  await database.opened();
  try {
    await makeTables(database.query);
    await database.transaction((tx) =>
      run(tx as unknown as Transaction<MigrationTables>, service, migrations),
    );
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new Error(`the ${service} store could not be brought to this version`, { cause: error });
  }
}

async function run(
  tx: Transaction<MigrationTables>,
  service: string,
  migrations: Readonly<Record<string, Migration>>,
): Promise<void> {
  await withoutTimeLimit(tx);
  // Whoever comes second waits here until the first one's commit.
  await tx
    .insertInto('kysely_migration_lock')
    .values({ id: 'migration_lock', is_locked: 0 })
    .onConflict((c) => c.column('id').doUpdateSet({ is_locked: 0 }))
    .execute();
  const done = await tx.selectFrom('kysely_migration').select('name').orderBy('name').execute();
  const had = new Set(done.map(({ name }) => name));
  const unknown = [...had].filter((name) => !(name in migrations));
  if (unknown.length > 0) throw refusal(service, unknown.length === had.size);
  for (const [name, migration] of Object.entries(migrations).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (had.has(name)) continue;
    await migration.up(tx);
    await tx.insertInto('kysely_migration').values({ name, timestamp: new Date().toISOString() }).execute();
  }
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
  const tables = [
    schema
      .createTable('kysely_migration')
      .addColumn('name', 'varchar(255)', (c) => c.notNull().primaryKey())
      .addColumn('timestamp', 'varchar(255)', (c) => c.notNull()),
    schema
      .createTable('kysely_migration_lock')
      .addColumn('id', 'varchar(255)', (c) => c.notNull().primaryKey())
      .addColumn('is_locked', 'integer', (c) => c.notNull().defaultTo(0)),
  ];
  for (const [i, table] of tables.entries()) {
    await table
      .ifNotExists()
      .execute()
      .catch(async (error: unknown) => {
        // PostgreSQL lets one of two that make a table at once fail, also with "if not exists".
        const name = i === 0 ? sql`kysely_migration` : sql`kysely_migration_lock`;
        const found = await sql`select 1 from ${name} limit 1`.execute(query).catch(() => null);
        if (found === null) throw error;
      });
  }
}
