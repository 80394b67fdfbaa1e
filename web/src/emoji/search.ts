import { plain } from '../components/fuzzy.ts';
import type { Emoji } from './emoji.ts';

/** The emoji that answer what was typed, the likeliest first: each of its words begins a word of theirs. */
export function searchEmoji(all: readonly Emoji[], typed: string, most: number): Emoji[] {
  const wanted = plain(typed).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return [];
  return all
    .flatMap((emoji, at) => {
      const scores = wanted.map((word) => scoreOf(emoji, word));
      return scores.includes(0) ? [] : [{ emoji, at, score: scores.reduce((sum, one) => sum + one, 0) }];
    })
    .toSorted((a, b) => b.score - a.score || codeLength(a) - codeLength(b) || a.at - b.at)
    .slice(0, most)
    .map(({ emoji }) => emoji);
}

/** Where the beginning of a code was typed, the shortest is the likeliest. */
const codeLength = ({ emoji, score }: { emoji: Emoji; score: number }): number =>
  score === 5 ? (emoji.codes[0]?.length ?? 0) : 0;

/** How well a word fits: its own code best, then the beginning of one, of the name, of a tag; 0 when it does not. */
function scoreOf({ codes, label, words }: Emoji, word: string): number {
  if (codes.includes(word)) return 6;
  if (codes[0]?.startsWith(word)) return 5;
  if (codes.some((code) => code.startsWith(word))) return 4;
  if (plain(label).startsWith(word)) return 3;
  if (words.includes(` ${word}`)) return 2;
  return words.includes(`_${word}`) ? 1 : 0;
}
