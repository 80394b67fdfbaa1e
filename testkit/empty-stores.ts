import pg from 'pg';
import { tokenHash } from '../platform/ids.ts';
import { testDatabase } from './store.ts';

/** What the services rely on while they run: which version a store has, their own secrets, how far `live` has read. */
const kept = [
  'kysely_migration',
  'kysely_migration_lock',
  'expanding_migration',
  'store',
  'instance',
  'revocations',
];
/** Services still write a last thing of who was just here: the one of two that were locked out comes again. */
const triesMax = 5;

/**
 * Takes everybody and everything out of the stores of a cluster that runs, as if nobody had ever claimed it, and lets
 * `claimUrl` make its owner again. What services keep in memory belongs to ids that never come again.
 */
export async function emptyStores(folder: string, claimUrl: string): Promise<void> {
  const claimHash = tokenHash(new URL(claimUrl).hash.slice(1));
  for (const service of ['auth', 'users', 'chats']) {
    const client = new pg.Client({ connectionString: await testDatabase(service, folder) });
    await client.connect();
    try {
      const { rows } = await client.query<{ name: string }>(
        `select quote_ident(tablename) as name from pg_tables where schemaname = 'public' and tablename <> all($1)`,
        [kept],
      );
      await again(() => client.query(`truncate ${rows.map(({ name }) => name).join(', ')}`));
      if (service === 'auth')
        await client.query('update instance set owner = null, claim_hash = $1', [claimHash]);
    } finally {
      await client.end();
    }
  }
}

async function again(work: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await work();
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== '40P01' || tries === triesMax) throw error;
    }
  }
}
