import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, gzipSync, brotliCompressSync } from 'node:zlib';
import { createMetrics } from '../../platform/metrics.ts';
import { create, type WebService } from './service.ts';

const script = 'console.log("the app");'.repeat(50);
const worker = 'console.log("the worker");';
const description = {
  openapi: '3.1.0',
  info: { title: 'Rookery', version: '1' },
  paths: {
    '/api/rooms': { get: { summary: 'Rooms <of> mine', responses: { 200: { description: 'Rooms' } } } },
  },
};
let folder: string;
let web: WebService;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rookery-web-'));
  mkdirSync(join(folder, 'dist', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  const dist = join(folder, 'dist');
  writeFileSync(join(dist, 'page.html'), '<!doctype html><title>Rookery</title>');
  writeFileSync(join(dist, 'assets', 'main-1.js'), script);
  writeFileSync(join(dist, 'assets', 'main-1.js.gz'), gzipSync(script));
  writeFileSync(join(dist, 'assets', 'main-1.js.br'), brotliCompressSync(script));
  writeFileSync(join(dist, 'service-worker.js'), worker);
  writeFileSync(join(dist, 'openapi.json'), JSON.stringify(description));
  const files = [{ file: 'assets/main-1.js', type: 'text/javascript; charset=utf-8', hash: 'abc' }];
  writeFileSync(join(dist, 'assets.json'), JSON.stringify({ docsStyle: '/assets/docs.css', files }));
  web = create({
    metrics: createMetrics('web'),
    assetsFolder: dist,
    allowedOrigins: () => ['https://chat.example.org'],
    version: '1.2.3',
    https: true,
    offlineStart: true,
    log: { info: () => undefined },
  });
  await web.start();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  web.fetch(new Request(`https://chat.example.org${path}`, init));

test('the page answers at any path of the app and is checked each time', async () => {
  for (const path of ['/', '/rooms/0199', '/join/abc', '/claim', '/nowhere']) {
    const response = await ask(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(await response.text()).toContain('<title>Rookery</title>');
  }
});

test('paths of other services and unknown files are not answered by the page', async () => {
  for (const path of [
    '/api',
    '/api/nope',
    '/internal/auth/verify',
    '/live',
    '/metrics',
    '/assets/none.js',
    '/favicon.ico',
  ]) {
    expect((await ask(path)).status).toBe(404);
  }
});

test('every answer carries the security headers', async () => {
  const answers = [
    ask('/'),
    ask('/assets/main-1.js'),
    ask('/api/docs'),
    ask('/assets/none'),
    ask('/', { method: 'POST' }),
  ];
  for (const response of await Promise.all(answers)) {
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("connect-src 'self' wss://chat.example.org;");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(response.headers.get('permissions-policy')).toContain('camera=()');
    expect(response.headers.get('strict-transport-security')).toContain('max-age=');
  }
});

test('on plain HTTP nothing is said of HTTPS, and the policy holds only what a policy can hold', async () => {
  const plain = create({
    metrics: createMetrics('web'),
    assetsFolder: join(folder, 'dist'),
    allowedOrigins: () => ['http://127.0.0.1:4000', 'http://[::1]:4000'],
    version: '1',
    https: false,
    offlineStart: true,
    log: { info: () => undefined },
  });
  await plain.start();
  const response = await plain.fetch(new Request('http://127.0.0.1:4000/'));
  expect(response.headers.get('strict-transport-security')).toBeNull();
  expect(response.headers.get('content-security-policy')).toContain(
    "connect-src 'self' ws://127.0.0.1:4000;",
  );
  expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin');

  // At a plain-HTTP name browsers pass this one over with a complaint.
  const lan = create({
    metrics: createMetrics('web'),
    assetsFolder: join(folder, 'dist'),
    allowedOrigins: () => ['http://127.0.0.1:4000', 'http://127.0.0.1.example:4000'],
    version: '1',
    https: false,
    offlineStart: true,
    log: { info: () => undefined },
  });
  await lan.start();
  const there = await lan.fetch(new Request('http://127.0.0.1.example:4000/'));
  expect(there.headers.get('cross-origin-opener-policy')).toBeNull();
});

test('files are kept for ever and come compressed as the client takes them', async () => {
  const take = (encoding: string): Promise<Response> =>
    ask('/assets/main-1.js', { headers: { 'accept-encoding': encoding } });
  const brotli = await take('gzip, br');
  expect(brotli.headers.get('content-encoding')).toBe('br');
  expect(brotli.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(brotli.headers.get('vary')).toBe('accept-encoding');
  expect(brotliDecompressSync(await brotli.arrayBuffer()).toString()).toBe(script);
  const gzip = await take('gzip, br;q=0');
  expect(gzip.headers.get('content-encoding')).toBe('gzip');
  expect(gunzipSync(await gzip.arrayBuffer()).toString()).toBe(script);
  const none = await take('identity');
  expect(none.headers.get('content-encoding')).toBeNull();
  expect(await none.text()).toBe(script);
});

test('what the client has is not sent again', async () => {
  for (const path of ['/', '/assets/main-1.js', '/api/docs']) {
    const etag = (await ask(path)).headers.get('etag') ?? '';
    const again = await ask(path, { headers: { 'if-none-match': `"other", W/${etag}` } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    expect(again.headers.get('etag')).toBe(etag);
    expect((await ask(path, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  }
});

test('HEAD answers the headers alone', async () => {
  const response = await ask('/assets/main-1.js', { method: 'HEAD' });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-length')).toBe(String(script.length));
  expect(await response.text()).toBe('');
});

test('other methods are refused', async () => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    const response = await ask('/', { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
  }
});

test('the worker is never believed without asking, and can be taken out of every browser', async () => {
  const response = await ask('/service-worker.js');
  expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('no-cache');
  expect(await response.text()).toBe(worker);
  const off = create({
    metrics: createMetrics('web'),
    assetsFolder: join(folder, 'dist'),
    allowedOrigins: () => ['https://chat.example.org'],
    version: '1',
    https: true,
    offlineStart: false,
    log: { info: () => undefined },
  });
  await off.start();
  const script = await (await off.fetch(new Request('https://chat.example.org/service-worker.js'))).text();
  expect(script).toContain('registration.unregister()');
  expect(script).not.toContain(worker);
});

test('no path leads out of the app', async () => {
  const attempts = [
    '/assets/../../secret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/assets//../secret.txt',
    '/assets/main-1.js%00.txt',
    '/../secret.txt',
  ];
  for (const path of attempts) expect(await (await ask(path)).text()).not.toContain('secret');
});

test('the API describes itself to programs and to people', async () => {
  expect(await (await ask('/api/openapi.json')).json()).toEqual(description);
  const page = await (await ask('/api/docs')).text();
  expect(page).toContain('GET</span> /api/rooms');
  expect(page).toContain('Rooms &lt;of&gt; mine');
  expect(page).not.toContain('<script');
  expect(page).not.toMatch(/(src|href)="https?:/);
});

test('before it has read the app it says so', async () => {
  const early = create({
    metrics: createMetrics('web'),
    assetsFolder: join(folder, 'none'),
    allowedOrigins: () => [],
    version: '1',
    https: false,
    offlineStart: true,
    log: { info: () => undefined },
  });
  expect((await early.fetch(new Request('http://127.0.0.1/'))).status).toBe(503);
  await expect(early.start()).rejects.toThrow('Build it with');
});
