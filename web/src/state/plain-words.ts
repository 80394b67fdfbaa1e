import { parseMessage } from '../markup/blocks.ts';
import { plainText } from '../markup/plain-text.ts';
import { readable } from './mentions.ts';

/** Nobody wants a longer one in a notification, or read out unasked. */
const longest = 200;

/** A message's text in one line, as somebody would read it out: names for mentions, no marks. */
export function plainWords(body: string, nameOf: (user: string) => string): string {
  return plainText(parseMessage(readable(body, nameOf)))
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, longest);
}
