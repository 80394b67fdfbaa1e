import { CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely';
import { StoreError, untimed, type Database } from './db.ts';
import { isConflict, LostConnection, ranInto, Unavailable } from './db-postgres-errors.ts';
import { Pool, type PostgresOptions } from './db-postgres-pool.ts';

/** How often a transaction is run that loses to others, or its connection. */
const triesMax = 6;
/** The first pause between tries; each further one is twice as long, and chance takes off up to all of it. */
const pauseMs = 20;
/** How often a database that does not answer yet is asked again. */
const knockEveryMs = 500;
/** How often whoever waits long for a database says so again. */
const sayEveryMs = 60_000;

/**
 * Opens a PostgreSQL store. Commits are flushed to disk before they are answered (asserted for each connection); READ
 * COMMITTED with row locks; a transaction that fails by a conflict (40001, 40P01) or loses its connection before its
 * commit was sent is run again, a few times.
 *
 * No state is kept in a session (no named statement, no SET outside a transaction, no advisory lock), so that it also
 * works through PgBouncer in transaction mode.
 */
export function openPostgres<Tables>(options: PostgresOptions): Database<Tables> {
  const { clock, log, random = Math.random } = options;
  const pool = new Pool(options);
  const query = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const pause = (tries: number) =>
    new Promise<void>((resolve) => void clock.after(random() * pauseMs * 2 ** tries, resolve));

  let vacuuming: Promise<void> | null = null;
  const asked = new Set<string>();
  async function vacuum(): Promise<void> {
    while (asked.size > 0) {
      const tables = [...asked];
      asked.clear();
      for (const table of tables) await query.executeQuery(CompiledQuery.raw(`${untimed}vacuum "${table}"`));
    }
  }

  return {
    query,
    async opened() {
      const until = clock.now() + options.limits.databaseStartMs;
      for (let sayAgainAt = 0; ;) {
        try {
          await sql`select 1`.execute(query);
          return;
        } catch (error) {
          const reason = ranInto(error);
          if (error instanceof StoreError || reason === null) throw error;
          const where = `the ${options.service} database at ${pool.place}`;
          if (clock.now() >= until) throw new StoreError(`${where} cannot be reached: ${reason}`);
          if (clock.now() >= sayAgainAt) {
            log.warn(`waiting for ${where}: ${reason}`);
            sayAgainAt = clock.now() + sayEveryMs;
          }
        }
        await new Promise<void>((resolve) => void clock.after(knockEveryMs, resolve));
      }
    },
    async transaction(work) {
      for (let tries = 1; ; tries++) {
        try {
          return await query.transaction().execute(work);
        } catch (error) {
          if (!isConflict(error) && !(error instanceof LostConnection)) throw error;
          if (tries >= triesMax) throw new Unavailable(error);
          await pause(tries);
        }
      }
    },
    /**
     * What was overwritten is a dead row version from the commit on: no query sees it, and no dump made from now on
     * holds it. In the data files it stays until a VACUUM, which this asks for at once instead of leaving it to
     * autovacuum; it is not waited for. It cannot take away what a transaction that is still open could see, nor zero
     * the bytes of a page that nobody reuses, nor reach into a WAL archive or an older base backup: those end when the
     * operator lets them go.
     */
    async scrub(tables) {
      for (const table of tables) asked.add(table);
      vacuuming ??= vacuum()
        .catch((err: unknown) => log.warn({ err }, 'a VACUUM failed; autovacuum will do it'))
        .finally(() => (vacuuming = null));
    },
    async close() {
      asked.clear();
      await vacuuming;
      await query.destroy();
    },
  };
}
