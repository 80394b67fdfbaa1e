import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { sql, type Kysely, type Transaction } from 'kysely';
import { eventually } from '../testkit/eventually.ts';
import { testDatabase } from '../testkit/store.ts';
import { startTcpProxy, type TcpProxy } from '../testkit/tcp-proxy.ts';
import { ManualClock } from '../testkit/clock.ts';
import { systemClock, type Clock } from './clock.ts';
import { together, type Database } from './db.ts';
import { openPostgres } from './db-postgres.ts';
import { readLimits, type Limits } from './limits.ts';
import { migrate } from './migrate.ts';

interface Tables {
  counters: { name: string; value: number };
}

let url = '';
let direct: Database<Tables>;
const opened: Database<Tables>[] = [];
let proxy: TcpProxy;
const lines: string[] = [];

function open(at: string, limits: Partial<Limits> = {}, clock: Clock = systemClock): Database<Tables> {
  const log = { warn: (...words: unknown[]) => void lines.push(words.map(String).join(' ')) };
  const database = openPostgres<Tables>({
    url: at,
    service: 'chats',
    clock,
    log: log as never,
    limits: { ...readLimits({}), ...limits },
    random: () => 0.5,
  });
  opened.push(database);
  return database;
}
const through = (port: number, at = url): string => at.replace(/:\d+\//, `:${port}/`);

beforeAll(async () => {
  url = await testDatabase('chats', `db-postgres ${process.pid}`);
  direct = open(url);
  await sql`create table counters (name text primary key, value bigint not null)`.execute(direct.query);
  proxy = await startTcpProxy(Number(new URL(url).port));
});
afterEach(async () => {
  proxy.onSend = () => 'pass';
  lines.length = 0;
  for (const database of opened.splice(1)) await database.close();
});
afterAll(async () => {
  await proxy.stop();
  await direct.close();
});

let names = 0;
/** A counter at 0 of a test's own. */
async function counter(): Promise<string> {
  const name = `counter-${names++}`;
  await direct.query.insertInto('counters').values({ name, value: 0 }).execute();
  return name;
}
async function valueOf(name: string): Promise<number> {
  const row = await direct.query
    .selectFrom('counters')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return row.value;
}
const add = (tx: Database<Tables>['query'], name: string) =>
  tx
    .updateTable('counters')
    .set((e) => ({ value: e('value', '+', 1) }))
    .where('name', '=', name)
    .execute();

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? error,
  );

test('a bigint is a number, and a count too', async () => {
  const name = await counter();
  await direct.query
    .updateTable('counters')
    .set({ value: Number.MAX_SAFE_INTEGER })
    .where('name', '=', name)
    .execute();
  expect(await valueOf(name)).toBe(Number.MAX_SAFE_INTEGER);
  const { n } = await direct.query
    .selectFrom('counters')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  expect(n).toBe(1);
});

test('each migration runs once, also when ten replicas start together on an empty database', async () => {
  const empty = await testDatabase('chats', `empty ${process.pid}`);
  const leavesRow = {
    async up(db: Kysely<unknown>) {
      await sql`create table counters (name text, value bigint)`.execute(db);
      await sql`insert into counters values ('runs', 1)`.execute(db);
    },
  };
  const replicas = Array.from({ length: 10 }, () => open(empty));
  await Promise.all(replicas.map((replica) => migrate('chats', replica, { '0001-first': leavesRow })));
  const rows = await replicas[0]?.query.selectFrom('counters').selectAll().execute();
  expect(rows).toEqual([{ name: 'runs', value: 1 }]);
});

test('of two transactions that lock each other out, the loser is run again', async () => {
  const [one, other] = [await counter(), await counter()];
  let runs = 0;
  const { promise: bothHaveOne, resolve } = Promise.withResolvers<void>();
  const crosswise = (first: string, then: string) =>
    direct.transaction(async (tx) => {
      await add(tx, first);
      if (++runs === 2) resolve();
      await bothHaveOne;
      await add(tx, then);
    });
  await Promise.all([crosswise(one, other), crosswise(other, one)]);
  expect(runs).toBe(3);
  expect([await valueOf(one), await valueOf(other)]).toEqual([2, 2]);
});

test('a statement by itself that loses a deadlock is run again too', async () => {
  const [one, other] = [await counter(), await counter()];
  const { promise, resolve } = Promise.withResolvers<unknown>();
  await direct.transaction(async (tx) => {
    await add(tx, other);
    const alone = direct.query
      .updateTable('counters')
      .set((e) => ({ value: e('value', '+', 1) }))
      .where('name', 'in', [one, other])
      .execute();
    resolve(alone);
    await Bun.sleep(20);
    await add(tx, one);
  });
  await promise;
  expect([await valueOf(one), await valueOf(other)]).toEqual([2, 2]);
});

