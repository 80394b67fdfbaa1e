/** What is done again by itself, and what never is, when others are in the way or a connection is lost. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'bun:test';
import { sql } from 'kysely';
import { eventually } from '../testkit/eventually.ts';
import { testDatabase } from '../testkit/store.ts';
import { startTcpProxy, type TcpProxy } from '../testkit/tcp-proxy.ts';
import { systemClock } from './clock.ts';
import type { Database } from './db.ts';
import { openPostgres } from './db-postgres.ts';
import { readLimits, type Limits } from './limits.ts';
import { createLog } from './log.ts';

interface Tables {
  counters: { name: string; value: number };
}

let url = '';
let proxy: TcpProxy;
const opened: Database<Tables>[] = [];
/** Opens the store with one connection, whose place has to be free for the one after it. */
function open(at: string, more: Partial<Limits> = {}): Database<Tables> {
  const limits = { ...readLimits({}), databaseConnections: 1, ...more };
  const log = createLog('silent');
  const database = openPostgres<Tables>({ url: at, service: 'chats', clock: systemClock, log, limits });
  opened.push(database);
  return database;
}
let direct: Database<Tables>;
let other: Database<Tables>;

beforeAll(async () => {
  url = await testDatabase('chats', `retries ${process.pid}`);
  proxy = await startTcpProxy(Number(new URL(url).port));
  const database = open(url);
  await sql`create table counters (name text primary key, value bigint not null)`.execute(database.query);
});
beforeEach(async () => {
  direct = open(url);
  other = open(url);
  await sql`delete from counters`.execute(direct.query);
  await direct.query.insertInto('counters').values({ name: 'counter', value: 0 }).execute();
});
afterEach(async () => {
  proxy.onSend = () => 'pass';
  for (const database of opened.splice(0)) await database.close();
});
afterAll(() => proxy.stop());

const add = (on: Database<Tables>['query']) =>
  on
    .updateTable('counters')
    .set((e) => ({ value: e('value', '+', 1) }))
    .execute();
const read = (on: Database<Tables>['query']) =>
  on.selectFrom('counters').select('value').executeTakeFirstOrThrow();
const outcome = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: { code?: unknown }) => error.code,
  );

/** Waits until a session waits for a lock of this database, and gives its process; not `but`. */
async function blocked(but = 0): Promise<number> {
  let pid = 0;
  await eventually(async () => {
    const { rows } = await sql<{ pid: number }>`
      select pid from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and pid <> ${but}`.execute(other.query);
    pid = rows[0]?.pid ?? 0;
    expect(pid).toBeGreaterThan(0);
  });
  return pid;
}
const terminate = (pid: number) => sql`select pg_terminate_backend(${pid})`.execute(other.query);

test('a transaction that cannot be serialised with another one (40001) is run again', async () => {
  let runs = 0;
  await direct.transaction(async (tx) => {
    await sql`set transaction isolation level repeatable read`.execute(tx);
    await read(tx);
    if (++runs === 1) await add(other.query);
    await add(tx);
  });
  expect(runs).toBe(2);
  expect(await read(direct.query)).toEqual({ value: 2 });
});

test('a transaction whose process stands still holds nobody up for long, and is run again when it goes on', async () => {
  const patient = { databaseStatementMs: 1_000_000 };
  const [still, waiting] = [open(url, patient), open(url, patient)];
  let runs = 0;
  await still.transaction(async (tx) => {
    await add(tx);
    // It has the row's lock, and goes on only when somebody else got it.
    if (++runs === 1) await add(waiting.query);
  });
  expect(runs).toBe(2);
  expect(await read(direct.query)).toEqual({ value: 2 });
});

test('a statement by itself that cannot be serialised with another transaction is run again too', async () => {
  const strict = new URL(url);
  strict.searchParams.set('options', String.raw`-c default_transaction_isolation=repeatable\ read`);
  const database = open(strict.href);
  let alone: Promise<unknown> = Promise.resolve();
  await direct.transaction(async (tx) => {
    await add(tx);
    alone = add(database.query);
    await blocked();
  });
  await alone;
  expect(await read(direct.query)).toEqual({ value: 2 });
});

test('a connection lost while reading: it is read again, on another one; a write is not made again', async () => {
  const database = open(url.replace(/:\d+\//, `:${proxy.port}/`));
  await read(database.query);
  let sent = 0;
  proxy.onSend = () => (++sent === 1 ? 'cut' : 'pass');
  expect(await read(database.query)).toEqual({ value: 0 });
  sent = 0;
  expect(await outcome(add(database.query))).toBe('unavailable');
  proxy.onSend = () => 'pass';
  expect(await read(database.query)).toEqual({ value: 0 });
});

test('a server that ends the session amid reading: the same; a second loss is told', async () => {
  const database = open(url);
  const waiting = sql`select pg_advisory_xact_lock(1)`;
  for (const [losses, told] of [
    [1, 'done'],
    [2, 'unavailable'],
  ] as const) {
    let reading: Promise<unknown> = Promise.resolve();
    await direct.transaction(async (tx) => {
      await waiting.execute(tx);
      reading = outcome(waiting.execute(database.query));
      let pid = 0;
      for (let n = 0; n < losses; n++) {
        pid = await blocked(pid);
        await terminate(pid);
      }
      // The one that was ended is gone, and the next one waits, before what it waits for is free.
      if (told === 'done') await blocked(pid);
      else expect(await reading).toBe('unavailable');
    });
    expect(await reading).toBe(told);
  }
});
