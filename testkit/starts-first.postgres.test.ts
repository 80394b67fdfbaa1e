/** A service that starts before what it needs simply succeeds later. */
import { expect, test } from 'bun:test';
import { clusterSecret } from './cluster-world.ts';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { natsPassword, startNats } from './nats.ts';
import { startService } from './service-process.ts';
import { testDatabase } from './store.ts';
import { startTcpProxy } from './tcp-proxy.ts';
import { removeTemp, tempFolder } from './temp.ts';

test('chats is started before PostgreSQL and NATS: it lives, is not ready, says what it waits for, and is ready once they are there', async () => {
  const folder = tempFolder();
  const database = new URL(await testDatabase('chats', folder));
  const postgresPort = Number(database.port);
  const [later, natsPort] = [await freePort(), await freePort()];
  database.port = String(later);
  const chats = await startService('chats', {
    ROOKERY_SECRET: clusterSecret,
    ROOKERY_NATS_URL: `nats://127.0.0.1:${natsPort}`,
    ROOKERY_NATS_PASSWORD: natsPassword('chats'),
    ROOKERY_DATABASE_URL_CHATS: database.href,
    // What bounds the wait of one process, which has a person before it.
    ROOKERY_LIMIT_DATABASE_START_MS: '1',
    ROOKERY_LOG: 'info',
  });
  const statusOf = async (path: string) => (await fetch(chats.url + path)).status;
  await eventually(() => {
    expect(chats.said()).toContain(`waiting for the chats database at 127.0.0.1:${later}`);
    expect(chats.said()).toContain('the bus cannot be reached yet; it is tried again');
  });
  expect([await statusOf('/healthz'), await statusOf('/readyz')]).toEqual([200, 503]);
  const proxy = await startTcpProxy(postgresPort, later);
  await eventually(async () => expect(await statusOf('/readyz')).toBe(200));
  const nats = await startNats({ users: true, port: natsPort });
  await eventually(() => expect(chats.said()).toContain('connected to the bus'));
  expect(await chats.end('SIGTERM')).toBe(0);
  // Each of them was said once, not at every try.
  expect(chats.said().split('waiting for the chats database')).toHaveLength(2);
  expect(chats.said().split('cannot be reached yet')).toHaveLength(2);
  await proxy.stop();
  await nats.stop();
  removeTemp(folder);
}, 60_000);

test('asked to end while it waits, it ends at once and in order', async () => {
  const database = new URL(await testDatabase('chats', 'ends-while-waiting'));
  database.port = String(await freePort());
  const chats = await startService('chats', {
    ROOKERY_SECRET: clusterSecret,
    ROOKERY_NATS_URL: `nats://127.0.0.1:${await freePort()}`,
    ROOKERY_DATABASE_URL_CHATS: database.href,
  });
  await eventually(() => expect(chats.said()).toContain('waiting for the chats database'));
  expect(await chats.end('SIGTERM')).toBe(0);
}, 30_000);
