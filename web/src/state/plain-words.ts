import { pieces } from './mentions.ts';

/** Longer ones are cut by what shows them. */
const longest = 200;

/** A message's text in one line, as somebody would read it out: names for mentions, no marks of emphasis or code. */
export function plainWords(body: string, nameOf: (user: string) => string): string {
  const words = pieces(body).map((piece) => ('user' in piece ? `@${nameOf(piece.user)}` : piece.text));
  return words
    .join('')
    .replaceAll(/^\s*(```\S*|>)\s?/gm, '')
    .replaceAll(/(\*\*|~~|`)/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, longest);
}
