import { changeOutsideLiterals } from '../markup/outside-literals.ts';
import { withTone, type Emoji } from './emoji.ts';

/** Some of them side by side. Not within a word or name, such as `std::b::c`. */
const run = /(?<![\p{Letter}\p{Number}:])(?::[a-z0-9_+-]+:)+(?![\p{Letter}\p{Number}])/gu;
const shortcode = /:([a-z0-9_+-]+):(?::skin-tone-([2-6]):)?/g;

/** Whether a text may hold a `:shortcode:`: only then are the emoji needed to send it. */
export const mayHoldShortcodes = (text: string): boolean => text.search(run) !== -1;

/** A text with emoji for their `:shortcodes:`, except in code and addresses. Other words between colons stay. */
export function withEmoji(text: string, all: readonly Emoji[]): string {
  if (!mayHoldShortcodes(text)) return text;
  const byCode = new Map(all.flatMap((emoji) => emoji.codes.map((code) => [code, emoji] as const)));
  const emojiFor = (whole: string, code: string, tone: string | undefined): string => {
    const found = byCode.get(code);
    if (!found) return whole;
    // Tones are counted from 2 there, as dermatologists do.
    return withTone(found.emoji, found.hasTones && tone !== undefined ? Number(tone) - 1 : 0);
  };
  return changeOutsideLiterals(text, (part) =>
    part.replaceAll(run, (codes) => codes.replaceAll(shortcode, emojiFor)),
  );
}
