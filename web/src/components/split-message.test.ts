import { expect, test } from 'bun:test';
import { splitMessage } from './split-message.ts';

test('nothing is lost and no part is too long', () => {
  const text = Array.from({ length: 900 }, (_, at) => `word${at}${at % 9 === 0 ? '\n' : ' '}`).join('');
  const parts = splitMessage(text, 1_000);
  expect(parts.join('')).toBe(text);
  for (const part of parts) expect(part.length).toBeLessThanOrEqual(1_000);
});

test('a text without any break is cut between whole characters', () => {
  const parts = splitMessage('x' + '😀'.repeat(3_000), 1_000);
  for (const part of parts) expect(part.isWellFormed()).toBe(true);
});

test('a short text is one message, and white space is none', () => {
  expect(splitMessage('hello', 10)).toEqual(['hello']);
  expect(splitMessage(' '.repeat(25), 10)).toEqual([]);
});
