import { Migrator, type Migration } from 'kysely';
import type { Database } from './db.ts';

/** A store that this version must not touch, in words for the operator. */
export class StoreError extends Error {}

/**
 * Brings a store to this version's shape. Migrations run in the order of their names, each once.
 * Throws `StoreError` when the store was made by a newer version.
 */
export async function migrate<Tables>(
  service: string,
  database: Database<Tables>,
  migrations: Readonly<Record<string, Migration>>,
): Promise<void> {
  const migrator = new Migrator({
    db: database.query,
    provider: { getMigrations: async () => ({ ...migrations }) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error instanceof Error && /corrupted migrations/.test(error.message)) {
    throw new StoreError(
      `the ${service} store was made by a newer Rookery: start that version, or restore a backup made by this one`,
    );
  }
  if (error !== undefined)
    throw new Error(`the ${service} store could not be brought to this version`, { cause: error });
}
