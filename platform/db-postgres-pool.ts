import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type { Pool as PgPool, PoolClient } from 'pg';
import { noTimeLimit, StoreError, untimed } from './db.ts';
import {
  isConflict,
  isExhausted,
  isGone,
  LostConnection,
  refusedBy,
  Unavailable,
} from './db-postgres-errors.ts';
import type { Clock } from './clock.ts';
import type { Limits } from './limits.ts';
import type { Log } from './log.ts';

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. */
  url: string;
  /** Whose store it is, for what operators read. */
  service: string;
  clock: Clock;
  log: Pick<Log, 'warn'>;
  limits: Pick<
    Limits,
    'databaseConnections' | 'databaseConnectMs' | 'databaseStatementMs' | 'databaseStartMs'
  >;
  /** A number from 0 up to 1, for the pauses between tries. */
  random?: () => number;
}

/** Idle connections are kept this long, and none for ever: after a failover they should find the new server. */
const idleMs = 60_000;
const lifetimeSeconds = 1800;
/**
 * A transaction that gets no next statement for so long is ended by the server: its process stands still, and others wait for
 * its locks. One that only was slow is run again.
 */
const idleInTransactionMs = 3000;
/** How much later than the server we give up on a statement: then the network is at fault. */
const graceMs = 2000;
const triesAlone = 3;
const tookTooLong = new Error('the database took too long');

/** Connections of one store as Kysely wants them, with the rules of `openPostgres` for what may go wrong. */
export class Pool implements PostgresPool {
  /** Host, port and database; never the password. */
  readonly place: string;
  private readonly pool: Promise<PgPool>;
  private readonly clients = new WeakMap<PoolClient, Client>();

  constructor(private readonly options: PostgresOptions) {
    const url = new URL(options.url);
    const host = url.hostname || url.searchParams.get('host') || 'localhost';
    this.place = `${host}:${url.port || 5432}${url.pathname}`;
    this.pool = this.make();
  }

  async connect(): Promise<Client> {
    const { service } = this.options;
    let raw: PoolClient;
    try {
      raw = await (await this.pool).connect();
    } catch (error) {
      const refused = refusedBy(error, service, this.place);
      if (refused) throw refused;
      throw isGone(error) ? new LostConnection(error) : error;
    }
    let client = this.clients.get(raw);
    if (!client) {
      client = new Client(raw, this.options, () => this.connect());
      this.clients.set(raw, client);
      await client.assertDurable(this.place);
    }
    return client;
  }

  async end(): Promise<void> {
    await (await this.pool).end();
  }

  /** The library is loaded only by those who use it: a start on SQLite does not wait for it. */
  private async make(): Promise<PgPool> {
    const { default: pg } = await import('pg');
    const { url, service, limits, log } = this.options;
    const pool = new pg.Pool({
      connectionString: url,
      application_name: `rookery-${service}`,
      max: limits.databaseConnections,
      connectionTimeoutMillis: limits.databaseConnectMs,
      idleTimeoutMillis: idleMs,
      maxLifetimeSeconds: lifetimeSeconds,
      keepAlive: true,
      // Statements that are given together go out together.
      pipeline: true,
      types: {
        // Our whole numbers are milliseconds and positions, far below 2^53: they arrive as text otherwise.
        getTypeParser: (type, format) =>
          type === pg.types.builtins.INT8
            ? Number
            : (pg.types.getTypeParser(type, format) as (text: string) => unknown),
      },
    });
    pool.on('error', (err) => log.warn({ err }, `an idle connection to the ${service} database was lost`));
    return pool;
  }
}

/** One connection. Kysely says `begin`, `commit` and `rollback` as statements: what a failure means depends on them. */
class Client implements PostgresPoolClient {
  private inTransaction = false;
  private limited = true;
  private broken = false;
  private saidLost = false;
  private released = false;

  constructor(
    private readonly raw: PoolClient,
    private readonly options: PostgresOptions,
    private readonly another: () => Promise<Client>,
  ) {
    // An unheard error of a connection in use would end the process; the statement it hits fails anyway.
    raw.on('error', () => (this.broken = true));
  }

  /** Throws `StoreError` unless what this connection commits is flushed to disk before the answer. */
  async assertDurable(place: string): Promise<void> {
    try {
      const { rows } = await this.send<Record<string, string>>(
        `select current_setting('synchronous_commit') as commit, current_setting('fsync') as fsync,
         current_setting('server_encoding') as encoding`,
        [],
      );
      const { commit = '', fsync, encoding } = rows[0] ?? {};
      const where = `the ${this.options.service} database at ${place}`;
      if (!['on', 'remote_apply'].includes(commit) || fsync !== 'on') {
        throw new StoreError(
          `${where} may lose commits: it has synchronous_commit=${commit}, fsync=${fsync}`,
        );
      }
      if (encoding !== 'UTF8') throw new StoreError(`${where} keeps text as ${encoding}: it has to be UTF8`);
    } catch (error) {
      this.broken = true;
      this.release();
      throw isGone(error) ? new LostConnection(error) : error;
    }
  }

