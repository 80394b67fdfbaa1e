import { expect, test } from 'bun:test';
import { typedLines } from '../../../testkit/typed-lines.ts';
import { parseMessage } from './blocks.ts';
import { fold } from './fold.ts';
import { plainText } from './plain-text.ts';

const room = { units: 1_000, lines: 20 };
const folded = (body: string): string | undefined => {
  const blocks = fold(parseMessage(body), room);
  return blocks && plainText(blocks);
};

test('long messages fold, short ones do not, and no character is cut in two', () => {
  expect(folded('short')).toBeUndefined();
  expect(folded('x'.repeat(1_100))).toBeUndefined();
  expect(folded('x'.repeat(2_000))).toBe(`${'x'.repeat(1_000)}…`);
  expect(folded('line\n'.repeat(22))).toBeUndefined();
  expect(folded('line\n'.repeat(100))?.split('\n').length).toBe(20);
  expect(folded('x' + '😀'.repeat(2_000))?.isWellFormed()).toBe(true);
});

test('what is cut stays what it is', () => {
  const lines = Array.from({ length: 50 }, (_, at) => `line ${at + 1}`);
  const first = (many: number): string => lines.slice(0, many).join('\n');
  expect(fold(parseMessage(`\`\`\`ts\n${lines.join('\n')}\n\`\`\`\nend`), room)).toEqual([
    { type: 'code', code: `${first(20)}…`, language: 'ts' },
  ]);
  expect(fold(parseMessage(lines.map((line) => `> ${line}`).join('\n')), room)).toEqual([
    { type: 'quote', blocks: [{ type: 'text', spans: [{ type: 'plain', text: `${first(20)}…` }] }] },
  ]);
  const [list, ...others] = fold(parseMessage(lines.map((line) => `- **${line}**`).join('\n')), room) ?? [];
  expect(others).toEqual([]);
  expect(list?.type === 'list' && list.items.length).toBe(20);
  expect(fold(parseMessage(`**${'word '.repeat(400)}end**`), room)).toEqual([
    {
      type: 'text',
      spans: [{ type: 'strong', spans: [{ type: 'plain', text: `${'word '.repeat(200)}…` }] }],
    },
  ]);
});

test('a mention is there as a whole or not at all', () => {
  expect(folded(`${'x'.repeat(995)}<@user-0001>${'y'.repeat(500)}`)).toBe(`${'x'.repeat(995)}…`);
  expect(folded(`${'x'.repeat(980)}<@user-0001>${'y'.repeat(500)}`)).toContain('<@user-0001>y');
});

test('what is folded is the beginning of the whole', () => {
  for (const body of typedLines()) {
    const beginning = folded(body)?.replace(/…$/, '');
    if (beginning !== undefined) expect(plainText(parseMessage(body)).startsWith(beginning)).toBe(true);
  }
});