const addAndTell = (tx: Transaction<Tables>, name: string) =>
  tx
    .updateTable('counters')
    .set((e) => ({ value: e('value', '+', 1) }))
    .where('name', '=', name)
    .returning('value')
    .compile();

test('statements that are given together make one journey, in their order, and each sees the one before', async () => {
  const name = await counter();
  const database = open(through(proxy.port));
  const journeys: number[] = [];
  const values = await database.transaction(async (tx) => {
    // What goes out before the first answer comes is one journey.
    proxy.onSend = (bytes) => {
      journeys.push(bytes.toString('latin1').split('update').length - 1);
      return 'pass';
    };
    const [first, second, third] = await together(tx, [
      addAndTell(tx, name),
      addAndTell(tx, name),
      addAndTell(tx, name),
    ] as const);
    proxy.onSend = () => 'pass';
    return [first, second, third];
  });
  expect(values).toEqual([[{ value: 1 }], [{ value: 2 }], [{ value: 3 }]]);
  expect(journeys).toEqual([3]);
});

test('of statements given together one fails: its error is the one told, nothing is stored, and the connection goes on', async () => {
  const [name, other] = [await counter(), await counter()];
  const database = open(url, { databaseConnections: 1 });
  const failure = codeOf(
    database.transaction(async (tx) => {
      const twice = tx.insertInto('counters').values({ name, value: 9 }).compile();
      await together(tx, [addAndTell(tx, name), twice, addAndTell(tx, other)]);
    }),
  );
  // A unique violation; those behind it fail only because the transaction has.
  expect(await failure).toBe('23505');
  expect([await valueOf(name), await valueOf(other)]).toEqual([0, 0]);
  await database.transaction((tx) => add(tx, name));
  expect(await valueOf(name)).toBe(1);
});

test('of statements given together one loses a deadlock: the transaction is run again', async () => {
  const [one, other] = [await counter(), await counter()];
  let runs = 0;
  const { promise: bothHaveOne, resolve } = Promise.withResolvers<void>();
  const crosswise = (first: string, then: string) =>
    direct.transaction(async (tx) => {
      await add(tx, first);
      if (++runs === 2) resolve();
      await bothHaveOne;
      await together(tx, [addAndTell(tx, then), addAndTell(tx, first)]);
    });
  await Promise.all([crosswise(one, other), crosswise(other, one)]);
  expect(runs).toBe(3);
  expect([await valueOf(one), await valueOf(other)]).toEqual([3, 3]);
});

test('a connection lost amid statements given together: the transaction is run again, and that is said once', async () => {
  const name = await counter();
  const database = open(through(proxy.port));
  let runs = 0;
  await database.transaction(async (tx) => {
    if (++runs === 1) proxy.onSend = () => 'cut';
    const work = together(tx, [addAndTell(tx, name), addAndTell(tx, name)]);
    await work.finally(() => (proxy.onSend = () => 'pass'));
  });
  expect(runs).toBe(2);
  expect(await valueOf(name)).toBe(2);
  expect(lines).toHaveLength(1);
});

test('a connection lost before the commit was sent: the transaction is run again, and happens once', async () => {
  const [name, other] = [await counter(), await counter()];
  const database = open(through(proxy.port));
  let runs = 0;
  await database.transaction(async (tx) => {
    await add(tx, name);
    if (++runs === 1) proxy.cutAll();
    await add(tx, other);
  });
  expect(runs).toBe(2);
  expect(await valueOf(name)).toBe(1);
});

test('a server that ends the session before the commit: the same', async () => {
  const name = await counter();
  let runs = 0;
  await direct.transaction(async (tx) => {
    await add(tx, name);
    if (++runs > 1) return;
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(direct.query);
    await add(tx, name);
  });
  expect(runs).toBe(2);
  expect(await valueOf(name)).toBe(1);
});

test.each([
  ['cut answer' as const, 1],
  ['cut' as const, 0],
])(
  'a connection lost while committing (%s) is an unknown outcome: never run again by itself',
  async (fate, value) => {
    const name = await counter();
    const database = open(through(proxy.port));
    let runs = 0;
    proxy.onSend = (bytes) => (bytes.includes('commit\0') ? fate : 'pass');
    const outcome = codeOf(
      database.transaction(async (tx) => {
        runs++;
        await add(tx, name);
      }),
    );
    expect(await outcome).toBe('unavailable');
    expect(runs).toBe(1);
    expect(await valueOf(name)).toBe(value);
    proxy.onSend = () => 'pass';
    // The next one gets a new connection.
    await database.transaction((tx) => add(tx, name));
    expect(await valueOf(name)).toBe(value + 1);
  },
);

