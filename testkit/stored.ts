import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { storeKind, testDatabase } from './store.ts';

interface Stored {
  /** The path of a file, or `service.table`. */
  name: string;
  /** Bytes as latin1; of a table the text of all its rows. */
  content: string;
}

/**
 * All that is kept for a folder: its files, and on PostgreSQL what a dump of its databases would hold (the server's own
 * files keep dead rows until a VACUUM: that is not asserted).
 */
export async function storedIn(folder: string): Promise<Stored[]> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((name) => ({ name, content: readFileSync(name, 'latin1') }));
  if (storeKind === 'sqlite') return files;
  const rows: Stored[] = [];
  for (const service of ['auth', 'users', 'chats']) rows.push(...(await tables(service, folder)));
  return [...files, ...rows];
}

async function tables(service: string, folder: string): Promise<Stored[]> {
  const client = new pg.Client({ connectionString: await testDatabase(service, folder) });
  await client.connect();
  try {
    const found = await client.query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public'`,
    );
    const all: Stored[] = [];
    for (const { name } of found.rows) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from "${name}" t`);
      all.push({ name: `${service}.${name}`, content: rows.map(({ row }) => row).join('\n') });
    }
    return all;
  } finally {
    await client.end();
  }
}
