import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { storeNames } from '../../platform/config.ts';
import { initdbArgs, packagedPostgres, reachablePrograms } from './postgres-programs.ts';
import type { Secrets } from './secrets.ts';
import { unprivileged } from './unprivileged.ts';

/** Where root's PostgreSQL keeps its data when its own user cannot reach the cluster's folder. */
const elsewhere = '/var/lib/rookery-cluster';

/** Whether users without rights can come to a folder. */
function isReachable(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** A folder for PostgreSQL that the user it runs as can reach. */
function postgresFolder(folder: string): string {
  const own = join(folder, 'postgres');
  if (unprivileged === null || existsSync(own) || isReachable(dirname(folder))) return own;
  return join(elsewhere, folder.replaceAll('/', '-').slice(1));
}

/** Makes the server's data if there are none yet. Gives the command that runs it, and where its data are. */
export function preparePostgres(folder: string, port: number, { postgres }: Secrets) {
  const home = postgresFolder(folder);
  const data = join(home, 'data');
  mkdirSync(home, { recursive: true, mode: 0o755 });
  if (unprivileged) chownSync(home, unprivileged.uid, unprivileged.gid);
  // The programs may have moved, or be newer ones.
  rmSync(join(home, 'native'), { recursive: true, force: true });
  const bin = reachablePrograms(packagedPostgres(), home);
  if (!existsSync(join(data, 'PG_VERSION'))) {
    const passwordFile = join(home, 'password');
    writeFileSync(passwordFile, postgres, { mode: 0o600 });
    if (unprivileged) chownSync(passwordFile, unprivileged.uid, unprivileged.gid);
    const made = spawnSync(join(bin, 'initdb'), initdbArgs(data, passwordFile), {
      cwd: home,
      encoding: 'utf8',
      ...unprivileged,
    });
    rmSync(passwordFile);
    if (made.status !== 0) {
      rmSync(data, { recursive: true, force: true });
      throw new Error(`PostgreSQL's data could not be made: ${made.error?.message ?? made.stderr}`);
    }
  }
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: 300 };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return { command: [join(bin, 'postgres'), '-D', data, ...flags], cwd: home };
}

/** Whether the server takes connections. */
export async function postgresReady(port: number, secrets: Secrets): Promise<boolean> {
  return withClient(port, secrets, () => Promise.resolve(true)).catch(() => false);
}

/** Gives each service that keeps data a user and a database of its own, which no other one may enter. */
export async function makeDatabases(port: number, secrets: Secrets): Promise<void> {
  await withClient(port, secrets, async (client) => {
    for (const name of storeNames) {
      const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
      if (rowCount) continue;
      await client.query(`create role ${name} login password '${secrets[name]}'`).catch((error: Error) => {
        if ((error as { code?: string }).code !== '42710') throw error;
      });
      await client.query(`create database ${name} owner ${name}`);
      await client.query(`revoke connect on database ${name} from public`);
    }
  });
}

/** The address of a service's database. */
export function databaseUrl(port: number, secrets: Secrets, name: (typeof storeNames)[number]): string {
  return `postgres://${name}:${secrets[name]}@127.0.0.1:${port}/${name}`;
}

async function withClient<T>(port: number, { postgres }: Secrets, work: (client: pg.Client) => Promise<T>) {
  const url = `postgres://rookery:${postgres}@127.0.0.1:${port}/postgres`;
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
