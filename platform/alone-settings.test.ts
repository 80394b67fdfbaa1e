import { expect, test } from 'bun:test';
import { isService, readAlone } from './alone-settings.ts';

const good = {
  ROOKERY_URL: 'https://chat.example.org',
  ROOKERY_DATABASE_URL: 'postgres://rookery@db/rookery_{service}',
  ROOKERY_SECRET: 'x'.repeat(32),
  ROOKERY_NATS_URL: 'nats://one:4222,nats://two:4222',
  ROOKERY_AUTH_URL: 'http://auth:4000',
  ROOKERY_USERS_URL: 'http://users:4000',
  ROOKERY_CHATS_URL: 'http://chats-0:4000, http://chats-1:4000',
};

test('a service knows the bus, the secret, and those that it calls', () => {
  const { bus, peers, secret } = readAlone(good, 'live');
  expect(bus).toBe(good.ROOKERY_NATS_URL);
  expect(secret).toHaveLength(32);
  expect(peers).toEqual({
    auth: ['http://auth:4000'],
    chats: ['http://chats-0:4000', 'http://chats-1:4000'],
  });
  expect(readAlone({ ...good, ROOKERY_AUTH_URL: '' }, 'chats').peers).toEqual({});
});

test.each([
  ['ROOKERY_URL', '', 'gateway'],
  ['ROOKERY_DATABASE_URL', '', 'chats'],
  ['ROOKERY_SECRET', 'short', 'web'],
  ['ROOKERY_NATS_URL', '', 'web'],
  ['ROOKERY_NATS_URL', 'http://nats:4222', 'web'],
  ['ROOKERY_NATS_URL', 'nats://user:secret@one:4222', 'web'],
  ['ROOKERY_NATS_REPLICAS', '2', 'chats'],
  ['ROOKERY_CHATS_URL', '', 'live'],
  ['ROOKERY_CHATS_URL', 'http://chats:4000/path', 'gateway'],
  ['ROOKERY_AUTH_URL', 'auth:4000', 'users'],
] as const)('%s=%s stops %s with a line that says what to write', (name, value, service) => {
  expect(() => readAlone({ ...good, [name]: value }, service)).toThrow(
    new RegExp(`^${name} .*Write for example ${name}=`),
  );
});

test('a service is known to NATS by its own name unless that is set, and needs a password then', () => {
  expect(readAlone(good, 'web').busUser).toBeNull();
  const password = 'of-its-own';
  const withPassword = { ...good, ROOKERY_NATS_PASSWORD: password };
  expect(readAlone(withPassword, 'web').busUser).toEqual({ user: 'web', password });
  const named = { ...withPassword, ROOKERY_NATS_USER: 'someone' };
  expect(readAlone(named, 'web').busUser).toEqual({ user: 'someone', password });
  expect(() => readAlone({ ...good, ROOKERY_NATS_USER: 'web' }, 'web')).toThrow(
    /^ROOKERY_NATS_PASSWORD is missing/,
  );
});

test('what lacks a database of its own needs no address of one', () => {
  for (const service of ['live', 'gateway', 'web'] as const)
    expect(() => readAlone({ ...good, ROOKERY_DATABASE_URL: '' }, service)).not.toThrow();
});

test('only services are services', () => {
  expect(['auth', 'live', 'web'].every(isService)).toBe(true);
  expect([undefined, '', '--lan', 'journal'].some(isService)).toBe(false);
});
