/** Letters without their marks and cases, so that `muller` finds `Müller`. */
export const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase();

/**
 * How well a text answers what was typed; null when it does not. Each word must be there, its letters in order, though
 * not side by side. Higher is better: beginnings of words and letters side by side count most, then shortness.
 */
export function matchScore(typed: string, text: string): number | null {
  const target = plain(text);
  let sum = 0;
  for (const word of plain(typed).split(/\s+/)) {
    if (word === '') continue;
    const score = wordScore(word, target);
    if (score === null) return null;
    sum += score;
  }
  return sum - Math.min(target.length, 100) / 100;
}

/** The best of the places where the word may begin. */
function wordScore(word: string, target: string): number | null {
  let best: number | null = null;
  for (let start = target.indexOf(word.charAt(0)); start !== -1;) {
    const score = scoreFrom(start, word, target);
    // No later beginning has more letters after it.
    if (score === null) break;
    best = Math.max(best ?? -Infinity, score);
    start = target.indexOf(word.charAt(0), start + 1);
  }
  return best;
}

function scoreFrom(start: number, word: string, target: string): number | null {
  let score = 0;
  let before = -1;
  let at = start;
  for (const letter of word) {
    at = before === -1 ? start : target.indexOf(letter, before + 1);
    if (at === -1) return null;
    const begins = at === 0 || !/[\p{Letter}\p{Number}]/u.test(target.charAt(at - 1));
    if (before !== -1 && at === before + 1) score += 8;
    else if (begins) score += at === 0 ? 10 : 6;
    // Far apart, letters are there by chance.
    else score -= Math.min(5, at - Math.max(before, 0));
    before = at + letter.length - 1;
  }
  return score;
}
