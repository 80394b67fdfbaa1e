import { expect, test } from 'bun:test';
import { addressPrefix, clientAddress } from './client-address.ts';

const forwarded = (value: string) => new Headers({ 'x-forwarded-for': value });

test('without a trusted proxy what a client claims is ignored', () => {
  expect(clientAddress(forwarded('1.2.3.4'), '198.51.100.7', [])).toBe('198.51.100.7');
  expect(clientAddress(forwarded('1.2.3.4'), '198.51.100.7', ['127.0.0.1'])).toBe('198.51.100.7');
});

test('behind trusted proxies the right-most hop that is none of them counts', () => {
  const proxies = ['127.0.0.1', '10.0.0.2'];
  expect(clientAddress(forwarded('6.6.6.6, 203.0.113.9, 10.0.0.2'), '127.0.0.1', proxies)).toBe(
    '203.0.113.9',
  );
  expect(clientAddress(forwarded('203.0.113.9'), '::ffff:127.0.0.1', proxies)).toBe('203.0.113.9');
});

test.each(['', 'unknown', '127.0.0.1', 'a, b'])(
  'a header that names no client (%p) leaves the proxy itself',
  (value) => {
    expect(clientAddress(forwarded(value), '127.0.0.1', ['127.0.0.1'])).toBe('127.0.0.1');
  },
);

test('IPv4 counts whole, IPv6 by its /56', () => {
  expect(addressPrefix('203.0.113.9')).toBe('203.0.113.9');
  expect(addressPrefix('2001:db8:1:2233::1')).toBe('2001:db8:1:2200::/56');
  expect(addressPrefix('2001:db8:1:22ff:1:2:3:4')).toBe('2001:db8:1:2200::/56');
  expect(addressPrefix('2001:db8::1')).toBe('2001:db8:0:0::/56');
  expect(addressPrefix('::1')).toBe('0:0:0:0::/56');
});
