import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readFileSync, statSync } from 'node:fs';
import { connect } from 'node:http2';
import { join } from 'node:path';
import { subprotocol } from '../../contracts/live.ts';
import { eventually } from '../../testkit/eventually.ts';
import { freePorts } from '../../testkit/free-port.ts';
import { follow, post, reached } from '../../testkit/gathering.ts';
import { password, Person } from '../../testkit/person.ts';
import { portsInAll } from './layout.ts';
import { BunWebSocket, TestSocket } from '../../testkit/socket.ts';
import { removeTemp, tempFolder } from '../../testkit/temp.ts';
import type { World } from '../../testkit/world.ts';

const main = join(import.meta.dir, 'main.ts');
const data = tempFolder();
let port = 0;
let running: { child: Bun.Subprocess<'ignore', 'pipe', 'pipe'>; said: () => string; world: World };

function run(...words: string[]) {
  const env = {
    PATH: process.env['PATH'],
    ROOKERY_DATA: data,
    PORT: String(port),
    ROOKERY_RATE_LIMITS: 'off',
  };
  return Bun.spawn([process.execPath, main, ...words], {
    env,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
}

/** Types a command; what it answered, and how it ended. */
async function type(...words: string[]) {
  const child = run(...words);
  const [out, error] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { code: await child.exited, out, error };
}

async function start(...words: string[]): Promise<typeof running> {
  const child = run(...words);
  let text = '';
  void (async () => {
    for await (const chunk of child.stdout) text += Buffer.from(chunk).toString();
  })();
  const errors = new Response(child.stderr).text();
  while (!text.includes('Stop with')) {
    if (child.exitCode !== null) throw new Error(`the cluster did not start: ${text}${await errors}`);
    await Bun.sleep(50);
  }
  const claimUrl = /https?:\/\/\S+\/claim#\S+/.exec(text)?.[0] ?? null;
  const world = {
    url: `http://127.0.0.1:${port}`,
    port,
    claimUrl,
    dataFolder: data,
    stop: async () => undefined,
  };
  return { child, said: () => text, world };
}

/** The state of each process, as the table says. */
function states(table: string): Record<string, string> {
  const rows = table.split('\n').filter((line) => line.includes('.log'));
  return Object.fromEntries(rows.map((row) => row.split(/\s+/).slice(0, 2)));
}

/** The process ids in a table. */
const pids = (table: string) => [...table.matchAll(/^\S+ +\S+ +(\d+) /gm)].map(([, pid]) => Number(pid));

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

beforeAll(async () => {
  port = await freePorts(portsInAll);
  running = await start();
}, 90_000);
afterAll(async () => {
  running.child.kill('SIGTERM');
  await running.child.exited;
  removeTemp(data);
}, 60_000);

test('one command starts all of it, and the printed link makes its opener the owner', async () => {
  const table = states(running.said());
  expect(Object.values(table)).toEqual(Array.from({ length: 17 }, () => 'ready'));
  expect(Object.keys(table)).toContain('live:2');
  const ada = await new Person(running.world).claim('ada');
  const { id } = await ada.room();
  const socket = await follow(ada, id);
  const { seq } = await post(socket, id, 'hello');
  await reached(socket, id, seq);
  for (const file of ['secrets.json', 'control', 'nats-1.conf'])
    expect(statSync(join(data, 'cluster', file)).mode & 0o077).toBe(0);
}, 60_000);

test('failures by hand: kill, pause, resume, restart, scale; and each mistake is named', async () => {
  expect(states((await type('kill', 'live:1')).out)['live:1']).toBe('killed');
  const ada = await new Person(running.world).login('ada');
  expect((await ada.chats.rooms()).rooms.length).toBeGreaterThan(0);
  expect(await type('kill', 'live:1')).toMatchObject({ code: 1, error: 'live:1 does not run.\n' });
  expect(states((await type('restart', 'live:1')).out)['live:1']).toBe('ready');
  expect(states((await type('pause', 'chats:2')).out)['chats:2']).toBe('paused');
  expect(states((await type('resume', 'chats:2')).out)['chats:2']).toBe('ready');
  expect(states((await type('scale', 'live=3')).out)['live:3']).toBe('ready');
  expect(states((await type('scale', 'live=2')).out)['live:3']).toBeUndefined();
  expect(states((await type('kill', 'nats:2', 'postgres')).out)).toMatchObject({
    'nats:2': 'killed',
    postgres: 'killed',
  });
  const back = states((await type('restart', 'postgres', 'nats:2')).out);
  expect(back).toMatchObject({ 'nats:2': 'ready', postgres: 'ready' });
  await eventually(async () => expect((await ada.chats.rooms()).rooms.length).toBeGreaterThan(0));
  for (const [words, error] of [
    [['kill', 'foo'], /^There is no foo. There are: caddy, auth:1/],
    [['kill'], /^kill what\? Such as: kill live:1/],
    [['frob'], /^frob is not a command. Write one of: status, stop/],
    [['scale', 'chats=9'], /^chats=9: a service has 0 to 5 replicas here/],
    [['scale', 'nats=1'], /^nats is not a service/],
    [['--frob'], /^--frob is not an option/],
  ] as const) {
    const answer = await type(...words);
    expect([answer.code, answer.error]).toEqual([1, expect.stringMatching(error)]);
  }
}, 90_000);

test('what dies by itself is started again, and the terminal says why', async () => {
  const [pid = 0] = pids(
    (await type('status')).out
      .split('\n')
      .filter((row) => row.startsWith('web:1'))
      .join('\n'),
  );
  process.kill(pid, 'SIGKILL');
  await eventually(() => expect(running.said()).toContain('web:1 ended (SIGKILL)'));
  await eventually(async () => expect(states((await type('status')).out)['web:1']).toBe('ready'));
}, 60_000);

test('a second one on the same folder says so; killed, it leaves nothing behind and its data stay', async () => {
  expect(await type()).toMatchObject({
    code: 1,
    error: expect.stringContaining('is using the data folder') as string,
  });
  const all = pids((await type('status')).out);
  expect(all).toHaveLength(17);
  running.child.kill('SIGKILL');
  await eventually(() => expect(all.filter(isAlive)).toEqual([]));
  expect((await type('status')).error).toContain('No cluster runs in');
  running = await start();
  expect(running.world.claimUrl).toBeNull();
  const ada = await new Person(running.world).login('ada');
  expect((await ada.chats.rooms()).rooms.length).toBeGreaterThan(0);
}, 90_000);

test('stopped, all of it ends in order; with --tls it speaks TLS and HTTP/2', async () => {
  const all = pids((await type('status')).out);
  expect((await type('stop')).code).toBe(0);
  expect(await running.child.exited).toBe(0);
  expect(all.filter(isAlive)).toEqual([]);
  running = await start('--tls');
  expect(running.said()).toContain(`https://localhost:${port}`);
  const authority = join(data, 'cluster', 'caddy', 'pki', 'authorities', 'local', 'root.crt');
  const session = connect(`https://localhost:${port}`, { ca: readFileSync(authority) });
  const page = session.request({ ':path': '/' });
  const status = await new Promise((resolve, reject) => {
    page.once('response', (headers) => resolve(headers[':status']));
    page.once('error', reject);
    session.once('error', reject);
  });
  expect([status, session.alpnProtocol]).toEqual([200, 'h2']);
  session.destroy();

  // And sockets: signed in by TLS, talking by TLS.
  const [url, ca] = [`https://localhost:${port}`, readFileSync(authority, 'utf8')];
  const login = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'ada', password }),
    tls: { ca },
  });
  const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  expect([login.status, cookie]).toEqual([200, expect.stringContaining('__Host-')]);
  const options = { protocols: [subprotocol], headers: { origin: url, cookie }, tls: { ca } };
  const raw = new BunWebSocket(`wss://localhost:${port}/live`, options);
  await new Promise((resolve, reject) => {
    raw.addEventListener('open', resolve);
    raw.addEventListener('error', reject);
  });
  const socket = new TestSocket(raw);
  expect(await socket.hello()).toMatchObject({ you: { username: 'ada' } });
  await socket.close();
}, 120_000);
