import { isBlank, type Line } from './lines.ts';

/** What a line begins with that is an item of a list. */
export interface ListMark {
  /** The bullet, or what stands behind the number: items of one list have the same. */
  sign: string;
  number: number | null;
  /** Spaces before it. */
  indent: number;
  /** Where its text begins. */
  content: number;
}

const bullet = /^( {0,3})([-*]) /;
// A zero before a number would be lost.
const numbered = /^( {0,3})(0|[1-9]\d{0,8})([.)]) /;

/** The mark of an item; undefined when the line is none, or has nothing but marks, as lines drawn of `- - -` do. */
export function itemAt(text = ''): ListMark | undefined {
  const found = bullet.exec(text) ?? numbered.exec(text);
  if (!found) return undefined;
  const [whole, spaces = '', first = '', second] = found;
  if (!/[^\s*_-]/.test(text.slice(whole.length))) return undefined;
  return {
    sign: second ?? first,
    number: second === undefined ? null : Number(first),
    indent: spaces.length,
    content: whole.length,
  };
}

/** The lines that belong to an item, without its mark and indent: those indented deeper, with empty ones between. */
export function takeItem(
  lines: readonly Line[],
  start: number,
  { indent, content }: ListMark,
): { own: Line[]; end: number } {
  const first = lines[start];
  const own = first ? [{ text: first.text.slice(content), at: first.at + content }] : [];
  let end = start + 1;
  for (;;) {
    let next = end;
    while (next < lines.length && isBlank(lines[next]?.text ?? '')) next++;
    const line = lines[next];
    if (!line || indentOf(line.text) < indent + 2) return { own, end };
    own.push(...lines.slice(end, next), outdented(line, content));
    end = next + 1;
  }
}

/** A tab is as far as any text of an item is. */
const indentOf = (text: string): number => (/^ *\t/.test(text) ? 4 : text.length - text.trimStart().length);

function outdented({ text, at }: Line, columns: number): Line {
  const [spaces = ''] = new RegExp(`^(?:\\t| {0,${columns}})`).exec(text) ?? [];
  return { text: text.slice(spaces.length), at: at + spaces.length };
}
