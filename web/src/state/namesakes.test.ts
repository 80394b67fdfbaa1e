import { expect, test } from 'bun:test';
import { namesakes } from './namesakes.ts';
import type { Person } from './profiles.ts';

const called = (id: string, displayName: string, username = id): Person => {
  return { id, username, displayName, status: '', avatarUrl: null, known: true };
};
const alike = (...names: string[]): boolean =>
  namesakes(names.map((name, i) => called(`user-${i}`, name))).size === names.length;

test('names that look the same are of namesakes, whatever they are made of', () => {
  for (const other of [
    'Ada Lovelace',
    'ada lovelace',
    'Ada\u200b Lovelace',
    'Ada\u00a0Lovelace',
    'Ada  Lovelace ',
    '\u2800Ada Lovelace\u3164',
    'Ada\u00ad Lovelace',
    '\u202aAda Lovelace\u202c',
    'Ａｄａ Lovelace',
  ])
    expect([other, alike('Ada Lovelace', other)]).toEqual([other, true]);
  expect(alike('Weiß', 'WEISS')).toBe(true);
});

test('other names are nobody’s, and who has none yet is not compared', () => {
  expect(namesakes([called('a', 'Ada'), called('b', 'Ada L'), called('c', 'Adam')]).size).toBe(0);
  expect(namesakes([called('a', '', ''), called('b', '', '')]).size).toBe(0);
});

test('a display name may be another’s username', () => {
  expect([...namesakes([called('a', '', 'ada'), called('b', 'Ada', 'bob'), called('c', 'Cleo')])]).toEqual([
    'a',
    'b',
  ]);
});
