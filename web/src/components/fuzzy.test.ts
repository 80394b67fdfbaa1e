import { describe, expect, test } from 'bun:test';
import { matchScore } from './fuzzy.ts';

/** Those of the texts that answer, best first. */
const found = (typed: string, ...texts: string[]): string[] =>
  texts
    .flatMap((text) => {
      const score = matchScore(typed, text);
      return score === null ? [] : [{ text, score }];
    })
    .toSorted((a, b) => b.score - a.score)
    .map(({ text }) => text);

describe('what was typed finds', () => {
  test('letters in their order, not others', () => {
    expect(found('grd', 'Garden', 'General', 'Dragon')).toEqual(['Garden']);
    expect(found('gardens', 'Garden')).toEqual([]);
  });

  test('a beginning before a word inside, and that before scattered letters', () => {
    expect(found('des', 'old ears', 'Web design', 'Design')).toEqual(['Design', 'Web design', 'old ears']);
    expect(found('ops', 'Oops', 'Dev ops', 'Ops', 'Old parts')).toEqual([
      'Ops',
      'Dev ops',
      'Oops',
      'Old parts',
    ]);
  });

  test('the first letters of words', () => {
    expect(found('wd', 'Window', 'Web design')).toEqual(['Web design', 'Window']);
  });

  test('the best place, also when an earlier one would do', () => {
    expect(matchScore('news', 'n old news')).toBeGreaterThan(matchScore('news', 'no e w s') ?? 0);
  });

  test('several words in any order', () => {
    expect(found('design web', 'Web design', 'Design')).toEqual(['Web design']);
  });

  test('letters whatever their marks, cases and widths', () => {
    expect(found('muller', 'Jürgen Müller')).toEqual(['Jürgen Müller']);
    expect(found('MÜLLER', 'muller')).toEqual(['muller']);
    expect(found('ｇｅｎ', 'General')).toEqual(['General']);
    expect(found('日本', '日本語')).toEqual(['日本語']);
    expect(found('🌱', 'Garden 🌱')).toEqual(['Garden 🌱']);
  });

  test('everything, the shorter first, when nothing was typed', () => {
    expect(found(' ', 'Garden', 'Ops')).toEqual(['Ops', 'Garden']);
  });
});
