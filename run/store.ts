import { join } from 'node:path';
import { systemClock } from '../platform/clock.ts';
import type { Settings, StoreName } from '../platform/config.ts';
import type { Database } from '../platform/db.ts';
import { openPostgres } from '../platform/db-postgres.ts';
import { openSqlite } from '../platform/db-sqlite.ts';
import type { Log } from '../platform/log.ts';

/**
 * Opens a service's store where the settings say: a PostgreSQL database, or a file in the data folder. `waits`: without
 * end for a database that is not there yet, since nobody stands before the terminal.
 */
export function openStore<Tables>(
  settings: Settings,
  service: StoreName,
  log: Log,
  waits = false,
): Database<Tables> {
  const url = settings.databases?.[service];
  if (url === undefined) return openSqlite<Tables>(join(settings.dataFolder, `${service}.sqlite`));
  const { limits: standard } = settings;
  const limits = waits ? { ...standard, databaseStartMs: Number.POSITIVE_INFINITY } : standard;
  return openPostgres<Tables>({ url, service, clock: systemClock, log, limits });
}