test('without a database calls are answered "unavailable", and it is used again once it is back', async () => {
  const own = await startTcpProxy(Number(new URL(url).port));
  const database = open(through(own.port));
  const name = await counter();
  await database.transaction((tx) => add(tx, name));
  await own.stop();
  expect(await codeOf(database.transaction((tx) => add(tx, name)))).toBe('unavailable');
  expect(await codeOf(add(database.query, name))).toBe('unavailable');
  const back = await startTcpProxy(Number(new URL(url).port), own.port);
  await database.transaction((tx) => add(tx, name));
  expect(await valueOf(name)).toBe(2);
  await back.stop();
});

test('a statement that takes too long ends, in a transaction and by itself, and frees its connection', async () => {
  const database = open(url, { databaseStatementMs: 100, databaseConnections: 1 });
  const slow = sql`select pg_sleep(30)`;
  expect(await codeOf(database.transaction((tx) => slow.execute(tx)))).toBe('unavailable');
  expect(await codeOf(slow.execute(database.query))).toBe('unavailable');
  expect(await codeOf(sql`select 1`.execute(database.query))).toBe('done');
});

test('more calls than connections wait for one, but not for ever', async () => {
  const database = open(url, { databaseConnections: 1, databaseConnectMs: 200 });
  const { promise: held, resolve: free } = Promise.withResolvers<void>();
  const holding = database.transaction(async () => held);
  expect(await codeOf(sql`select 1`.execute(database.query))).toBe('unavailable');
  free();
  await holding;
  expect(await codeOf(sql`select 1`.execute(database.query))).toBe('done');
});

test('a service that starts first says what it waits for, and again after a minute, without the password', async () => {
  const reserved = await startTcpProxy(Number(new URL(url).port));
  await reserved.stop();
  let skippedMs = 0;
  const clock = { ...systemClock, now: () => Date.now() + skippedMs };
  const limits = { databaseStartMs: Number.POSITIVE_INFINITY };
  const database = open(through(reserved.port), limits, clock);
  const waiting = database.opened();
  await eventually(() => expect(lines).toHaveLength(1));
  skippedMs = 61_000;
  await eventually(() => expect(lines).toHaveLength(2));
  const started = await startTcpProxy(Number(new URL(url).port), reserved.port);
  await waiting;
  const line = `waiting for the chats database at 127.0.0.1:${reserved.port}${new URL(url).pathname}: nothing answers at this address and port`;
  expect(lines).toEqual([line, line]);
  await started.stop();
});

test.each([
  ['a wrong password', () => url.replace('only-for-tests', 'wrong'), 'refuses this user and password'],
  ['a database that is not there', () => `${url}_x`, 'does not exist'],
])('%s is refused at once, in words and without the password', async (_, at, words) => {
  const said = String(await open(at()).opened().catch(String));
  expect(said).toContain(words);
  expect(said).not.toContain('only-for-tests');
  expect(lines).toEqual([]);
});

test('a database that never comes is named in the end', async () => {
  const database = open(through(1), { databaseStartMs: 0 });
  expect(await database.opened().catch(String)).toContain('127.0.0.1:1/');
});

test('a database that may lose commits is refused', async () => {
  const lax = await testDatabase('chats', `lax ${process.pid}`);
  const name = new URL(lax).pathname.slice(1);
  await sql.raw(`alter database "${name}" set synchronous_commit = off`).execute(direct.query);
  expect(await open(lax).opened().catch(String)).toContain('may lose commits: it has synchronous_commit=off');
});

test('what was overwritten is cleared out of the tables, without anybody waiting for it', async () => {
  const name = await counter();
  await add(direct.query, name);
  const dead = async () => {
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from pg_stat_progress_vacuum where datname = current_database()`.execute(
      direct.query,
    );
    return rows[0]?.n;
  };
  const vacuums = async () => {
    const { rows } = await sql<{ n: number }>`
      select vacuum_count as n from pg_stat_user_tables where relname = 'counters'`.execute(direct.query);
    return rows[0]?.n ?? 0;
  };
  const before = await vacuums();
  await direct.scrub(['counters']);
  for (let tries = 0; (await vacuums()) === before && tries < 500; tries++) await Bun.sleep(20);
  expect(await vacuums()).toBeGreaterThan(before);
  expect(await dead()).toBe(0);
});

test('clearing a table takes as long as it takes', async () => {
  const clock = new ManualClock();
  const database = open(url, {}, clock);
  const done = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const holding = direct.transaction(async (tx) => {
    await sql`lock table counters in share update exclusive mode`.execute(tx);
    held.resolve();
    await done.promise;
  });
  await held.promise;
  await database.scrub(['counters']);
  const waiting = async () => {
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from pg_stat_activity where query like '%vacuum "counters"%' and wait_event_type = 'Lock'`.execute(
      direct.query,
    );
    return rows[0]?.n;
  };
  while ((await waiting()) !== 1) await Bun.sleep(10);
  await clock.advance(60_000);
  done.resolve();
  await holding;
  await database.close();
  expect(lines).toEqual([]);
});
