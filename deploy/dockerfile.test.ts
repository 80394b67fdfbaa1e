/**
 * The image, without a container engine: its steps are carried out in a folder that stands for the file system of each of
 * its stages, and what it would start is started there. What needs root (a user of its own) is left out.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { eventually } from '../testkit/eventually.ts';
import { freePort } from '../testkit/free-port.ts';
import { removeTemp, tempFolder } from '../testkit/temp.ts';

const root = join(import.meta.dir, '..');
const folder = tempFolder();
afterAll(() => removeTemp(folder));

interface Instruction {
  word: string;
  rest: string;
}

const instructions: Instruction[] = readFileSync(join(import.meta.dir, 'Dockerfile'), 'utf8')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n/g, ' ')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => {
    const [, word = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line.trim()) ?? [];
    return { word, rest };
  });
const one = (word: string) => instructions.find((instruction) => instruction.word === word)?.rest ?? '';
const needsRoot = /^(useradd|apt-get) /;

const ignored = readFileSync(join(root, '.dockerignore'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((pattern) => new Bun.Glob(pattern));
/** Copies from the context, which lacks what `.dockerignore` names. */
function copyContext(from: string, to: string): void {
  cpSync(join(root, from), to, {
    recursive: true,
    filter: (path) => !ignored.some((pattern) => pattern.match(relative(root, path))),
  });
}

/** Where a path of the stage that is built last is. */
let inImage = (path: string): string => path;
let workFolder = '/';
const env: Record<string, string> = {};

beforeAll(async () => {
  for (const { word, rest } of instructions) {
    const words = rest.split(/\s+/);
    if (word === 'FROM') {
      const stage = join(folder, words[2] ?? 'last');
      inImage = (path) => join(stage, path);
      workFolder = '/';
    } else if (word === 'WORKDIR') {
      workFolder = rest;
      mkdirSync(inImage(rest), { recursive: true });
    } else if (word === 'COPY') {
      const stage = /^--from=(\S+)$/.exec(words[0] ?? '')?.[1];
      const sources = words.slice(stage === undefined ? 0 : 1, -1);
      const target = inImage(join(workFolder, words.at(-1) ?? ''));
      for (const source of sources) {
        if (stage === undefined)
          copyContext(source, statSync(join(root, source)).isDirectory() ? target : join(target, source));
        else
          cpSync(join(folder, stage, source), inImage(words.at(-1) ?? ''), {
            recursive: true,
            verbatimSymlinks: true,
          });
      }
    } else if (word === 'RUN' && !needsRoot.test(rest)) {
      const child = Bun.spawn(['sh', '-c', rest], {
        cwd: inImage(workFolder),
        env: { PATH: process.env['PATH'], HOME: process.env['HOME'], npm_config_prefer_offline: 'true' },
        stdout: 'pipe',
        stderr: 'pipe',
      });
      const said = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
      if ((await child.exited) !== 0) throw new Error(`${rest}: ${said.join('')}`);
    } else if (word === 'ENV') {
      for (const setting of words) {
        const [name = '', value = ''] = setting.split('=');
        env[name] = value;
      }
    }
  }
}, 180_000);

/** Starts what the image starts, with these words after it. */
function start(words: string[], settings: Record<string, string> = {}) {
  const command = JSON.parse(one('ENTRYPOINT')) as string[];
  return Bun.spawn([...command, ...words], {
    cwd: inImage(workFolder),
    env: { ...env, ...settings },
    stdout: 'pipe',
    stderr: 'inherit',
  });
}

test('it has the product without its tests, its tools and what a machine may hold', () => {
  const has = (path: string) => existsSync(join(inImage(workFolder), path));
  for (const path of ['run/main.ts', 'web/dist/page.html', 'node_modules/.bin/bun', 'LICENSE'])
    expect([path, has(path)]).toEqual([path, true]);
  for (const path of [
    '.git',
    'e2e',
    'testkit',
    'run/main.test.ts',
    'node_modules/@playwright',
    'rookery-data',
  ])
    expect([path, has(path)]).toEqual([path, false]);
  expect(dirname(env['ROOKERY_DATA'] ?? '')).toBe('/var/lib');
  expect(one('USER')).toBe('rookery');
});

test('help is there, and the standard command is a server', async () => {
  const help = start(['help']);
  expect(await new Response(help.stdout).text()).toContain('rookery run SERVICE');
  expect(await help.exited).toBe(0);
  expect(JSON.parse(one('CMD'))).toEqual(['run']);
});

test('a service runs, its health is told by the command that the image names, and SIGTERM ends it in order', async () => {
  const PORT = String(await freePort());
  const web = start(['run', 'web'], {
    PORT,
    ROOKERY_HOST: '127.0.0.1',
    ROOKERY_URL: 'http://127.0.0.1',
    ROOKERY_SECRET: 'only for tests, and long enough for that',
    ROOKERY_NATS_URL: 'nats://127.0.0.1:1',
    ROOKERY_LOG: 'silent',
    ROOKERY_PARENT: String(process.pid),
  });
  const [program = '', ...args] = JSON.parse(one('HEALTHCHECK').replace(/^.*CMD /, '')) as string[];
  const health = () =>
    Bun.spawn([program, ...args], { cwd: inImage(workFolder), env: { PORT }, stderr: 'ignore' }).exited;
  await eventually(async () => expect(await health()).toBe(0));
  // It lives before it is ready.
  await eventually(async () => {
    const page = await fetch(`http://127.0.0.1:${PORT}/`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<script')]);
  });
  web.kill('SIGTERM');
  expect(await web.exited).toBe(0);
  expect(await health()).toBe(1);
}, 60_000);
