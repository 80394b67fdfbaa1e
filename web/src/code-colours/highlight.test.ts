import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { highlight, learn } from './highlight.ts';
import { languageOf } from './labels.ts';
import { languages, type Language } from './languages.ts';

const all = Object.keys(languages) as Language[];

test('each language finds its colours, and has a label that means it', async () => {
  for (const language of all) {
    await learn(language);
    expect(languageOf(language)).toBe(language);
  }
  const kinds = (language: Language, code: string) =>
    highlight(language, code).map(([text, kind]) => `${text.trim()}:${kind ?? ''}`);
  expect(kinds('typescript', "const a: string = 'x'; // y")).toEqual([
    'const:keyword',
    ':',
    'a:type',
    '::',
    'string:type',
    '=:',
    "'x':string",
    ';:',
    '// y:comment',
  ]);
  expect(kinds('diff', '-one\n+two')).toEqual(['-one:deleted', ':', '+two:string']);
  expect(kinds('python', 'def go(): return 1')).toContain('go:title');
});

test('labels as people write them', () => {
  expect(['ts', 'TSX', 'C++', 'c#', 'sh', 'html', 'toml', 'yml', 'golang'].map(languageOf)).toEqual(
    (['typescript', 'typescript', 'cpp', 'csharp', 'bash', 'xml', 'ini', 'yaml', 'go'] as const).slice(),
  );
  for (const label of ['', 'text', 'klingon', 'constructor', '__proto__'])
    expect(languageOf(label)).toBeUndefined();
});

test('whatever the code, its pieces together are its text', () => {
  const signs = fc.constantFrom(
    ...'<>/*#"\'`\\{}()[]$;:=-+&|!?@%^~.,0 \n\t'.split(''),
    'if',
    'class',
    '<!--',
    '<?php',
    'é',
    '👩‍🚀',
    'א',
  );
  const code = fc.array(fc.oneof(signs, fc.string({ maxLength: 4, unit: 'grapheme' })), { maxLength: 60 });
  fc.assert(
    fc.property(fc.constantFrom(...all), code, (language, parts) => {
      const text = parts.join('');
      const pieces = highlight(language, text);
      expect(pieces.map(([piece]) => piece).join('')).toBe(text);
      expect(pieces.every(([piece]) => piece !== '')).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
