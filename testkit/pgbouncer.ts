/**
 * Runs a command whose stores reach PostgreSQL through a PgBouncer in transaction mode: one connection of the server
 * serves many clients in turn, so whatever relies on a session fails. `bun testkit/pgbouncer.ts COMMAND…`, inside of
 * `bun testkit/postgres.ts`.
 */
import { spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { unprivileged } from '../deploy/cluster/unprivileged.ts';

const server = new URL(process.env['ROOKERY_TEST_POSTGRES'] ?? '');
const [program, ...args] = process.argv.slice(2);
if (!program) throw new Error('Write: bun testkit/pgbouncer.ts COMMAND…');

const folder = mkdtempSync(join(tmpdir(), 'rookery-pgbouncer-'));
const port = await freePort();
writeFileSync(join(folder, 'users'), `"${server.username}" "${server.password}"\n`);
writeFileSync(
  join(folder, 'pgbouncer.ini'),
  `[databases]
* = host=127.0.0.1 port=${server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${join(folder, 'users')}
pool_mode = transaction
default_pool_size = 3
max_client_conn = 1000
server_idle_timeout = 5
`,
);
if (unprivileged) {
  for (const path of [folder, join(folder, 'users'), join(folder, 'pgbouncer.ini')])
    chownSync(path, unprivileged.uid, unprivileged.gid);
}
const pooler = spawn('pgbouncer', ['--quiet', join(folder, 'pgbouncer.ini')], {
  stdio: ['ignore', 'ignore', 'inherit'],
  env: { PATH: `${process.env['PATH']}:/usr/sbin` },
  ...unprivileged,
});
const gone = new Promise<number>((resolve) => {
  pooler.once('error', (error) => {
    console.error(`PgBouncer could not be started: ${error.message}`);
    resolve(127);
  });
  pooler.once('exit', () => resolve(1));
});

async function answers(): Promise<void> {
  for (;;) {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    const there = await promise;
    socket.destroy();
    if (there) return;
    await Bun.sleep(20);
  }
}

const run = async (): Promise<number> => {
  await answers();
  const env = { ...process.env, ROOKERY_TEST_POOLER_PORT: String(port) };
  const child = spawn(program, args, { stdio: 'inherit', env });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) =>
    child.once('exit', (code) => resolve(code ?? 1)).once('error', () => resolve(127)),
  );
};
const code = await Promise.race([run(), gone]);
pooler.kill('SIGTERM');
rmSync(folder, { recursive: true, force: true });
process.exit(code);
