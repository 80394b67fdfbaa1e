import { copyFileSync, rmSync } from 'node:fs';
import {
  CompiledQuery,
  Kysely,
  sql,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
} from 'kysely';
import type { Database } from '../../platform/db.ts';
import { openSqlite } from '../../platform/db-sqlite.ts';
import { newId } from '../../platform/ids.ts';
import type { ChatsTables } from '../../services/chats/schema.ts';
import type { Random } from '../random.ts';
import type { Faults } from './faults.ts';
import { never, type Mortal } from './mortal.ts';

/** Microseconds: the longest flush, the longest wait for a statement, and the longest of a disk that is slow. */
const flushUs = 1_500;
const statementUs = 300;
const slowUs = 2_000_000;

/** The head of each room, as it is on disk. */
export type Heads = Record<string, number>;

export interface DiskDeps {
  /** Where the store is; it must be there already. */
  file: string;
  random: Random;
  faults: Faults;
  /** Hears of what has just been flushed, before anybody else can. */
  onDurable: (heads: Heads) => void;
}

/**
 * The one store of `chats`, a real one in a file, as its replicas reach it: slow, failing at commits, and with a chance
 * that the replica dies between any two steps.
 */
export class Disk {
  private real: Database<ChatsTables>;

  constructor(private readonly deps: DiskDeps) {
    this.real = openSqlite(deps.file);
  }

  /** The store as one replica holds it. A transaction that its death interrupts is undone. */
  mount(owner: Mortal): Database<ChatsTables> {
    const query = new Kysely<ChatsTables>({
      dialect: {
        createDriver: () => new FaultyDriver(this.real, owner, this.deps),
        createAdapter: () => new SqliteAdapter(),
        createQueryCompiler: () => new SqliteQueryCompiler(),
        createIntrospector: (db) => new SqliteIntrospector(db),
      },
    });
    return {
      query,
      opened: async () => undefined,
      transaction: (work) => query.transaction().execute(work),
      scrub: async () => void (await sql`pragma wal_checkpoint(truncate)`.execute(query)),
      close: async () => undefined,
    };
  }

  /** The store itself, for whoever judges. */
  get store(): Kysely<ChatsTables> {
    return this.real.query;
  }

  /** Copies the store to another file, once no transaction is open. */
  async backUp(to: string): Promise<void> {
    await this.real.query.connection().execute(async (connection) => {
      rmSync(to, { force: true });
      await sql`vacuum into ${sql.lit(to)}`.execute(connection);
    });
  }

  /** Puts a copy in the store's place. Nobody may hold the store. */
  async restore(from: string): Promise<void> {
    await this.close();
    for (const end of ['-wal', '-shm']) rmSync(this.deps.file + end, { force: true });
    copyFileSync(from, this.deps.file);
    this.real = openSqlite(this.deps.file);
  }

  /** Gives a room another epoch: whoever puts a store together by hand does. */
  async renewEpoch(room: string): Promise<void> {
    await this.store.updateTable('rooms').set({ epoch: newId() }).where('id', '=', room).execute();
  }

  close(): Promise<void> {
    return this.real.close();
  }
}

/** Statements go to the real store one holder at a time, as they do there. */
class FaultyDriver implements Driver {
  constructor(
    private readonly real: Database<ChatsTables>,
    private readonly owner: Mortal,
    private readonly deps: DiskDeps,
  ) {}

  async init(): Promise<void> {}

  acquireConnection(): Promise<DatabaseConnection> {
    const { owner, deps } = this;
    return new Promise((resolve) => {
      void this.real.query.getExecutor().provideConnection(async (connection) => {
        if (!owner.alive) return;
        const held = new FaultyConnection(connection, owner, deps);
        resolve(held);
        await held.released;
      });
    });
  }

  async beginTransaction(connection: FaultyConnection): Promise<void> {
    await connection.begin();
  }
  async commitTransaction(connection: FaultyConnection): Promise<void> {
    await connection.commit();
  }
  async rollbackTransaction(connection: FaultyConnection): Promise<void> {
    await connection.rollback();
  }
  async releaseConnection(connection: FaultyConnection): Promise<void> {
    connection.release();
  }
  async destroy(): Promise<void> {}
}

class FaultyConnection implements DatabaseConnection {
  readonly released: Promise<void>;
  release: () => void = () => {};
  private inTransaction = false;

  constructor(
    private readonly real: DatabaseConnection,
    private readonly owner: Mortal,
    private readonly deps: DiskDeps,
  ) {
    const stopListening = owner.onDeath(() => {
      void this.rollback().then(() => this.release());
    });
    this.released = new Promise((resolve) => {
      this.release = () => {
        stopListening();
        resolve();
      };
    });
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { owner, deps } = this;
    if (deps.faults.happens('chats: died before a statement')) owner.die();
    if (!owner.alive) return never();
    if (deps.random.chance(10)) await owner.sleep(deps.random.below(statementUs));
    return this.real.executeQuery<Row>(query);
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('the product reads no streams');
  }

  async begin(): Promise<void> {
    if (!this.owner.alive) return never();
    await this.raw('begin');
    this.inTransaction = true;
  }

  async commit(): Promise<void> {
    const { owner, deps } = this;
    const { faults, random } = deps;
    if (!owner.alive) return never();
    if (faults.happens('chats: died before a commit')) owner.die();
    await owner.sleep(random.below(faults.happens('disk: slow') ? slowUs : flushUs));
    if (faults.happens('disk: commit failed')) throw new Error('disk I/O error');
    await this.raw('commit');
    this.inTransaction = false;
    const { rows } = await this.real.executeQuery<{ id: string; head: number }>(
      CompiledQuery.raw('select id, head from rooms'),
    );
    deps.onDurable(Object.fromEntries(rows.map(({ id, head }) => [id, head])));
    if (faults.happens('chats: died after a commit')) {
      owner.die();
      return never();
    }
    if (faults.happens('disk: answer to a commit lost')) throw new Error('the connection to the store broke');
  }

  async rollback(): Promise<void> {
    if (!this.inTransaction) return;
    this.inTransaction = false;
    await this.raw('rollback');
  }

  private async raw(statement: string): Promise<void> {
    await this.real.executeQuery(CompiledQuery.raw(statement));
  }
}
