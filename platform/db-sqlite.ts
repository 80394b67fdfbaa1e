import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { Kysely, SqliteDialect, type SqliteDatabase } from 'kysely';
import { systemClock, type Clock } from './clock.ts';
import type { Database } from './db.ts';
import { emptyLog, Scrubber } from './db-sqlite-scrub.ts';

/** How many prepared statements are kept: batches of different sizes are different statements. */
const statementsKept = 500;
/** The oldest SQLite whose write-ahead log has no known way to lose a commit. */
const oldestSqlite = [3, 51, 3];

/** Opens (or makes) a SQLite store: write-ahead log, every commit fsynced, one writer. Throws when it cannot be that. */
export function openSqlite<Tables>(file: string, clock: Clock = systemClock): Database<Tables> {
  const raw = new DatabaseSync(file);
  raw.exec('pragma busy_timeout = 5000');
  raw.exec('pragma journal_mode = wal');
  raw.exec('pragma synchronous = full');
  // Fewer checkpoints than the standard 1,000 pages: under load each one costs as much as several commits.
  raw.exec('pragma wal_autocheckpoint = 4000');
  raw.exec('pragma foreign_keys = on');
  raw.exec('pragma trusted_schema = off');
  // What is deleted or redacted is overwritten, so no copy of the file made later holds it.
  raw.exec('pragma secure_delete = on');
  assertDurable(raw);
  // A process that was killed left the log behind, perhaps with a text that was deleted just then.
  emptyLog(raw);
  const query = new Kysely<Tables>({ dialect: new SqliteDialect({ database: adapt(raw) }) });
  const scrubber = new Scrubber(raw, clock, (work) => query.connection().execute(async () => work()));
  return {
    query,
    opened: () => Promise.resolve(),
    transaction: (work) => query.transaction().execute(work),
    scrub: () => scrubber.scrub(),
    close: () => {
      scrubber.close();
      return query.destroy();
    },
  };
}

function assertDurable(raw: DatabaseSync): void {
  const pragma = (name: string) => Object.values(raw.prepare(`pragma ${name}`).get() ?? {})[0];
  const version = String(raw.prepare('select sqlite_version() as v').get()?.['v']);
  const parts = version.split('.').map(Number);
  const difference = parts.map((part, i) => part - (oldestSqlite[i] ?? 0)).find((d) => d !== 0) ?? 0;
  if (difference < 0) throw new Error(`SQLite ${version} is too old: ${oldestSqlite.join('.')} is needed`);
  if (pragma('journal_mode') !== 'wal' || pragma('synchronous') !== 2) {
    throw new Error('SQLite refused the settings that make a commit durable (wal, synchronous=full)');
  }
}

/** What Kysely's SQLite dialect wants, over node:sqlite, with prepared statements kept. */
function adapt(raw: DatabaseSync): SqliteDatabase {
  const kept = new Map<string, ReturnType<typeof wrap>>();
  return {
    close: () => raw.close(),
    prepare(text: string) {
      // After a failure of the disk SQLite has rolled back by itself; another try would hide the reason.
      if (text === 'rollback' && !raw.isTransaction) return nothing;
      // A transaction here always writes: taking the write lock first means that it can never fail half-way on it.
      const wanted = text === 'begin' ? 'begin immediate' : text;
      let statement = kept.get(wanted);
      if (statement) kept.delete(wanted);
      else statement = wrap(raw.prepare(wanted));
      kept.set(wanted, statement);
      if (kept.size > statementsKept) kept.delete(kept.keys().next().value ?? '');
      return statement;
    },
  };
}

/** A statement without any effect. */
const nothing = {
  reader: false,
  all: () => [],
  iterate: () => [][Symbol.iterator](),
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
};

function wrap(statement: StatementSync) {
  return {
    reader: statement.columns().length > 0,
    all: (parameters: readonly unknown[]) => statement.all(...(parameters as SQLInputValue[])),
    iterate: (parameters: readonly unknown[]) => statement.iterate(...(parameters as SQLInputValue[])),
    run: (parameters: readonly unknown[]) => statement.run(...(parameters as SQLInputValue[])),
  };
}
