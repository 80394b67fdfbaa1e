import { expect, test } from 'bun:test';
import { typedLines } from './typed-lines.ts';

const lines = typedLines();

test('the lines are many, all different, all allowed, and the same every time', () => {
  expect(lines.length).toBeGreaterThanOrEqual(2_000);
  expect(new Set(lines).size).toBe(lines.length);
  expect(typedLines()).toEqual(lines);
  for (const line of lines) {
    expect(line.length).toBeWithin(1, 16_001);
    expect(line.isWellFormed()).toBe(true);
    expect(line.includes('\0')).toBe(false);
    expect(line.trim()).not.toBe('');
  }
});

test('what is rare among people is there', () => {
  const all = lines.join('');
  const rare = [
    '\u2028',
    '\u2029',
    '\uffff',
    '\ufdd0',
    '\u{10ffff}',
    '\u0001',
    '\u007f',
    '\u202e',
    '\r\n',
    '\ufeff',
    '🇩🇪',
    '👩‍👩‍👧‍👦',
  ];
  expect(rare.filter((one) => !all.includes(one))).toEqual([]);
  expect(lines.filter((line) => line.length === 16_000).length).toBeGreaterThan(10);
  const scripts = [
    'Latin',
    'Greek',
    'Cyrillic',
    'Hebrew',
    'Arabic',
    'Devanagari',
    'Thai',
    'Han',
    'Hangul',
    'Ethiopic',
  ];
  expect(scripts.filter((script) => !new RegExp(`\\p{Script=${script}}`, 'u').test(all))).toEqual([]);
});
