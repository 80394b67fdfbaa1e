import { itemAt, takeItem, type ListMark } from './list-items.ts';
import { isBlank, type Line } from './lines.ts';
import { parseSpans } from './spans.ts';
import type { Block, ListItem, Work } from './tree.ts';

/** Quotes and lists in each other; deeper marks are text. */
const deepest = 4;

const fenceStart = /^ {0,3}(`{3,})([^`]*)$/;
/** Alone on its line, or at the end of the last line of the code. */
const fenceEnd = /^([^`]*)(`{3,})\s*$/;
/** With a space behind, so that `>_<` stays a face; three and more are a prompt or a conflict. */
const quoteStart = /^ {0,3}>{1,2}[ \t]+\S/;
const quoteLine = /^ {0,3}>{1,2}(?:[ \t]|\r?$)/;

/** What a caller may want to know beside the tree. */
export interface Parsing {
  work: Work;
  /** Told of each line that is no text (code and its fences), and of each that is. */
  line?: (line: Line, isCode: boolean) => void;
}

/**
 * A message's text as a tree. Takes time linear in its length (UTF-16 units) and never fails: whatever is not one of the
 * few forms, such as headings, tables or HTML, is text.
 */
export function parseMessage(body: string, parsing: Parsing = { work: { steps: 0 } }): Block[] {
  if (body === '') return [];
  let at = 0;
  const lines = body.split('\n').map((text): Line => {
    const line = { text, at };
    at += text.length + 1;
    return line;
  });
  return parseLines(lines, 0, parsing);
}

function parseLines(lines: readonly Line[], depth: number, parsing: Parsing): Block[] {
  const blocks: Block[] = [];
  let text: Line[] = [];
  let lastNumber: number | null = null;
  const flush = (): void => {
    if (text.length > 0) blocks.push(textOf(text, parsing));
    text = [];
  };
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? { text: '', at: 0 };
    parsing.work.steps += 1 + line.text.length;
    const mark = depth < deepest ? itemAt(line.text) : undefined;
    const fence = fenceStart.exec(line.text);
    if (fence) {
      flush();
      const { block, end } = takeCode(lines, at, fence, parsing);
      blocks.push(block);
      at = end;
    } else if (depth < deepest && quoteStart.test(line.text)) {
      flush();
      const quoted: Line[] = [];
      for (let next = lines[at]; next && quoteLine.test(next.text); next = lines[++at])
        quoted.push(withoutQuoteMark(next));
      blocks.push({ type: 'quote', blocks: parseLines(quoted, depth + 1, parsing) });
    } else if (mark && beginsList(mark, lines[at + 1], lastNumber)) {
      flush();
      const items: ListItem[] = [];
      for (let next: ListMark | undefined = mark; next && isOf(mark, next); next = itemAt(lines[at]?.text)) {
        const { own, end } = takeItem(lines, at, next);
        items.push({ number: next.number, blocks: parseLines(own, depth + 1, parsing) });
        lastNumber = next.number;
        at = end;
      }
      blocks.push({ type: 'list', items });
    } else {
      text.push(line);
      at++;
    }
  }
  flush();
  return blocks;
}

function textOf(lines: readonly Line[], { work, line }: Parsing): Block {
  for (const one of lines) line?.(one, false);
  return { type: 'text', spans: parseSpans(lines.map(({ text }) => text).join('\n'), work) };
}

/** Code from its fence on. One that nobody closed holds the rest, as while typing. */
function takeCode(
  lines: readonly Line[],
  start: number,
  [, ticks = '', info = '']: RegExpExecArray,
  { work, line }: Parsing,
): { block: Block; end: number } {
  const code: string[] = [];
  let end = start + 1;
  let closed = false;
  for (let next = lines[end]; next && !closed; next = lines[end]) {
    work.steps += next.text.length;
    const close = fenceEnd.exec(next.text);
    closed = close !== null && (close[2] ?? '').length >= ticks.length;
    const own = closed ? (close?.[1] ?? '') : next.text;
    if (!closed || !isBlank(own)) code.push(own);
    end++;
  }
  for (const one of lines.slice(start, end)) line?.(one, true);
  const word = info.trim();
  const isLabel = /^[\w+#.-]{1,30}$/.test(word) && code.length > 0;
  // What is no name of a language is a first line that began too early.
  if (word !== '' && !isLabel) code.unshift(info);
  const language = isLabel ? { language: word } : {};
  return { block: { type: 'code', code: code.join('\n'), ...language }, end };
}

/** A line that looks like `2024. ` begins a list only if it goes on so, or goes on with the list before it. */
function beginsList({ number }: ListMark, next: Line | undefined, lastNumber: number | null): boolean {
  if (number === null || number <= 1) return true;
  return lastNumber === number - 1 || itemAt(next?.text)?.number === number + 1;
}

const isOf = (list: ListMark, item: ListMark): boolean =>
  list.sign === item.sign && item.indent < list.indent + 2;

function withoutQuoteMark({ text, at }: Line): Line {
  const start = text.indexOf('>') + 1;
  const begin = /[ \t]/.test(text.charAt(start)) ? start + 1 : start;
  return { text: text.slice(begin), at: at + begin };
}
