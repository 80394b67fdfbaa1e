import { expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartError } from '../platform/config.ts';
import { folderProblem, prepareFolder } from './folder.ts';

const newFolder = () => mkdtempSync(join(tmpdir(), 'rookery-folder-'));

test('a missing data folder is made for its owner only, and nothing is left in it', () => {
  const folder = join(newFolder(), 'a', 'b');
  prepareFolder(folder);
  prepareFolder(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(readdirSync(folder)).toEqual([]);
});

test('a file in the place of the folder is an expected problem', () => {
  const file = join(newFolder(), 'file');
  writeFileSync(file, '');
  expect(() => prepareFolder(file)).toThrow(StartError);
  expect(() => prepareFolder(join(file, 'below'))).toThrow('is not a folder');
});

test.each([
  ['ENOSPC', 'is full'],
  ['EDQUOT', 'is full'],
  ['EROFS', 'cannot be written'],
  ['EACCES', 'cannot be written'],
])('%s is put in words', (code, words) => {
  expect(folderProblem('/data', Object.assign(new Error(code), { code }))).toContain(words);
});

test("SQLite's own words are understood, other errors are left alone", () => {
  expect(folderProblem('/data', new Error('database or disk is full'))).toContain('is full');
  expect(folderProblem('/data', new Error('attempt to write a readonly database'))).toContain(
    'cannot be written',
  );
  expect(folderProblem('/data', new TypeError('x is undefined'))).toBeNull();
});
