import { expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const title = 'Gallery of components';
const read = (...path: string[]): string => readFileSync(join(import.meta.dir, ...path), 'utf8');

test('the page of all components is not in the product', () => {
  expect(read('src', 'gallery', 'gallery.tsx')).toContain(title);
  const scripts = readdirSync(join(import.meta.dir, 'dist', 'assets')).filter((file) => file.endsWith('.js'));
  expect(scripts.some((file) => file.startsWith('main-'))).toBe(true);
  expect(scripts.filter((file) => read('dist', 'assets', file).includes(title))).toEqual([]);
});
