import { expect, test } from 'bun:test';
import { addressPrefix, clientAddress, isNetwork } from './client-address.ts';

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

test('a network of proxies is trusted as a whole, and nothing beside it', () => {
  const proxies = ['10.8.0.0/13', 'fd00:1::/32', '192.0.2.7'];
  const from = (peer: string) => clientAddress(forwarded('203.0.113.9'), peer, proxies);
  for (const peer of ['10.8.0.1', '10.15.255.255', '::ffff:10.9.0.1', 'fd00:1:2::3', '192.0.2.7'])
    expect(from(peer)).toBe('203.0.113.9');
  for (const peer of ['10.7.255.255', '10.16.0.0', 'fd00:2::1', '192.0.2.8', ''])
    expect(from(peer)).toBe(peer);
});

test('what is neither an address nor a network is known, and so is everybody', () => {
  for (const good of ['10.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', '10.0.0.1/32'])
    expect(isNetwork(good)).toBe(true);
  for (const bad of [
    '',
    'proxy',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0/8',
    'fd00::/129',
    '0.0.0.0/0',
    '10.0.0.0/8/8',
  ])
    expect(isNetwork(bad)).toBe(false);
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