  query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query(cursor: object): never;
  query<R>(sql: string | object, parameters: readonly unknown[] = []): Promise<PostgresQueryResult<R>> {
    if (typeof sql !== 'string') throw new Error('cursors are not used');
    switch (sql) {
      case 'begin':
        return this.begin();
      case 'commit':
        return this.commit();
      case 'rollback':
        return this.rollback();
      default:
        return this.inTransaction ? this.step(sql, parameters) : this.alone(sql, parameters);
    }
  }

  release(): void {
    // One that was lost while reading has left its place in the pool to the one after it.
    if (this.released) return;
    this.released = this.broken;
    this.raw.release(this.broken);
  }

  private async begin<R>(): Promise<PostgresQueryResult<R>> {
    const ms = this.options.limits.databaseStatementMs;
    const pauseMs = Math.min(ms, idleInTransactionMs);
    // In one message with its limits, which last as long as the transaction: a pooler gives each one another session.
    const answer = await this.step<R>(
      `begin isolation level read committed; set local statement_timeout = ${ms}; set local idle_in_transaction_session_timeout = ${pauseMs}`,
      [],
    );
    this.inTransaction = true;
    return answer;
  }

  private async commit<R>(): Promise<PostgresQueryResult<R>> {
    try {
      // Known to be gone by now, so it is not sent.
      if (this.broken) throw new LostConnection(new Error('the connection ended before the commit'));
      return await this.send<R>('commit', []);
    } catch (error) {
      if (!isGone(error)) throw error;
      // Sent, and not answered: it may have happened. Nobody but the caller knows whether doing it again is harmless.
      throw this.lost(new Unavailable(error));
    } finally {
      this.inTransaction = false;
      this.limited = true;
    }
  }

  /** Never fails: a server that does not hear of it rolls back when the connection ends. */
  private async rollback<R>(): Promise<PostgresQueryResult<R>> {
    this.inTransaction = false;
    this.limited = true;
    if (!this.broken) {
      try {
        return await this.send<R>('rollback', []);
      } catch {
        this.broken = true;
      }
    }
    return { command: 'ROLLBACK', rowCount: 0, rows: [] } as unknown as PostgresQueryResult<R>;
  }

  private async step<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    if (sql === noTimeLimit) this.limited = false;
    try {
      return await this.send<R>(sql, parameters);
    } catch (error) {
      if (isGone(error)) throw this.lost(new LostConnection(error));
      throw isExhausted(error) ? new Unavailable(error) : error;
    }
  }

  /**
   * A statement that is a transaction of its own. One that was the victim of a deadlock finds its way free now; what only
   * reads is asked once more, on a connection that is new, when its own was lost.
   */
  private async alone<R>(
    sql: string,
    parameters: readonly unknown[],
    mayReconnect = true,
  ): Promise<PostgresQueryResult<R>> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.send<R>(sql, parameters);
      } catch (error) {
        if (isGone(error)) {
          const lost = this.lost(new Unavailable(error));
          // A database that is slow is not asked to do the same again.
          if (!mayReconnect || error === tookTooLong || !/^\s*select\b/i.test(sql)) throw lost;
          return this.readAnew<R>(sql, parameters);
        }
        if (isConflict(error) && tries < triesAlone) continue;
        throw isConflict(error) || isExhausted(error) ? new Unavailable(error) : error;
      }
    }
  }

  private async readAnew<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    this.release();
    const client = await this.another();
    try {
      return await client.alone<R>(sql, parameters, false);
    } finally {
      client.release();
    }
  }

  private lost(error: Unavailable): Unavailable {
    const { log, service } = this.options;
    // Once, however many statements were under way.
    if (!this.saidLost) log.warn({ err: error.cause }, `a connection to the ${service} database was lost`);
    this.saidLost = true;
    this.broken = true;
    return error;
  }

  /** Sends a statement and waits for its answer, but not for ever: a network that swallows everything says nothing. */
  private async send<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const { clock, limits } = this.options;
    const cancel =
      this.limited && !sql.startsWith(untimed)
        ? clock.after(limits.databaseStatementMs + graceMs, () => reject(tookTooLong))
        : () => undefined;
    try {
      const answer = await Promise.race([this.raw.query(sql, [...parameters]), late]);
      return answer as unknown as PostgresQueryResult<R>;
    } finally {
      cancel();
    }
  }
}
