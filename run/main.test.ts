import { expect, test } from 'bun:test';
import { chmodSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { eventually } from '../testkit/eventually.ts';
import { failsWith, mainFile, rookery } from '../testkit/rookery-command.ts';
import { tempFolder } from '../testkit/temp.ts';

// Lock and port are each waited for up to 5 s, so some of these tests have a longer time limit.

test('help lists the commands and the settings', async () => {
  const { code, output } = await rookery(['help']).ended;
  expect(code).toBe(0);
  for (const words of ['rookery run', 'reset-password', 'ROOKERY_URL', 'PORT'])
    expect(output).toContain(words);
  const limits = await rookery(['help', 'limits']).ended;
  expect(limits.output).toContain('ROOKERY_LIMIT_SOCKETS_PER_USER=20');
});

test('wrong use exits with 2', async () => {
  await failsWith(rookery(['fly']), 2, 'fly is not a command');
  await failsWith(rookery([]), 2, 'A command is missing');
  await failsWith(rookery(['reset-password']), 2, 'rookery reset-password NAME');
});

test('a bad setting stops the start', async () => {
  await failsWith(rookery(['run'], { PORT: 'http' }), 1, 'PORT=');
  await failsWith(rookery(['run', '--port=1']), 1, '--port=1 is not an option');
});

test('a misspelt setting stops the start of all services and of one', async () => {
  const env = { ROOKERY_REGISTRAION: 'closed' };
  const line = 'ROOKERY_REGISTRAION is not a setting. The nearest one is ROOKERY_REGISTRATION;';
  await failsWith(rookery(['run'], env), 1, line);
  await failsWith(rookery(['run', 'chats'], env), 1, line);
});

test('a data folder that cannot be one stops the start', async () => {
  await failsWith(rookery(['run'], { ROOKERY_DATA: join(mainFile, 'data') }), 1, 'is not a folder');
  await failsWith(rookery(['run'], { ROOKERY_DATA: '/proc/rookery' }), 1, 'cannot be made (ENOENT)');
});

test('a port in use stops the start', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await failsWith(rookery(['run'], { PORT: String(port) }), 1, `Port ${port} is taken`);
  server.close();
}, 20_000);

test('reset-password of a folder that is not there makes none', async () => {
  const folder = join(tempFolder(), 'mistyped');
  await failsWith(rookery(['reset-password', 'ana'], { ROOKERY_DATA: folder }), 1, 'There is no data folder');
});

test.each(['SIGINT', 'SIGTERM'] as const)('it answers, and %s ends it in order', async (signal) => {
  const server = rookery(['run']);
  const url = await server.ready;
  expect((await fetch(url)).status).toBe(200);
  server.child.kill(signal);
  expect((await server.ended).code).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

test('whatever the folder allows, what is written into it is for its owner only', async () => {
  const ROOKERY_DATA = tempFolder();
  chmodSync(ROOKERY_DATA, 0o755);
  const server = rookery(['run'], { ROOKERY_DATA });
  await server.ready;
  const files = readdirSync(ROOKERY_DATA);
  for (const store of ['auth.sqlite', 'chats.sqlite', 'users.sqlite', 'secret'])
    expect(files).toContain(store);
  for (const file of files) expect(statSync(join(ROOKERY_DATA, file)).mode & 0o077).toBe(0);
  server.child.kill();
  expect((await server.ended).code).toBe(0);
});

test('a second server on the same data waits, then gives up', async () => {
  const ROOKERY_DATA = tempFolder();
  const first = rookery(['run'], { ROOKERY_DATA });
  await first.ready;
  await failsWith(rookery(['run'], { ROOKERY_DATA }), 1, 'Another Rookery is using the data folder');
  first.child.kill();
  expect((await first.ended).code).toBe(0);
}, 20_000);

test('after kill -9 the next start takes over folder and port, even when it begins before', async () => {
  const ROOKERY_DATA = tempFolder();
  const first = rookery(['run'], { ROOKERY_DATA });
  const url = await first.ready;
  const touched = () => statSync(ROOKERY_DATA).mtimeMs;
  const before = touched();
  const second = rookery(['run'], { ROOKERY_DATA, PORT: new URL(url).port });
  let isReady = false;
  void second.ready.then(() => (isReady = true));
  // It has tried out whether it may write there; the next that it wants is the lock.
  await eventually(() => expect(touched()).toBeGreaterThan(before));
  expect(isReady).toBe(false);
  first.child.kill('SIGKILL');
  expect(await second.ready).toBe(url);
  second.child.kill();
  expect((await second.ended).code).toBe(0);
});

test('it ends when the process that started it is gone', async () => {
  // Not its parent: as if that had been killed.
  const server = rookery(['run'], { ROOKERY_PARENT: '1' });
  expect((await server.ended).code).toBe(0);
});
