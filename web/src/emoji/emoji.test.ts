import { describe, expect, test } from 'bun:test';
import english from '../../emoji/en.json';
import german from '../../emoji/de.json';
import { en } from '../text/en.ts';
import { emojiOf, sections, withTone, type EnglishRow, type NameRow } from './emoji.ts';
import { searchEmoji } from './search.ts';
import { mayHoldShortcodes, withEmoji } from './shortcodes.ts';

const all = emojiOf(english as EnglishRow[]);
const inGerman = emojiOf(english as EnglishRow[], german as NameRow[]);
const found = (typed: string, of = all): string[] => searchEmoji(of, typed, 5).map(({ emoji }) => emoji);

describe('the emoji', () => {
  test('are all there once, each with a name, and most with a code', () => {
    expect(all.length).toBeGreaterThan(1_800);
    expect(new Set(all.map(({ emoji }) => emoji)).size).toBe(all.length);
    expect(all.filter(({ label }) => label === '')).toEqual([]);
    expect(all.filter(({ codes }) => codes.length === 0).length).toBeLessThan(20);
    const codes = all.flatMap((emoji) => emoji.codes);
    expect(new Set(codes).size).toBe(codes.length);
    expect(german.length).toBe(english.length);
  });

  test('are in sections that have a title', () => {
    for (const { section } of all) {
      const name = sections[section];
      expect(name && en.emoji.groups[name]).toBeTruthy();
    }
  });

  test('take a skin tone, both people the same', () => {
    expect(withTone('👍', 0)).toBe('👍');
    expect(withTone('👍', 3)).toBe('👍🏽');
    expect(withTone('☝️', 5)).toBe('☝🏿');
    expect(withTone('👩‍❤️‍👨', 1)).toBe('👩🏻‍❤️‍👨🏻');
    expect(all.find(({ emoji }) => emoji === '🐈')?.hasTones).toBe(false);
  });
});

describe('search', () => {
  test('finds by code first, then by the beginnings of names and tags', () => {
    expect(found('tada')[0]).toBe('🎉');
    expect(found('smi').slice(0, 3)).toEqual(['😄', '😏', '😃']);
    expect(found('+1')[0]).toBe('👍');
    expect(found('heart')[0]).toBe('❤️');
    expect(found('red heart')[0]).toBe('❤️');
    expect(found('germany')).toContain('🇩🇪');
    expect(found('xyzzy')).toEqual([]);
    expect(found(' ')).toEqual([]);
  });

  test('knows German beside English, without the marks on letters', () => {
    expect(found('konfetti', inGerman)).toContain('🎉');
    expect(found('tada', inGerman)[0]).toBe('🎉');
    expect(found('mud', inGerman).length).toBeGreaterThan(0);
    expect(found('müde', inGerman)).toEqual(found('mude', inGerman));
    expect(inGerman.find(({ emoji }) => emoji === '👍')?.label).toBe('Daumen hoch');
    expect(found('konfetti')).toEqual([]);
  });
});

describe('codes between colons', () => {
  const cases: Record<string, string> = {
    ':tada: **:+1:**, (:heart:)': '🎉 **👍**, (❤️)',
    ':tada::tada: :tada:, std::b::c': '🎉🎉 🎉, std::b::c',
    ':+1::skin-tone-4: :cat2::skin-tone-4:': '👍🏽 🐈',
    ':unknown: 10:30:45 1:100:2 a:tada: :tada:s': ':unknown: 10:30:45 1:100:2 a:tada: :tada:s',
    '`:tada:` :tada:\n```\n:tada:\n```': '`:tada:` 🎉\n```\n:tada:\n```',
    'https://x.org/:tada: :tada:': 'https://x.org/:tada: 🎉',
  };
  for (const [text, expected] of Object.entries(cases))
    test(JSON.stringify(text), () => expect(withEmoji(text, all)).toBe(expected));

  test('are looked for only where there may be some', () => {
    expect(mayHoldShortcodes(':tada:')).toBe(true);
    expect(mayHoldShortcodes('at 10:30:45, a: b, :)')).toBe(false);
  });
});
