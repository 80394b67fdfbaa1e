import type { CompiledQuery, Kysely } from 'kysely';
import { createQueryId, RawNode, SqliteAdapter, sql, type RawBuilder, type Transaction } from 'kysely';

/**
 * One service's own store. Only this file, `db-sqlite.ts` and `db-postgres.ts` know which database it is. The SQL that
 * services write runs on both, at PostgreSQL's standard level of isolation too (READ COMMITTED: each statement sees what
 * was committed before it): what is counted or checked before a write is checked under a row's lock.
 */
export interface Database<Tables> {
  /** Queries outside a transaction: each is a transaction of its own. */
  readonly query: Kysely<Tables>;
  /** Waits for a database that is still starting. Throws `StoreError` when it refuses us, or does not come. */
  opened(): Promise<void>;
  /**
   * Runs `work` in one transaction: all of it is durable when the promise resolves, or none of it happened. `work` may
   * be run again, so it does nothing but SQL. When the connection is lost while committing, nobody knows which it was:
   * that is the error `unavailable`, and the caller's keys make another try safe.
   */
  transaction<T>(work: (tx: Transaction<Tables>) => Promise<T>): Promise<T>;
  /**
   * Clears what was deleted or overwritten in these tables out of the store's files, as far as the database can. Throws
   * `unavailable` when it could not yet; it goes on trying, and may be asked again.
   */
  scrub(tables: readonly (keyof Tables & string)[]): Promise<void>;
  close(): Promise<void>;
}

/** A store that this version must not or cannot use, in words for the operator, without a full stop. */
export class StoreError extends Error {}

/** Asks the store something, to see that it answers. */
export async function ping<Tables>(database: Database<Tables>): Promise<void> {
  await sql`select 1`.execute(database.query);
}

/**
 * The end of a select that keeps its rows from changing until the transaction ends. SQLite has one writer, so there
 * it is nothing.
 */
export function rowLock<T>(tx: Kysely<T>): RawBuilder<unknown> {
  return isSqlite(tx) ? sql`` : sql`for update`;
}

/** Lifts the limit on a statement's time for the rest of a transaction: a migration takes as long as it takes. */
export async function withoutTimeLimit<T>(tx: Kysely<T>): Promise<void> {
  if (!isSqlite(tx)) await sql`${sql.raw(noTimeLimit)}`.execute(tx);
}
/** What lifts the limits; the connection knows it when it sees it. */
export const noTimeLimit = 'set local statement_timeout = 0';
/** The beginning of a statement that is no part of a transaction and takes as long as it takes. */
export const untimed = '/* takes its time */ ';

/** The column type of raw bytes, for migrations. */
export function bytesType<T>(db: Kysely<T>): RawBuilder<unknown> {
  return isSqlite(db) ? sql`blob` : sql`bytea`;
}

/** The end of a table's definition that keeps its rows in the order of the primary key: one tree, not two, in SQLite. */
export function clustered<T>(db: Kysely<T>): RawBuilder<unknown> {
  return isSqlite(db) ? sql`without rowid` : sql``;
}

/**
 * A statement with many rows of values in it: `before values (…), … after`. Each column is text or bigint.
 * The same as Kysely's own builder would make, without the cost of a tree of nodes for each value, which was a sixth of
 * the time of a batch of posts.
 */
export function withValues<Row, Tables>(
  tx: Kysely<Tables>,
  before: string,
  columns: readonly ('text' | 'bigint')[],
  rows: readonly (readonly (string | number | null)[])[],
  after = '',
): CompiledQuery<Row> {
  const place = isSqlite(tx) ? () => '?' : (at: number) => `$${at}`;
  // PostgreSQL takes a bare parameter for text.
  const cast = (type: string, at: number) => (type === 'text' ? place(at) : `cast(${place(at)} as ${type})`);
  const values = rows.map(
    (_, row) => `(${columns.map((type, i) => cast(type, row * columns.length + i + 1)).join(', ')})`,
  );
  const text = `${before} values ${values.join(', ')} ${after}`;
  // Made by hand: CompiledQuery.raw freezes the parameters, which takes longer than sending them.
  return {
    sql: text,
    parameters: rows.flat(),
    query: RawNode.createWithSql(text),
    queryId: createQueryId(),
  };
}

/**
 * Runs statements of a transaction that need nothing of each other's rows, in the order given, and gives the rows of
 * each. Over a network they travel together: one round trip instead of one each. Each sees what those before it did.
 * When one fails the transaction has failed, and its error is thrown.
 */
export async function together<Rows extends readonly unknown[], Tables>(
  tx: Transaction<Tables>,
  statements: { readonly [At in keyof Rows]: CompiledQuery<Rows[At]> },
): Promise<{ [At in keyof Rows]: Rows[At][] }> {
  const all: readonly CompiledQuery[] = statements;
  const results: unknown[][] = [];
  if (isSqlite(tx)) for (const one of all) results.push((await tx.executeQuery(one)).rows);
  else {
    // Kysely runs one statement of a transaction at a time; its connection sends them as they come.
    await tx.getExecutor().provideConnection(async (connection) => {
      const answers = await Promise.all(all.map((one) => connection.executeQuery(one)));
      results.push(...answers.map(({ rows }) => rows));
    });
  }
  return results as { [At in keyof Rows]: Rows[At][] };
}

function isSqlite<T>(db: Kysely<T>): boolean {
  return db.getExecutor().adapter instanceof SqliteAdapter;
}
