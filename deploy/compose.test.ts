/** The file for Docker Compose, without a container engine: what it says is held against what the product knows. */
import { afterAll, expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { YAML } from 'bun';
import { isService, readAlone, serviceNames } from '../platform/alone-settings.ts';
import { readSettings, storeNames } from '../platform/config.ts';
import { settingsTable } from '../platform/settings-table.ts';
import { removeTemp, tempFolder } from '../testkit/temp.ts';
import { programPath } from './cluster/programs.ts';

interface Service {
  command?: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  networks: string[];
}
const file = join(import.meta.dir, 'compose.yaml');
const text = readFileSync(file, 'utf8');
const compose = YAML.parse(text) as {
  services: Record<string, Service>;
  networks: Record<string, unknown>;
  volumes: Record<string, unknown>;
};
const services = Object.entries(compose.services);
/** Those of ours: by the word that the image is given. */
const ours = services.flatMap(([name, service]) => {
  const [run, word] = service.command ?? [];
  return run === 'run' && isService(word) ? [{ name, word, env: service.environment ?? {} }] : [];
});
/** What stands in .env, as the head of the file asks for it. */
const filled = (value: string) =>
  value
    .replace(/\$\{ROOKERY_DOMAIN[^}]*\}/, 'chat.example.org')
    .replace(/\$\{\w+[^}]*\}/, 'a0123456789012345678901234567890123');
const folder = tempFolder();
afterAll(() => removeTemp(folder));

test('every service runs, with settings that are known and that it starts with', () => {
  expect(new Set(ours.map(({ word }) => word))).toEqual(new Set(serviceNames));
  const known = new Set(settingsTable.map(({ name }) => name));
  for (const { word, env } of ours) {
    expect(Object.keys(env).filter((name) => !known.has(name))).toEqual([]);
    const given = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, filled(value)]));
    const stores = storeNames.filter((name) => name === word);
    expect(readSettings(given, [], stores).publicUrl).toBe('https://chat.example.org');
    expect(readAlone(given, word).busUser?.user).toBe(word);
  }
});

test('whom a service calls is there by that name, and posts have one address for each replica of chats', () => {
  const hosts = (value: string) => value.split(',').map((url) => new URL(filled(url)).hostname);
  for (const { env } of ours)
    for (const [name, value] of Object.entries(env))
      if (/_(AUTH|USERS|CHATS|NATS)_URL$|DATABASE_URL/.test(name))
        for (const host of hosts(value)) expect(Object.keys(compose.services)).toContain(host);
  const chats = ours.filter(({ word }) => word === 'chats').map(({ name }) => name);
  const gateway = ours.find(({ word }) => word === 'gateway');
  expect(hosts(gateway?.env['ROOKERY_CHATS_URL'] ?? '')).toEqual(chats);
  const databases = readFileSync(join(import.meta.dir, 'compose', 'databases.sql'), 'utf8');
  for (const store of storeNames) expect(databases).toContain(`create database rookery_${store};`);
});

test('every file, volume and network that it names is there, and what has to be set is told at its head', () => {
  for (const [, { volumes = [], networks }] of services) {
    for (const volume of volumes) {
      const [source = ''] = volume.split(':');
      if (source.startsWith('.'))
        expect([source, existsSync(join(import.meta.dir, source))]).toEqual([source, true]);
      else expect(Object.keys(compose.volumes)).toContain(source);
    }
    for (const network of networks) expect(Object.keys(compose.networks)).toContain(network);
  }
  const [head = '', body = ''] = text.split('\nx-service');
  const last = (name: string) => name.replace(/^NATS_PASSWORD_/, '');
  for (const [, name = ''] of body.matchAll(/\$\{(\w+)/g)) expect(head).toContain(last(name));
});

test('Caddy takes its configuration, and NATS its own as it is started there', async () => {
  const run = async (command: string[], env: Record<string, string>) => {
    const child = Bun.spawn(command, { env: { HOME: folder, ...env }, stdout: 'pipe', stderr: 'pipe' });
    return { said: await new Response(child.stderr).text(), code: await child.exited };
  };
  const caddyfile = join(import.meta.dir, 'compose', 'Caddyfile');
  const adapted = await run([programPath('caddy'), 'adapt', '--config', caddyfile, '--validate'], {
    ROOKERY_DOMAIN: 'chat.example.org',
  });
  expect([adapted.code, adapted.said]).toEqual([0, expect.any(String)]);
  const nats = compose.services['nats'];
  const args = (nats?.command ?? []).map((word) => word.replace('/etc/nats', import.meta.dir));
  const passwords = Object.fromEntries(
    Object.entries(nats?.environment ?? {}).map(([name, value]) => [name, filled(value)]),
  );
  // -t: reads its configuration and ends.
  expect(await run([programPath('nats-server'), ...args, '-t'], passwords)).toMatchObject({ code: 0 });
});
