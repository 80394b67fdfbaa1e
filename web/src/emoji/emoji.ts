import { plain } from '../components/fuzzy.ts';

/** An emoji, and what it is found by. */
export interface Emoji {
  emoji: string;
  /** Its section: a place in `sections`. */
  section: number;
  /** Whether its skin can have other tones. */
  hasTones: boolean;
  /** Its name in the reader's language, where there is one. */
  label: string;
  /** What is typed between colons. */
  codes: readonly string[];
  /** Everything that it is found by, in all languages loaded, in small letters without marks, between spaces. */
  words: string;
}

/** A row of `web/emoji/en.json`: emoji, section, whether it has tones, name, tags, shortcodes. */
export type EnglishRow = [string, number, 0 | 1, string, string, string];
/** A row of another language's file, in the same order: name, tags. */
export type NameRow = [string, string];

/** The sections in the order of the files, by the name of their text; parts of other emoji, at 2, have none. */
export const sections = [
  'smileys',
  'people',
  null,
  'nature',
  'food',
  'travel',
  'activities',
  'objects',
  'symbols',
  'flags',
] as const;
export type Section = Exclude<(typeof sections)[number], null>;

/** An emoji in a skin tone from 1, light, to 5, dark; 0 is none. Whoever is in it gets the same. */
export function withTone(emoji: string, tone: number): string {
  if (tone === 0) return emoji;
  return emoji.replaceAll(/(\p{Emoji_Modifier_Base})\ufe0f?/gu, `$1${String.fromCodePoint(0x1f3fa + tone)}`);
}

/** The emoji of the files, named in the language of the second where it is given. */
export function emojiOf(english: readonly EnglishRow[], names?: readonly NameRow[]): Emoji[] {
  return english.map(([emoji, section, tones, label, tags, codes], at) => {
    const named = names?.[at];
    return {
      emoji,
      section,
      hasTones: tones === 1,
      label: named?.[0] ?? label,
      codes: codes === '' ? [] : codes.split(' '),
      words: ` ${plain([codes, label, tags, ...(named ?? [])].join(' '))} `,
    };
  });
}
