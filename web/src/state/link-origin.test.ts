import { expect, test } from 'bun:test';
import { isLoopback, originForOthers } from './link-origin.ts';

const lan = 'http://192.0.2.7:4000';

test('a page that others can open gives its own address', () => {
  expect(originForOthers('https://chat.example.org', lan)).toBe('https://chat.example.org');
});

test('a page of this computer alone gives the address that the server knows', () => {
  for (const page of ['http://127.0.0.1:4000', 'http://localhost:4000', 'http://[::1]:4000']) {
    expect(originForOthers(page, `${lan}/join/token`)).toBe(lan);
    expect(originForOthers(page, 'http://127.0.0.1:4000/join/token')).toBe(null);
    expect(originForOthers(page, undefined)).toBe(null);
  }
});

test('what looks like a loopback address is none', () => {
  expect(isLoopback('http://127.0.0.1.example.org')).toBe(false);
  expect(isLoopback('http://localhost.example.org:4000')).toBe(false);
});
