import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'bun:test';
import { changed, projectRoot } from './broken-copy.ts';
import { mutants } from './mutants.ts';

const read = (file: string) => readFileSync(join(projectRoot, file), 'utf8');

test.each(mutants.map((mutant) => [mutant.name, mutant] as const))(
  'what "%s" breaks still stands in the product',
  (_name, { changes, foundBy }) => {
    expect(changes).not.toEqual([]);
    expect(foundBy).not.toEqual([]);
    for (const change of changes) expect(changed(read(change.file), change)).not.toBe(read(change.file));
  },
);

test('each mutant breaks a rule of the contract', () => {
  const rules = new Set(read('docs/delivery.md').match(/D\d+\.\d+/g));
  for (const { name, rule } of mutants)
    expect({ name, known: rules.has(rule) }).toEqual({ name, known: true });
});

test('a text that is not there, or twice, is no mutant', () => {
  const change = { file: 'a.ts', from: 'x', to: 'y' };
  expect(() => changed('abc', change)).toThrow('0 times');
  expect(() => changed('x x', change)).toThrow('2 times');
});
