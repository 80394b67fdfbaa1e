import { characterEdge } from './character-edge.ts';

/** A message's text as a tree. Parsing takes time linear in its length and never fails: anything is text. */
export type Block = { type: 'text'; spans: Span[] } | { type: 'code'; code: string };
export type Span =
  | { type: 'plain'; text: string }
  | { type: 'code'; code: string }
  | { type: 'link'; href: string; text: string };

const fence = /^\s{0,3}```/;

/** Splits into fenced code and text, and text into inline code, links and the rest. */
export function parseMessage(body: string): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  let code = false;
  const flush = (): void => {
    const text = lines.join('\n');
    lines = [];
    if (code) blocks.push({ type: 'code', code: text });
    else if (text !== '') blocks.push({ type: 'text', spans: parseSpans(text) });
  };
  for (const line of body.split('\n')) {
    if (fence.test(line) && (code || !line.trim().slice(3).includes('`'))) {
      flush();
      code = !code;
    } else lines.push(line);
  }
  // An opening fence that nobody closed holds the rest, as while typing.
  if (lines.length > 0 || code) flush();
  return blocks;
}

const spanStart = /`|https?:\/\//gi;
const linkEnd = /[\s<>"'`\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

function parseSpans(text: string): Span[] {
  const spans: Span[] = [];
  let plainFrom = 0;
  let noCodeBefore = 0;
  const push = (span: Span, from: number, to: number): void => {
    if (from > plainFrom) spans.push({ type: 'plain', text: text.slice(plainFrom, from) });
    spans.push(span);
    plainFrom = to;
  };
  spanStart.lastIndex = 0;
  for (let found = spanStart.exec(text); found; found = spanStart.exec(text)) {
    const at = found.index;
    if (found[0] === '`') {
      if (at < noCodeBefore) continue;
      const close = text.indexOf('`', at + 1);
      const lineEnd = text.indexOf('\n', at);
      if (close === -1) {
        noCodeBefore = text.length;
      } else if (lineEnd !== -1 && lineEnd < close) {
        noCodeBefore = lineEnd;
      } else if (close > at + 1) {
        push({ type: 'code', code: text.slice(at + 1, close) }, at, close + 1);
        spanStart.lastIndex = close + 1;
      } else spanStart.lastIndex = close + 1;
    } else {
      const link = linkAt(text, at);
      spanStart.lastIndex = Math.max(link?.end ?? 0, at + found[0].length);
      if (link) push({ type: 'link', href: link.href, text: text.slice(at, link.end) }, at, link.end);
    }
  }
  if (plainFrom < text.length) spans.push({ type: 'plain', text: text.slice(plainFrom) });
  return spans;
}

/** No browser takes longer addresses everywhere; a longer run is text. */
const longestLink = 2_000;

function linkAt(text: string, start: number): { href: string; end: number } | undefined {
  const run = text.slice(start, start + longestLink + 1);
  const stop = run.search(linkEnd);
  const whole = stop === -1 ? run : run.slice(0, stop);
  if (whole.length > longestLink) return undefined;
  const raw = whole.slice(0, whole.length - trailing(whole));
  if (!URL.canParse(raw)) return undefined;
  const url = new URL(raw);
  // What stands before an @ looks like the host and is not: such an address stays text.
  if (url.username !== '' || url.password !== '' || url.host === '') return undefined;
  return { href: url.href, end: start + raw.length };
}

/** How many of the last characters belong to the sentence around a link: full stops, and brackets that it did not open. */
function trailing(link: string): number {
  let end = link.length;
  let open = 0;
  for (const character of link) open += character === '(' ? 1 : character === ')' ? -1 : 0;
  for (; end > 0; end--) {
    const last = link[end - 1] ?? '';
    if (last === ')' && open < 0) open++;
    else if (!'.,;:!?…]}'.includes(last)) break;
  }
  return link.length - end;
}

/** The host that a link really leads to, when its text does not show it in plain letters; else undefined. */
export function hiddenHost({ href, text }: { href: string; text: string }): string | undefined {
  const { host } = new URL(href);
  return text.toLowerCase().includes(host) ? undefined : host;
}

/** The part of a long message to show at first, or undefined if it is short enough to show whole. Lengths are UTF-16 units. */
export function fold(body: string, units: number, lines: number): string | undefined {
  let end = body.length > units * 1.25 ? units : body.length;
  let at = -1;
  for (let line = 0; line < lines; line++) {
    at = body.indexOf('\n', at + 1);
    if (at === -1) break;
  }
  // A fold that hides two lines is not worth a click.
  if (at !== -1 && at < end && countLines(body, at, 4) >= 4) end = at;
  if (end >= body.length) return undefined;
  return body.slice(0, characterEdge(body, end));
}

function countLines(body: string, from: number, enough: number): number {
  let count = 0;
  for (let at = from; at !== -1 && count < enough; at = body.indexOf('\n', at + 1)) count++;
  return count;
}
