import { expect, test } from 'bun:test';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allowedOrigins, lanAddresses, readSettings, SettingError } from './config.ts';

/** The line that the operator reads. */
function complaint(env: Record<string, string>, args: string[] = []): string {
  try {
    readSettings(env, args);
  } catch (error) {
    expect(error).toBeInstanceOf(SettingError);
    const { message } = error as Error;
    expect(message).not.toContain('\n');
    return message;
  }
  throw new Error('these settings were accepted');
}

test('metrics have a port of their own, or none', () => {
  expect(readSettings({}, []).metrics).toBe(null);
  expect(readSettings({ ROOKERY_METRICS_PORT: '9464' }, []).metrics).toEqual({
    host: '127.0.0.1',
    port: 9464,
  });
  const wrong: Record<string, string>[] = [
    { ROOKERY_METRICS_PORT: '4000' },
    { ROOKERY_METRICS_PORT: 'x' },
    { ROOKERY_METRICS_PORT: '1', ROOKERY_METRICS_HOST: 'nowhere' },
  ];
  for (const env of wrong) expect(() => readSettings(env, [])).toThrow('ROOKERY_METRICS_');
});

test('with nothing set it listens on loopback only, and anyone there may register', () => {
  const settings = readSettings({}, []);
  expect(settings).toMatchObject({ host: '127.0.0.1', port: 4000, registration: 'open', tls: null });
  expect(settings.limits.rateLimits).toBe(true);
});

test('one address serves all stores, and one of its own goes before it', () => {
  expect(readSettings({}, []).databases).toBeNull();
  const env = {
    ROOKERY_DATABASE_URL: 'postgres://db/rk_{service}',
    ROOKERY_DATABASE_URL_CHATS: 'postgresql://big/c',
  };
  expect(readSettings(env, []).databases).toEqual({
    auth: 'postgres://db/rk_auth',
    users: 'postgres://db/rk_users',
    chats: 'postgresql://big/c',
  });
});

test('an empty variable counts as not set', () => {
  expect(readSettings({ PORT: '', ROOKERY_URL: '', ROOKERY_LOG: '' }, [])).toEqual(readSettings({}, []));
});

test.each([
  [{ PORT: '70000' }, 'PORT='],
  [{ PORT: '80x' }, 'PORT='],
  [{ PORT: '-1' }, 'PORT='],
  [{ ROOKERY_HOST: 'chat.example.org' }, 'ROOKERY_HOST=127.0.0.1'],
  [{ ROOKERY_URL: 'chat.example.org' }, 'ROOKERY_URL=https://chat.example.org'],
  [{ ROOKERY_URL: 'ftp://chat.example.org' }, 'ROOKERY_URL=https://'],
  [{ ROOKERY_URL: 'https://Chat.example.org/rookery/?a' }, 'ROOKERY_URL=https://chat.example.org.'],
  [{ ROOKERY_URL: 'https://a:b@chat.example.org' }, 'ROOKERY_URL=https://chat.example.org.'],
  [{ ROOKERY_DATABASE_URL: 'postgres://a:hidden@db/rookery' }, 'ROOKERY_DATABASE_URL lacks {service}'],
  [{ ROOKERY_DATABASE_URL: 'mysql://db/{service}' }, 'ROOKERY_DATABASE_URL is not the address'],
  [{ ROOKERY_DATABASE_URL_AUTH: 'postgres://db' }, 'ROOKERY_DATABASE_URL_AUTH is not the address'],
  [{ ROOKERY_DATABASE_URL_AUTH: 'postgres://db/auth' }, 'ROOKERY_DATABASE_URL_USERS is missing'],
  [{ ROOKERY_TLS_CERT: '/nowhere.pem', ROOKERY_TLS_KEY: '/nowhere.key' }, 'ROOKERY_TLS_CERT names a file'],
  [{ ROOKERY_REGISTRATION: 'anyone' }, 'open, invite, closed'],
  [{ ROOKERY_OFFLINE_START: 'no' }, 'on, off'],
  [{ ROOKERY_TRUSTED_PROXIES: '127.0.0.1,proxy' }, 'ROOKERY_TRUSTED_PROXIES has proxy, which is'],
  [{ ROOKERY_TRUSTED_PROXIES: '10.0.0.0/33' }, 'ROOKERY_TRUSTED_PROXIES=127.0.0.1,10.0.0.0/8.'],
  [{ ROOKERY_LOG: 'loud' }, 'ROOKERY_LOG='],
  [{ ROOKERY_RATE_LIMITS: 'no' }, 'ROOKERY_RATE_LIMITS=off'],
  [{ ROOKERY_LIMIT_PAGE_MAX: '0' }, 'ROOKERY_LIMIT_PAGE_MAX=100'],
  [{ ROOKERY_LIMIT_POSTS_PER_USER: '10/week' }, 'ROOKERY_LIMIT_POSTS_PER_USER=100/10s'],
  [{ ROOKERY_LIMIT_SOCKETS: '1e3' }, 'ROOKERY_LIMIT_SOCKETS=100'],
  [
    { ROOKERY_LIMIT_PAGES: '5' },
    'ROOKERY_LIMIT_PAGES is not a limit. The nearest one is ROOKERY_LIMIT_PAGE_MAX;',
  ],
  [
    { ROOKERY_REGISTRAION: 'closed' },
    'ROOKERY_REGISTRAION is not a setting. The nearest one is ROOKERY_REGISTRATION;',
  ],
  [{ ROOKERY_LIMITS_PAGE_MAX: '5' }, 'ROOKERY_LIMITS_PAGE_MAX is not a setting'],
  [{ ROOKERY_METRICS_PROT: '1' }, 'The nearest one is ROOKERY_METRICS_PORT;'],
])('%j is refused with what to write', (env, mend) => {
  expect(complaint(env)).toContain(mend);
});

