import { expect, test } from 'bun:test';
import { plainWords } from './plain-words.ts';

test('a text becomes one line of plain words, with names for mentions', () => {
  const nameOf = (user: string): string => (user === 'user-anna' ? 'Anna Ö.' : '');
  const read = (body: string): string => plainWords(body, nameOf);
  expect(read('hi <@user-anna>,\n  look')).toBe('hi @Anna Ö., look');
  expect(read('**bold** and `code` and ~~gone~~')).toBe('bold and code and gone');
  expect(read('> quoted\n```ts\nlet snake_case = 2 * 3;\n```')).toBe('quoted let snake_case = 2 * 3;');
  expect(read('x'.repeat(500))).toHaveLength(200);
});
