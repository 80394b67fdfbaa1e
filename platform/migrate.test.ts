import { afterAll, beforeEach, expect, test } from 'bun:test';
import { sql, type Kysely, type Migration } from 'kysely';
import { removeTemp, tempFolder } from '../testkit/temp.ts';
import { testStore } from '../testkit/store.ts';
import type { Database } from './db.ts';
import { migrate } from './migrate.ts';

/** What migrations of these tests make: each run leaves a row. */
interface Tables {
  runs: { name: string };
}

const leavesRow = (name: string): Migration => ({
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
  const broken: Migration = {
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
