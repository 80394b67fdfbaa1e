// Tries D11.2.
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { expect, test } from 'bun:test';
import { ManualClock } from '../testkit/clock.ts';
import { eventually } from '../testkit/eventually.ts';
import { removeTemp, tempFolder } from '../testkit/temp.ts';
import { isDiskFailure } from './db-disk-failure.ts';
import { together } from './db.ts';
import { openSqlite } from './db-sqlite.ts';

/** A store with a text in it that was deleted since, while another process read the store and still does. */
async function readWhileDeleting(clock: ManualClock) {
  const folder = tempFolder();
  const file = join(folder, 'texts.sqlite');
  const database = openSqlite<{ texts: { text: string } }>(file, clock);
  await sql`create table texts (text text)`.execute(database.query);
  await database.query.insertInto('texts').values({ text: 'canary' }).execute();
  const reader = new DatabaseSync(file);
  reader.exec('begin');
  reader.prepare('select * from texts').all();
  await database.query.deleteFrom('texts').execute();
  const inFiles = () =>
    ['', '-wal'].filter((end) => readFileSync(file + end, 'latin1').includes('canary')).length > 0;
  return { folder, file, database, reader, inFiles };
}

test('deleted text goes out of the files as soon as nobody reads them; until then it is not said to be gone', async () => {
  const clock = new ManualClock();
  const { folder, database, reader, inFiles } = await readWhileDeleting(clock);
  const asked = database.scrub(['texts']).then(
    () => 'gone',
    (error: unknown) => (error as { code: string }).code,
  );
  await clock.advance(10_000);
  expect(await asked).toBe('unavailable');
  expect(inFiles()).toBe(true);
  // Nobody asks again.
  reader.exec('commit');
  await clock.advance(2_000);
  await eventually(() => expect(inFiles()).toBe(false));
  await database.scrub(['texts']);
  reader.close();
  await database.close();
  removeTemp(folder);
});

test('a store whose process died before deleted text was out of its files begins with that', async () => {
  const { folder, file, database, reader, inFiles } = await readWhileDeleting(new ManualClock());
  const copy = join(folder, 'copy.sqlite');
  for (const end of ['', '-wal']) copyFileSync(file + end, copy + end);
  expect(inFiles()).toBe(true);
  const again = openSqlite(copy);
  for (const end of ['', '-wal']) expect(readFileSync(copy + end, 'latin1')).not.toContain('canary');
  await again.close();
  reader.close();
  await database.close();
  removeTemp(folder);
});

test('a full store says that it is full, keeps nothing of the transaction, and goes on once there is room', async () => {
  const folder = tempFolder();
  const database = openSqlite<{ texts: { text: string } }>(join(folder, 'small.sqlite'));
  await sql`create table texts (text text)`.execute(database.query);
  const insert = () =>
    database.transaction(async (tx) => {
      await tx.insertInto('texts').values({ text: 'first' }).execute();
      await tx
        .insertInto('texts')
        .values({ text: 'x'.repeat(200_000) })
        .execute();
    });
  const count = async () => (await database.query.selectFrom('texts').selectAll().execute()).length;

  await sql`pragma max_page_count = 10`.execute(database.query);
  const failure = await insert().then(
    () => null,
    (error: unknown) => error,
  );
  expect(String(failure)).toContain('database or disk is full');
  expect(isDiskFailure(failure)).toBe(true);
  expect(await count()).toBe(0);

  await sql`pragma max_page_count = 1000`.execute(database.query);
  await insert();
  expect(await count()).toBe(2);
  await database.close();
  removeTemp(folder);
});

test('what is no fault of the disk is not taken for one', () => {
  for (const other of [null, undefined, new Error('disk full'), { errcode: 19 }, { errcode: 'IOERR' }])
    expect(isDiskFailure(other)).toBe(false);
});

test('statements that are given together run in their order, and all are undone when one fails', async () => {
  const folder = tempFolder();
  const database = openSqlite<{ names: { name: string } }>(join(folder, 'names.sqlite'));
  await sql`create table names (name text primary key)`.execute(database.query);
  const insertAndCount = (names: string[]) =>
    database.transaction(async (tx) => {
      const inserts = names.map((name) =>
        tx.insertInto('names').values({ name }).returning('name').compile(),
      );
      return together(tx, [...inserts, tx.selectFrom('names').select('name').orderBy('name').compile()]);
    });
  const [a, b] = [{ name: 'a' }, { name: 'b' }];
  expect(await insertAndCount(['b', 'a'])).toEqual([[b], [a], [a, b]]);
  const failure = insertAndCount(['c', 'a']).then(
    () => '',
    (error: unknown) => String(error),
  );
  expect(await failure).toContain('UNIQUE');
  expect(await database.query.selectFrom('names').selectAll().execute()).toHaveLength(2);
  await database.close();
  removeTemp(folder);
});
