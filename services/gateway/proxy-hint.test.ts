import { expect, test } from 'bun:test';
import { createLog } from '../../platform/log.ts';
import { proxyHint } from './proxy-hint.ts';

function told(trusted: string[], calls: [peer: string, forwarded: boolean][]): string[] {
  const log = createLog('silent');
  const lines: string[] = [];
  log.warn = (line: unknown) => void lines.push(String(line));
  const notice = proxyHint(trusted, log);
  for (const [peer, forwarded] of calls)
    notice(new Headers(forwarded ? { 'x-forwarded-for': '203.0.113.9' } : {}), peer);
  return lines;
}

test('a proxy on this machine that is not trusted is named once, with what to set', () => {
  const lines = told(
    [],
    [
      ['127.0.0.1', false],
      ['127.0.0.1', true],
      ['127.0.0.1', true],
    ],
  );
  expect(lines).toHaveLength(1);
  expect(lines[0]).toEndWith('set ROOKERY_TRUSTED_PROXIES=127.0.0.1');
  expect(lines[0]).not.toContain('203.0.113.9');
});

test('a trusted one is not, and a client elsewhere that sends the header neither', () => {
  expect(told(['127.0.0.1'], [['127.0.0.1', true]])).toEqual([]);
  expect(told([], [['198.51.100.7', true]])).toEqual([]);
});
