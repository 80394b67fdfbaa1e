import { expect, test } from 'bun:test';
import { conversation } from './conversation.ts';

test('a conversation is varied, allowed, and the same for the same seed', () => {
  const [one, other] = [conversation(7), conversation(7)];
  const texts = Array.from({ length: 2_000 }, one);
  expect(Array.from({ length: 2_000 }, other)).toEqual(texts);
  expect(texts.filter((text) => text.trim() === '' || text.length > 16_000)).toEqual([]);
  for (const kind of [/```/, /\*\*/, /https:/, /\p{Script=Arabic}/u, /\p{Script=Hebrew}/u, /^Yes\.$/])
    expect(texts.some((text) => kind.test(text))).toBe(true);
  expect(Math.max(...texts.map(({ length }) => length))).toBeGreaterThan(2_000);
});
