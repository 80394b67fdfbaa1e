import { expect, test } from 'bun:test';
import { onCore, parseCores } from './cores.ts';

test('a list of cores as the kernel writes it', () => {
  expect(parseCores('0-3,8,10-11')).toEqual([0, 1, 2, 3, 8, 10, 11]);
  expect(parseCores('5')).toEqual([5]);
});

test('a command stays as it is where nothing can be pinned', () => {
  expect(onCore(null, ['bun', 'x'])).toEqual(['bun', 'x']);
  expect(onCore(1, ['bun', 'x'])).toEqual(['taskset', '-c', '1', 'bun', 'x']);
});
