import { rmSync } from 'node:fs';
import {
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
} from 'kysely';
import { subject } from '../../contracts/events.ts';
import type { DurableBus } from '../../platform/bus.ts';
import type { Database } from '../../platform/db.ts';
import { openSqlite } from '../../platform/db-sqlite.ts';
import type { Log } from '../../platform/log.ts';
import { addToOutbox, makeOutbox, OutboxRelay, type OutboxTable } from '../../platform/outbox.ts';
import type { ChatsTables } from '../../services/chats/schema.ts';
import type { Random } from '../random.ts';
import type { Mortal } from './mortal.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Microseconds until a transaction commits, at most. */
const commitUs = 1_500_000;

export interface NamesDeps {
  /** Where the store of names is made. */
  file: string;
  time: VirtualTime;
  random: Random;
  log: Log;
}

/**
 * Who is called what: as much of `auth` as tells of new names, with the real outbox and the real relay. Its transactions
 * run side by side as on PostgreSQL: what was added first may be committed last.
 */
export class Names {
  /** The newest name of each user who got one. */
  readonly newest = new Map<string, string>();
  private readonly versions = new Map<string, number>();
  private readonly real: Database<OutboxTable>;
  private readonly query: Kysely<OutboxTable>;
  private readonly renaming = new Set<string>();
  private relay: OutboxRelay | undefined;

  constructor(private readonly deps: NamesDeps) {
    this.removeFiles();
    this.real = openSqlite(deps.file);
    deps.time.finish(makeOutbox(this.real.query as unknown as Kysely<unknown>));
    this.query = new Kysely<OutboxTable>({
      dialect: {
        createDriver: () => new SideBySide(this.real, deps),
        createAdapter: () => new SqliteAdapter(),
        createQueryCompiler: () => new SqliteQueryCompiler(),
        createIntrospector: (db) => new SqliteIntrospector(db),
      },
    });
  }

  /** Begins to tell of names, as a process that may die. */
  start(owner: Mortal, bus: DurableBus): void {
    this.relay = new OutboxRelay({ query: this.query }, bus, owner.clock, this.deps.log);
    this.relay.start();
  }

  /** Gives a user a new name, unless one is being given to them: their row is locked. */
  async rename(user: string): Promise<void> {
    if (this.renaming.has(user)) return;
    this.renaming.add(user);
    const version = (this.versions.get(user) ?? 0) + 1;
    this.versions.set(user, version);
    const username = `${user.slice(5)}${version}`;
    await this.query.transaction().execute(async (tx) => {
      const payload = JSON.stringify({ user, username, version });
      await addToOutbox(tx, subject.renamed, payload, this.deps.time.now());
    });
    this.newest.set(user, username);
    this.renaming.delete(user);
    this.relay?.wake();
  }

  /** Whose newest name a store of `chats` does not have, though nothing goes wrong any more. */
  async amiss(chats: Kysely<ChatsTables>): Promise<string[]> {
    const inviters = await chats.selectFrom('inviters').selectAll().execute();
    const invites = await chats.selectFrom('invites').select(['by', 'by_name']).execute();
    return [...this.newest].flatMap(([user, username]) => {
      const known = inviters.find((one) => one.user === user)?.username;
      const called = invites.filter(({ by }) => by === user).map(({ by_name }) => by_name);
      const others = [known, ...called].filter((name) => name !== username);
      return others.length > 0 ? [`${user} is called ${String(others[0])}, and not ${username}`] : [];
    });
  }

  async close(): Promise<void> {
    await this.real.close();
    this.removeFiles();
  }

  private removeFiles(): void {
    for (const end of ['', '-wal', '-shm']) rmSync(this.deps.file + end, { force: true });
  }
}

/** A transaction gathers what it writes and does it all when it commits, so that others commit meanwhile. */
class SideBySide implements Driver {
  constructor(
    private readonly real: Database<OutboxTable>,
    private readonly deps: NamesDeps,
  ) {}

  async init(): Promise<void> {}
  async acquireConnection(): Promise<Gathering> {
    return new Gathering(this.real);
  }
  async beginTransaction(connection: Gathering): Promise<void> {
    connection.written = [];
  }
  async commitTransaction(connection: Gathering): Promise<void> {
    const { time, random } = this.deps;
    await new Promise<void>((resolve) => void time.in(random.below(commitUs), resolve));
    const written = connection.written ?? [];
    await this.real.transaction(async (tx) => {
      for (const query of written) await tx.executeQuery(query);
    });
  }
  async rollbackTransaction(connection: Gathering): Promise<void> {
    connection.written = undefined;
  }
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}
}

class Gathering implements DatabaseConnection {
  /** Undefined outside a transaction. */
  written: CompiledQuery[] | undefined;

  constructor(private readonly real: Database<OutboxTable>) {}

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (!this.written) return this.real.query.executeQuery<Row>(query);
    this.written.push(query);
    return { rows: [] };
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('the product reads no streams');
  }
}
