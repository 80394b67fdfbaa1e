import { expect, test } from 'bun:test';
import { brokenRules } from './check-rules.mjs';

const page =
  '| rule | promise | kept in | tried by |\n|---|---|---|---|\n| D1.1 | a | `a.ts` | `a.test.ts` |\n';

test('a rule and the test that names it fit together', () => {
  expect(brokenRules(page, { 'a.test.ts': '// Tries D1.1.\n', 'b.test.ts': 'import x;\n' })).toEqual([]);
});

test.each([
  [
    'a rule that nobody tries',
    page.replace('`a.test.ts`', 'nobody'),
    { 'b.test.ts': '\n' },
    'D1.1 is tried by no test',
  ],
  ['a test that is not there', page, { 'b.test.ts': '\n' }, 'not a test'],
  ['a test that does not say so', page, { 'a.test.ts': 'import x;\n' }, 'does not say so'],
  [
    'a test that the page does not name',
    page,
    { 'a.test.ts': '// Tries D1.1.\n', 'b.test.ts': '// Tries D1.1.\n' },
    'b.test.ts tries D1.1',
  ],
  ['a rule that the page does not have', page, { 'a.test.ts': '// Tries D1.1, D9.9.\n' }, 'D9.9'],
  ['a page without rules', 'nothing', {}, 'no table'],
])('%s is found', (_what, text, tests, expected) => {
  expect(brokenRules(text, tests).join('\n')).toContain(expected);
});
