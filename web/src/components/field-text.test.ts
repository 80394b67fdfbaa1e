import { describe, expect, test } from 'bun:test';
import { marked } from './field-text.ts';

/** What becomes of a text whose selection stands between bars. */
function toggled(text: string, mark: string): string {
  const [before = '', selected = '', after = ''] = text.split('|');
  const value = before + selected + after;
  const change = marked(value, before.length, before.length + selected.length, mark);
  const now = value.slice(0, change.from) + change.text + value.slice(change.to);
  const { from, to } = change.inner;
  return `${now.slice(0, from)}|${now.slice(from, to)}|${now.slice(to)}`;
}

const cases: readonly [text: string, mark: string, after: string][] = [
  ['a |b| c', '**', 'a **|b|** c'],
  ['a **|b|** c', '**', 'a |b| c'],
  ['a || c', '**', 'a **||** c'],
  ['a **||** c', '**', 'a || c'],
  ['a| b |c', '*', 'a *|b|* c'],
  ['**|b|**', '*', '***|b|***'],
  ['***|b|***', '*', '**|b|**'],
  ['***|b|***', '**', '*|b|*'],
  ['*|b|*', '**', '***|b|***'],
  ['|a\nb|', '**', '**|a\nb|**'],
];

describe('a mark around a selection', () => {
  for (const [text, mark, after] of cases)
    test(`${JSON.stringify(text)} and ${mark}`, () => expect(toggled(text, mark)).toBe(after));
});
