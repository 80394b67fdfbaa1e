import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { typedLines } from '../../../testkit/typed-lines.ts';
import { parseMessage } from './blocks.ts';
import { plainText } from './plain-text.ts';
import type { Block } from './tree.ts';

/** Blocks in short, a line each: text between bars, what is in others indented. */
function short(blocks: readonly Block[], indent = ''): string[] {
  return blocks.flatMap((block) => {
    if (block.type === 'text') return [`${indent}|${plainText([block])}|`];
    if (block.type === 'code') return [`${indent}code ${block.language ?? '-'}: ${block.code}`];
    if (block.type === 'quote') return [`${indent}quote`, ...short(block.blocks, `${indent}  `)];
    return block.items.flatMap(({ number, blocks: own }) => [
      `${indent}${number ?? '*'}`,
      ...short(own, `${indent}  `),
    ]);
  });
}

const cases: Record<string, Record<string, string[]>> = {
  'text stays as it is, line breaks too': {
    'one\n\n two <b>three</b> &amp; ': ['|one\n\n two <b>three</b> &amp; |'],
    'a\r\nb': ['|a\r\nb|'],
    '': [],
  },
  'code in fences': {
    'a\n```ts\nlet x = `1`;\n```\nb': ['|a|', 'code ts: let x = `1`;', '|b|'],
    '```\nopen': ['code -: open'],
    '```\n**a**\n\n> b\n```': ['code -: **a**\n\n> b'],
    '````\n```\n````': ['code -: ```'],
    '```\nlast```': ['code -: last'],
    '```let x = 1\nx```': ['code -: let x = 1\nx'],
    '```word': ['code -: word'],
    '```c++\r\nx\r\n```\r\ny': ['code c++: x\r', '|y|'],
    'a\n\n```\nx\n```\n\nb': ['|a\n|', 'code -: x', '|\nb|'],
  },
  quotes: {
    '> a\n> b\nc': ['quote', '  |a\nb|', '|c|'],
    '> a\n>\n> > b\n>> c': ['quote', '  |a\n|', '  quote', '    |b\nc|'],
    '> - a\n>   - b': ['quote', '  *', '    |a|', '    *', '      |b|'],
    '> ```\n> x\n> ```\n> y': ['quote', '  code -: x', '  |y|'],
  },
  'what is no quote': Object.fromEntries(
    ['>', '> ', '>_<', '>:(', '>50 people', '>>> print(1)', '>>>>>>> theirs', 'a > b', '    > a'].map(
      (text) => [text, [`|${text}|`]],
    ),
  ),
  lists: {
    '- a\n- b': ['*', '  |a|', '*', '  |b|'],
    '* a\n* b\n\nc': ['*', '  |a|', '*', '  |b|', '|\nc|'],
    'x\n1. a\n2. b\ny': ['|x|', '1', '  |a|', '2', '  |b|', '|y|'],
    '3) a\n4) b': ['3', '  |a|', '4', '  |b|'],
    '1. a\n1. b': ['1', '  |a|', '1', '  |b|'],
    '1. a\n\n2. b': ['1', '  |a|', '||', '2', '  |b|'],
    '- a\n  more\n  - b\n    - c\n- d': [
      '*',
      '  |a\nmore|',
      '  *',
      '    |b|',
      '    *',
      '      |c|',
      '*',
      '  |d|',
    ],
    '1. a\n  - b\n\t- c': ['1', '  |a|', '  *', '    |b|', '  *', '    |c|'],
    '- a\n\n  b': ['*', '  |a\n\nb|'],
    '- a:\n  ```\n  x\n\n    y\n  ```\n- b': ['*', '  |a:|', '  code -: x\n\n  y', '*', '  |b|'],
    '- [ ] task': ['*', '  |[ ] task|'],
    '- > a': ['*', '  quote', '    |a|'],
  },
  'what is no list': Object.fromEntries(
    [
      '-',
      '- ',
      '-a',
      '- - -',
      '* * *',
      '---',
      '2024. That was a year',
      '3. Mai',
      '01. x',
      '1.5 l',
      '1.',
      '+ 1',
      '    - a',
      '\t- a',
      '-5 °C',
    ].map((text) => [text, [`|${text}|`]]),
  ),
  'what is shown as typed': Object.fromEntries(
    [
      '# heading',
      'a\n===',
      'a\n---',
      '| a | b |\n|---|---|\n| 1 | 2 |',
      '    indented',
      '<div>\nx\n</div>',
      '[a]: https:',
      '~~~\nx\n~~~',
    ].map((text) => [text, text.split('\0').map((one) => `|${one}|`)]),
  ),
};

for (const [name, table] of Object.entries(cases)) {
  describe(name, () => {
    for (const [text, expected] of Object.entries(table))
      test(JSON.stringify(text), () => expect(short(parseMessage(text))).toEqual(expected));
  });
}

