/** SIGTERM ends a service within its time, whatever hangs; its exit code says whether all of it ended in order. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { chats as contract } from '../contracts/chats.ts';
import { client } from '../contracts/client.ts';
import { identityHeader, signIdentity } from '../platform/identity.ts';
import { clusterSecret } from './cluster-world.ts';
import { eventually } from './eventually.ts';
import { startNats, type NatsServer } from './nats.ts';
import { startService } from './service-process.ts';
import { testDatabase } from './store.ts';

let nats: NatsServer;
let url = '';
let operator: pg.Client;
beforeAll(async () => {
  nats = await startNats();
  url = await testDatabase('chats', `ends ${process.pid}`);
  operator = new pg.Client({ connectionString: url });
  await operator.connect();
});
afterAll(async () => {
  await operator.end();
  await nats.stop();
});

async function startChats(env: Record<string, string> = {}) {
  const service = await startService('chats', {
    ROOKERY_SECRET: clusterSecret,
    ROOKERY_NATS_URL: nats.url,
    ROOKERY_DATABASE_URL_CHATS: url,
    ...env,
  });
  await eventually(async () => expect((await fetch(`${service.url}/readyz`)).status).toBe(200));
  const user = { id: crypto.randomUUID(), username: 'ada', role: 'member' as const };
  const identity = () =>
    signIdentity(
      { caller: 'gateway', user, session: 'a-session' },
      new TextEncoder().encode(clusterSecret),
      Date.now(),
    );
  const headers = () => ({ [identityHeader]: identity() });
  const api = client(contract, { fetch, base: service.url, headers });
  return { service, makeRoom: () => api.createRoom({ body: { name: 'Slow' } }) };
}

/** Waits until a session of the service waits for a lock. */
const untilBlocked = () =>
  eventually(async () => {
    const { rowCount } = await operator.query(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    expect(rowCount).toBe(1);
  });

test('a slow request that is under way is finished, and the code says that all ended in order', async () => {
  const { service, makeRoom } = await startChats();
  await operator.query('begin; lock table rooms in access exclusive mode');
  const making = makeRoom();
  await untilBlocked();
  const ended = service.end('SIGTERM');
  // It takes nothing more by now, and that request is still under way.
  await eventually(() => expect(fetch(`${service.url}/healthz`, { keepalive: false })).rejects.toThrow());
  await operator.query('commit');
  expect(await making).toMatchObject({ name: 'Slow' });
  expect(await ended).toBe(0);
}, 60_000);

test('PostgreSQL stands still: it ends all the same, with 1 and a line that says why', async () => {
  const { service, makeRoom } = await startChats({ ROOKERY_LIMIT_SHUTDOWN_MS: '4000' });
  const { rows } = await operator.query<{ folder: string }>(
    `select current_setting('data_directory') as folder`,
  );
  const server = Number(readFileSync(join(rows[0]?.folder ?? '', 'postmaster.pid'), 'utf8').split('\n')[0]);
  const sessions = await operator.query<{ pid: number }>(
    `select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  );
  const stopped = [server, ...sessions.rows.map(({ pid }) => pid)];
  try {
    for (const pid of stopped) process.kill(pid, 'SIGSTOP');
    const making = makeRoom().then(
      () => 'made',
      () => 'not made',
    );
    expect(await service.end('SIGTERM')).toBe(1);
    expect(service.said()).toContain('Stopping took longer than 4000 ms');
    expect(await making).toBe('not made');
  } finally {
    for (const pid of stopped) process.kill(pid, 'SIGCONT');
  }
}, 60_000);