test('what scripts and Kubernetes tell a process by names like ours is no misspelt setting', () => {
  const env = {
    ROOKERY_PARENT: '1',
    ROOKERY_PORT: 'tcp://10.0.0.7:4000',
    ROOKERY_PORT_4000_TCP: 'tcp://10.0.0.7:4000',
    ROOKERY_PORT_4000_TCP_ADDR: '10.0.0.7',
    ROOKERY_CHATS_SERVICE_HOST: '10.0.0.8',
    ROOKERY_CHATS_SERVICE_PORT_HTTP: '4000',
    ROOKERY_NOTHING: '',
  };
  expect(readSettings(env, [])).toEqual(readSettings({}, []));
  expect(complaint({ ROOKERY_PORT: '4000' })).toContain('ROOKERY_PORT is not a setting');
});

test('an unknown option is refused', () => {
  expect(complaint({}, ['--wan'])).toContain('--wan is not an option');
});

test('a certificate needs its key', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'rookery-config-')), 'cert.pem');
  writeFileSync(file, 'not read here');
  expect(complaint({ ROOKERY_TLS_CERT: file })).toContain('ROOKERY_TLS_KEY is missing');
  expect(complaint({ ROOKERY_TLS_KEY: file })).toContain('ROOKERY_TLS_CERT is missing');
});

test('once there is a public address, registration is by invite and only that origin is accepted', () => {
  const settings = readSettings({ ROOKERY_URL: 'https://Chat.Example.org:443/' }, []);
  expect(settings).toMatchObject({ publicUrl: 'https://chat.example.org', registration: 'invite' });
  expect(allowedOrigins(settings, 4000)).toEqual(['https://chat.example.org']);
  const open = readSettings({ ROOKERY_URL: 'https://chat.example.org', ROOKERY_REGISTRATION: 'open' }, []);
  expect(open.registration).toBe('open');
});

test('without a public address the origins are loopback on the port that was bound', () => {
  expect(allowedOrigins(readSettings({ PORT: '0' }, []), 4321)).toEqual([
    'http://127.0.0.1:4321',
    'http://localhost:4321',
    'http://[::1]:4321',
  ]);
  // Browsers leave the default port out of an origin.
  expect(allowedOrigins(readSettings({}, []), 80)).toContain('http://localhost');
});

test('--lan listens everywhere and accepts the addresses of this machine', () => {
  const settings = readSettings({}, ['--lan']);
  expect(settings).toMatchObject({ host: '0.0.0.0', lan: true });
  const origins = allowedOrigins(settings, 4000);
  expect(origins).toHaveLength(3 + lanAddresses().length);
  expect(origins.join()).not.toContain('0.0.0.0');
});

test('limits are taken from the environment, rates with a time or without', () => {
  const { limits } = readSettings(
    {
      ROOKERY_LIMIT_SOCKETS_PER_USER: '50',
      ROOKERY_LIMIT_POSTS_PER_USER: '7/2m',
      ROOKERY_LIMIT_REGISTERS_PER_ADDRESS: '3',
    },
    [],
  );
  expect(limits.socketsPerUser).toBe(50);
  expect(limits.postsPerUser).toEqual({ count: 7, windowMs: 120_000 });
  expect(limits.registersPerAddress).toEqual({ count: 3, windowMs: 600_000 });
});

test('ROOKERY_RATE_LIMITS=off lifts how often, not how much', () => {
  const { limits } = readSettings({ ROOKERY_RATE_LIMITS: 'off' }, []);
  expect(limits.rateLimits).toBe(false);
  expect(limits.signInsPerAccount.count).toBe(Number.POSITIVE_INFINITY);
  expect(limits.frameBytes).toBe(131_072);
});
