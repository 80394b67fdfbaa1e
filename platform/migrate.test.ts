import { afterAll, beforeEach, expect, test } from 'bun:test';
import { sql, type Kysely } from 'kysely';
import { pino } from 'pino';
import { removeTemp, tempFolder } from '../testkit/temp.ts';
import { testStore } from '../testkit/store.ts';
import type { Database } from './db.ts';
import { migrate, type StoreMigration } from './migrate.ts';

/** What migrations of these tests make: each run leaves a row. */
interface Tables {
  runs: { name: string };
}

const leavesRow = (name: string): StoreMigration => ({
  async up(db: Kysely<unknown>) {
    await sql`create table if not exists runs (name text not null)`.execute(db);
    await sql`insert into runs (name) values (${name})`.execute(db);
  },
});
const first = { '0001-first': leavesRow('first') };
const second = { ...first, '0002-second': leavesRow('second') };

const folders: string[] = [];
let folder = '';
beforeEach(() => {
  folder = tempFolder();
  folders.push(folder);
});
afterAll(() => folders.forEach(removeTemp));

const open = (): Promise<Database<Tables>> => testStore('chats', folder);
const runs = async (database: Database<Tables>) =>
  (await database.query.selectFrom('runs').select('name').execute()).map(({ name }) => name);

test('a later version adds what is missing, and an older one does not touch the store then', async () => {
  const database = await open();
  await migrate('chats', database, first);
  await migrate('chats', database, second);
  expect(await runs(database)).toEqual(['first', 'second']);
  expect(await migrate('chats', database, first).catch(String)).toBe(
    'Error: the chats store was made by a newer Rookery: start that version, or restore a backup made by this one',
  );
  await database.close();
});

test('an older version starts on a store that a newer one has only expanded, and says so', async () => {
  const database = await open();
  const expanded = { ...first, '0002-second': { ...leavesRow('second'), expands: true as const } };
  let said = '';
  const log = pino({ base: null }, { write: (line: string) => void (said += line) });
  await migrate('chats', database, first, log);
  await migrate('chats', database, expanded, log);
  expect(said).toBe('');
  await migrate('chats', database, first, log);
  expect(JSON.parse(said)).toMatchObject({
    migrations: ['0002-second'],
    msg: 'the chats store was expanded by a newer Rookery, with which this version can share it',
  });
  const contracted = { ...expanded, '0003-third': leavesRow('third') };
  await migrate('chats', database, contracted);
  for (const older of [first, expanded])
    expect(await migrate('chats', database, older).catch(String)).toContain('was made by a newer Rookery');
  expect(await runs(database)).toEqual(['first', 'second', 'third']);
  await database.close();
});

test('a store that lacks something of this version did not grow out of it, whatever it was expanded by', async () => {
  const database = await open();
  const elsewhere = { ...first, '0002-elsewhere': { ...leavesRow('elsewhere'), expands: true as const } };
  await migrate('chats', database, elsewhere);
  expect(await migrate('chats', database, second).catch(String)).toContain('was made by a newer Rookery');
  expect(await runs(database)).toEqual(['first', 'elsewhere']);
  await database.close();
});

test('a store from before this was noted down is understood once a newer version has used it', async () => {
  const database = await open();
  const expanded = { ...first, '0002-second': { ...leavesRow('second'), expands: true as const } };
  await migrate('chats', database, expanded);
  await sql`drop table expanding_migration`.execute(database.query);
  expect(await migrate('chats', database, first).catch(String)).toContain('was made by a newer Rookery');
  await migrate('chats', database, expanded);
  await migrate('chats', database, first);
  await database.close();
});

test("another service's database is refused", async () => {
  const database = await open();
  await migrate('chats', database, first);
  const other = { '0001-other': leavesRow('other') };
  expect(await migrate('users', database, other).catch(String)).toContain(
    'the database given for the users store holds the store of another service',
  );
  expect(await runs(database)).toEqual(['first']);
  await database.close();
});

test('a migration that fails leaves nothing behind', async () => {
  const database = await open();
  const broken: StoreMigration = {
    async up(db: Kysely<unknown>) {
      await sql`insert into runs (name) values ('half')`.execute(db);
      throw new Error('no more');
    },
  };
  await migrate('chats', database, first);
  const failed = await migrate('chats', database, { ...first, '0002-broken': broken }).catch(String);
  expect(failed).toContain('the chats store could not be brought to this version');
  expect(await runs(database)).toEqual(['first']);
  await migrate('chats', database, second);
  expect(await runs(database)).toEqual(['first', 'second']);
  await database.close();
});
