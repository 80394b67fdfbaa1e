import { afterAll, expect, test } from 'bun:test';
import { readSettings } from '../platform/config.ts';
import { removeTemp, tempFolder } from '../testkit/temp.ts';
import { storeSettings } from '../testkit/store.ts';
import { start } from './wire.ts';

const folder = tempFolder();
const running = await start(
  readSettings(
    {
      PORT: '0',
      ROOKERY_DATA: folder,
      ROOKERY_LOG: 'silent',
      ROOKERY_METRICS_PORT: '0',
      ...(await storeSettings(folder)),
    },
    [],
  ),
);
afterAll(async () => {
  await running.stop();
  removeTemp(folder);
});
const metrics = `http://127.0.0.1:${running.metricsPort}`;

test('a port of its own has the figures of every service', async () => {
  await fetch(`${running.url}/`);
  await fetch(`${running.url}/api/auth/instance`);
  const answer = await fetch(`${metrics}/metrics`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toStartWith('text/plain');
  const text = await answer.text();
  expect(text).toContain('service="auth"');
  for (const service of ['live', 'gateway', 'web']) expect(text).toContain(`service="${service}"`);
  // One description for each name, or Prometheus refuses the whole text.
  const described = text.split('\n').filter((line) => line.startsWith('# TYPE'));
  expect(new Set(described).size).toBe(described.length);
});

test('it has nothing else, and the public port has no metrics', async () => {
  expect((await fetch(`${metrics}/`)).status).toBe(404);
  expect((await fetch(`${metrics}/api/auth/instance`)).status).toBe(404);
  expect((await fetch(`${metrics}/metrics`, { method: 'POST' })).status).toBe(404);
  expect((await fetch(`${running.url}/metrics`)).status).toBe(404);
});

test('a port that is taken stops the start with one line', async () => {
  const taken = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response() });
  const other = tempFolder();
  const settings = readSettings(
    {
      PORT: '0',
      ROOKERY_DATA: other,
      ROOKERY_LOG: 'silent',
      ROOKERY_METRICS_PORT: String(taken.port),
      ...(await storeSettings(other)),
    },
    [],
  );
  await expect(start(settings)).rejects.toThrow(`port ${taken.port} (EADDRINUSE)`);
  await taken.stop(true);
  removeTemp(other);
});
