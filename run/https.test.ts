import { afterAll, beforeAll, expect, test } from 'bun:test';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { subprotocol } from '../contracts/live.ts';
import { password } from '../testkit/person.ts';
import { failsWith, rookery } from '../testkit/rookery-command.ts';
import { BunWebSocket } from '../testkit/socket.ts';
import { tempFolder } from '../testkit/temp.ts';

const folder = tempFolder();
const ROOKERY_TLS_CERT = join(folder, 'cert.pem');
const ROOKERY_TLS_KEY = join(folder, 'key.pem');
// It vouches for itself, so it is also what its clients trust.
const tls = { ca: Bun.file(ROOKERY_TLS_CERT) };
let server: ReturnType<typeof rookery>;
let url: string;
beforeAll(async () => {
  const command = [
    'openssl',
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
  ];
  command.push(
    '-days',
    '2',
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=IP:127.0.0.1,DNS:localhost',
  );
  const made = Bun.spawnSync([...command, '-keyout', ROOKERY_TLS_KEY, '-out', ROOKERY_TLS_CERT]);
  if (made.exitCode !== 0) throw new Error(`openssl made no certificate: ${made.stderr.toString()}`);
  server = rookery(['run'], { ROOKERY_TLS_CERT, ROOKERY_TLS_KEY });
  url = await server.ready;
});
afterAll(async () => {
  server.child.kill();
  await server.ended;
});

const register = (origin: string, username: string) =>
  fetch(`${url}/api/auth/register`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
    tls,
  });

test('the page comes over TLS, and browsers are told to stay with that', async () => {
  expect(url).toStartWith('https://127.0.0.1:');
  const page = await fetch(url, { tls });
  expect(page.status).toBe(200);
  expect(page.headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}/);
  expect((await fetch(`${url}/api/auth/instance`, { tls })).headers.has('strict-transport-security')).toBe(
    true,
  );
  await expect(fetch(url)).rejects.toThrow();
});

test('plain HTTP gets nothing', async () => {
  await expect(fetch(url.replace('https:', 'http:'))).rejects.toThrow();
});

test('the cookie is bound to the host and to TLS, and opens a socket over TLS', async () => {
  expect((await register(url.replace('https:', 'http:'), 'ada')).status).toBe(403);
  const answer = await register(url, 'ada');
  expect(answer.status).toBe(201);
  const [line = ''] = answer.headers.getSetCookie();
  expect(line).toStartWith('__Host-rookery_session=');
  expect(line).toMatch(/; ?Secure/i);
  expect(line).toMatch(/; ?HttpOnly/i);
  expect(line).toMatch(/; ?Path=\/(;|$)/i);
  expect(line).not.toMatch(/domain/i);
  const cookie = line.split(';')[0] ?? '';
  const open = (headers: Record<string, string>) => {
    const socket = new BunWebSocket(`${url.replace('https:', 'wss:')}/live`, {
      headers,
      protocols: [subprotocol],
      tls,
    });
    return new Promise<string>((resolve) => {
      socket.addEventListener('open', () => socket.send('{"t":"hello"}'));
      socket.addEventListener('message', ({ data }) => {
        resolve((JSON.parse(String(data)) as { t: string }).t);
        socket.close();
      });
      socket.addEventListener('close', () => resolve('closed'));
    });
  };
  expect(await open({ cookie, origin: url })).toBe('welcome');
  expect(await open({ cookie, origin: url.replace('https:', 'http:') })).toBe('closed');
  // The name that it has over plain HTTP is not taken here.
  expect(await open({ cookie: cookie.replace('__Host-', ''), origin: url })).toBe('closed');
});

test('a certificate or key that is none, or of another pair, stops the start with one line', async () => {
  const text = join(folder, 'text.pem');
  await Bun.write(text, 'no PEM at all');
  const otherKey = join(folder, 'other.pem');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await Bun.write(otherKey, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const tries: [cert: string, key: string, line: string][] = [
    [text, ROOKERY_TLS_KEY, 'ROOKERY_TLS_CERT names a file without a certificate in PEM'],
    [ROOKERY_TLS_CERT, text, 'ROOKERY_TLS_KEY names a file without a private key in PEM'],
    [ROOKERY_TLS_CERT, ROOKERY_TLS_CERT, 'ROOKERY_TLS_KEY names a file without a private key in PEM'],
    [ROOKERY_TLS_CERT, otherKey, 'ROOKERY_TLS_KEY names a key that does not belong to the first certificate'],
    [folder, ROOKERY_TLS_KEY, 'ROOKERY_TLS_CERT names a file that cannot be read'],
  ];
  for (const [cert, key, line] of tries)
    await failsWith(rookery(['run'], { ROOKERY_TLS_CERT: cert, ROOKERY_TLS_KEY: key }), 1, line);
});
