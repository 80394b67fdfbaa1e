/** The whole product in one process on PostgreSQL, and what an operator reads when that does not work. */
import { expect, test } from 'bun:test';
import pg from 'pg';
import { call } from '../testkit/call.ts';
import { Person } from '../testkit/person.ts';
import { startProcess } from '../testkit/process.ts';
import { storeSettings } from '../testkit/store.ts';
import { startTcpProxy } from '../testkit/tcp-proxy.ts';
import { removeTemp, tempFolder } from '../testkit/temp.ts';

/** What a start says that fails: its one line. */
async function complaint(
  change: (stores: Record<string, string>) => Record<string, string>,
): Promise<string> {
  const folder = tempFolder();
  const stores = change(await storeSettings(folder));
  const said = await startProcess(folder, stores).then(
    (server) => server.stop().then(() => 'it started'),
    (error: Error) => error.message.trim(),
  );
  removeTemp(folder);
  expect(said).not.toContain('only-for-tests');
  expect(said.split('\n')).toHaveLength(1);
  return said;
}
const each = (stores: Record<string, string>, change: (url: string) => string) =>
  Object.fromEntries(Object.entries(stores).map(([name, url]) => [name, change(url)]));

test('it talks, is killed, and still knows everything', async () => {
  const folder = tempFolder();
  const first = await startProcess(folder);
  const owner = await new Person(first).claim('owner');
  const { id: room } = await owner.room('Kept');
  const path = `/api/rooms/${room}/messages`;
  const posted = await owner.call('POST', path, { body: { key: 'message-1', body: 'kept' } });
  await first.kill();
  const second = await startProcess(folder);
  const { cookie } = owner;
  const again = await call(second, 'POST', path, { cookie, body: { key: 'message-1', body: 'kept' } });
  expect(again).toMatchObject({ status: 200, json: posted.json as object });
  await second.stop();
  removeTemp(folder);
});

test('a wrong password, a database that is not there, one of another service: each is one line', async () => {
  expect(await complaint((stores) => each(stores, (url) => url.replace('only-for-tests', 'x')))).toContain(
    'refuses this user and password',
  );
  expect(await complaint((stores) => each(stores, (url) => `${url}_x`))).toContain('does not exist');
  const shared = await complaint((stores) => ({
    ...stores,
    ROOKERY_DATABASE_URL_CHATS: stores['ROOKERY_DATABASE_URL_AUTH'] ?? '',
  }));
  expect(shared).toContain('holds the store of another service');
}, 30_000);

test('a database that a newer version made is refused in one line', async () => {
  const folder = tempFolder();
  await (await startProcess(folder)).stop();
  const stores = await storeSettings(folder);
  const client = new pg.Client({ connectionString: stores['ROOKERY_DATABASE_URL_CHATS'] });
  await client.connect();
  await client.query(`insert into kysely_migration (name, timestamp) values ('9999-later', '')`);
  await client.end();
  expect(await complaint(() => stores)).toContain('the chats store was made by a newer Rookery');
  removeTemp(folder);
});

test('started before its databases, it waits for them', async () => {
  const folder = tempFolder();
  const stores = await storeSettings(folder);
  const port = Number(new URL(stores['ROOKERY_DATABASE_URL_AUTH'] ?? '').port);
  const later = await startTcpProxy(port);
  await later.stop();
  const elsewhere = each(stores, (url) => url.replace(`:${port}/`, `:${later.port}/`));
  const waits = Promise.withResolvers<void>();
  const starting = startProcess(folder, { ...elsewhere, ROOKERY_LOG: 'warn' }, (said) => {
    if (said.includes('waiting for the auth database')) waits.resolve();
  });
  await waits.promise;
  const proxy = await startTcpProxy(port, later.port);
  const server = await starting;
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  await server.stop();
  await proxy.stop();
  removeTemp(folder);
}, 30_000);
