import { characterEdge } from '../markup/character-edge.ts';

/** Cuts a text into messages of at most `most` UTF-16 units each, at line breaks or spaces where there are any. */
export function splitMessage(text: string, most: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const cut = cutAt(rest, most);
    parts.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  parts.push(rest);
  // A message of white space alone is none.
  return parts.filter((part) => part.trim() !== '');
}

function cutAt(text: string, most: number): number {
  const line = text.lastIndexOf('\n', most - 1);
  if (line > most / 2) return line + 1;
  const space = text.lastIndexOf(' ', most - 1);
  if (space > most / 2) return space + 1;
  return characterEdge(text, most);
}