/** A text without what may be a mark, a part of one, or the address behind `[text]`. */
const withoutMarks = (text: string): string =>
  text.replaceAll('](https://x.org/)', '').replaceAll(/[*_~`>()[\]\s\d.-]/g, '');

const labels = (blocks: readonly Block[]): string =>
  blocks
    .map((block) => {
      if (block.type === 'code') return block.language ?? '';
      if (block.type === 'quote') return labels(block.blocks);
      return block.type === 'list' ? block.items.map((item) => labels(item.blocks)).join('') : '';
    })
    .join('');

/** Whether one text's units are all in the other, in that order. */
function isWithin(part: string, whole: string): boolean {
  let at = 0;
  for (const unit of part.split('')) {
    at = whole.indexOf(unit, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** Nothing is added, nothing but marks is gone, and each line break is kept. */
function keepsText(body: string): void {
  const blocks = parseMessage(body);
  const seen = plainText(blocks);
  const label = labels(blocks);
  expect(withoutMarks(seen).length + withoutMarks(label).length).toBe(withoutMarks(body).length);
  if (label !== '') return;
  expect(withoutMarks(seen)).toBe(withoutMarks(body));
  expect(isWithin(seen, body)).toBe(true);
  if (!body.includes('```')) expect(seen.split('\n').length).toBe(body.split('\n').length);
}

/** Texts of what the parser looks at, more often than chance would make them. */
const marked = fc
  .array(
    fc.oneof(
      fc.constantFrom(...'*_~`[]()<>\n \t\\!#-+1.|'),
      fc.constantFrom(
        '**',
        '***',
        '~~',
        '```',
        '\n```\n',
        '> ',
        '\n> ',
        '- ',
        '\n- ',
        '\n  - ',
        '1. ',
        '\n2. ',
        '\n\n',
      ),
      fc.constantFrom('https://x.org/', '](https://x.org/)', '<@user-0001>', '\u202e', '漢', '👩‍🚀', 'שלום'),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join(''));

test('what people type is what they see, but for marks', () => {
  for (const line of typedLines()) keepsText(line);
  fc.assert(
    fc.property(marked, (body) => keepsText(body)),
    { numRuns: 3_000 },
  );
});

/** What has made parsers run for long, or run out of stack. */
const hostile = [
  ...[
    '*',
    '**',
    '_',
    '~~',
    '`',
    '` ',
    '`` ',
    '``a` ',
    '[',
    '![',
    ']',
    '](',
    '[](',
    '(',
    '>',
    '> ',
    '\n> ',
    '>> ',
  ],
  ...[
    '- ',
    '- - ',
    '1. ',
    '\n- a',
    '\n1. a',
    '- a\n  ',
    '\n\n  ',
    '\n',
    '\t',
    ' ',
    '\n ',
    '\\',
    '<',
    '</',
    '<@',
    '&',
  ],
  ...['*a ', 'a* ', '*a_', '_a ', '**a *', 'a*b ', '*a **b ~~c _d ', '*a [', '[*a', '***a ', '"*a"'],
  ...['http://', 'http://[', 'https://a(', 'https://a)', 'https://a.', 'https://a@', 'https://a\u202e'],
  ...[
    '[a](http://',
    '[a](http://a',
    '[a](http://a()',
    '[a](http://b.example) ',
    '[\u202e](http://a)',
    '](http://a()]',
  ],
  ...['```\n', '```a\n', '`\n', '\n```\n`', '````', '> ```\n', '\r\n', 'e\u0301', '👩‍🚀'],
];
const ofLength = (piece: string, units: number): string =>
  piece.repeat(Math.ceil(units / piece.length)).slice(0, units);

test('no text of the greatest length makes more work than its length allows', () => {
  const longest = 16_000;
  const bodies = [
    ...hostile.flatMap((piece) => [(units: number) => ofLength(piece, units)]),
    // As much opened as is closed behind it.
    ...[
      ['*a ', ' a*'],
      ['[a ', ' a](http://b.example)'],
      ['**a _b ', ' b_ a**'],
      ['> ', 'a'],
      ['- ', 'a'],
    ].map(
      ([open = '', close = '']) =>
        (units: number) =>
          ofLength(open, units / 2) + ofLength(close, units / 2),
    ),
  ];
  for (const body of bodies) {
    const steps = [longest / 4, longest].map((units) => {
      const work = { steps: 0 };
      expect(parseMessage(body(units), { work }).length).toBeGreaterThan(0);
      return work.steps;
    });
    const [quarter = 0, whole = 0] = steps;
    const what = JSON.stringify(body(24));
    expect(whole, what).toBeLessThanOrEqual(5 * quarter + 1_000);
    expect(whole, what).toBeLessThanOrEqual(60 * longest);
  }
});

test('what lies in each other is never deeper than a page can draw', () => {
  const depth = (blocks: readonly Block[]): number =>
    JSON.stringify(blocks)
      .replaceAll(/"(?:[^"\\]|\\.)*"/g, '')
      .split('')
      .reduce(
        ({ now, most }, sign) => {
          const next = now + (sign === '[' ? 1 : sign === ']' ? -1 : 0);
          return { now: next, most: Math.max(most, next) };
        },
        { now: 0, most: 0 },
      ).most;
  for (const body of [
    '*a '.repeat(2_000) + ' a*'.repeat(2_000),
    '> '.repeat(5_000) + 'a',
    '- '.repeat(5_000) + 'a',
  ])
    expect(depth(parseMessage(body))).toBeLessThan(50);
});
