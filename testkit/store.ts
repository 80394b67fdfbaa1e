import { createHash } from 'node:crypto';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { systemClock } from '../platform/clock.ts';
import type { Database } from '../platform/db.ts';
import { openPostgres } from '../platform/db-postgres.ts';
import { openSqlite } from '../platform/db-sqlite.ts';
import { readLimits } from '../platform/limits.ts';
import { createLog } from '../platform/log.ts';

/** Which database the tests' stores are on: ROOKERY_TEST_STORE, `sqlite` unless it says `postgres`. */
export const storeKind = readKind();

function readKind(): 'sqlite' | 'postgres' {
  const given = process.env['ROOKERY_TEST_STORE'] || 'sqlite';
  if (given !== 'sqlite' && given !== 'postgres')
    throw new Error('ROOKERY_TEST_STORE is neither sqlite nor postgres');
  return given;
}

/** The store of a service that belongs to a folder; the same again for the same folder, so that it can be gone on with. */
export async function testStore<Tables>(service: string, folder: string): Promise<Database<Tables>> {
  if (storeKind === 'sqlite') return openSqlite<Tables>(join(folder, `${service}.sqlite`));
  return openPostgres<Tables>({
    url: await testDatabase(service, folder),
    service,
    clock: systemClock,
    log: createLog('silent'),
    limits: readLimits({}),
  });
}

/** The address of the PostgreSQL database of a service and folder, which is made if need be. */
export async function testDatabase(service: string, folder: string, template = 'template1'): Promise<string> {
  const name = databaseName(service, folder);
  await administer(`create database "${name}" template "${template}"`).catch((error: { code?: string }) => {
    // There already; or just being made by another process.
    if (error.code !== '42P04' && error.code !== '23505') throw error;
  });
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  // A pooler in between, if the run has one.
  url.port = process.env['ROOKERY_TEST_POOLER_PORT'] ?? url.port;
  return url.href;
}

/** What the whole product needs beside its data folder to have its stores there. */
export async function storeSettings(folder: string): Promise<Record<string, string>> {
  if (storeKind === 'sqlite') return {};
  const settings: Record<string, string> = {};
  for (const service of ['auth', 'users', 'chats'])
    settings[`ROOKERY_DATABASE_URL_${service.toUpperCase()}`] = await testDatabase(service, folder);
  return settings;
}

/** Copies a data folder that nobody uses, with the stores that belong to it. */
export async function copyStores(from: string, to: string): Promise<void> {
  cpSync(from, to, { recursive: true });
  if (storeKind === 'sqlite') return;
  for (const service of ['auth', 'users', 'chats']) {
    const original = databaseName(service, from);
    // A pooler keeps connections that nobody uses.
    await administer(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${original}'`);
    await testDatabase(service, to, original);
  }
}

function databaseName(service: string, folder: string): string {
  return `${service}_${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
}

function serverUrl(): string {
  const url = process.env['ROOKERY_TEST_POSTGRES'];
  // Never skipped: a run that was to be on PostgreSQL and was not is no run.
  if (!url)
    throw new Error('ROOKERY_TEST_POSTGRES is missing: run the tests by bun testkit/postgres.ts bun test …');
  return url;
}

/** Runs a statement on the server itself. */
async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
