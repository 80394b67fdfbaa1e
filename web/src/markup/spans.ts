import { codeSpansIn } from './code-spans.ts';
import { Links } from './links.ts';
import { marksAt, type Mark, type MarkKind } from './marks.ts';
import type { Span, Work } from './tree.ts';

/** So many marks and brackets can be open at a time, which is also how deep spans can lie in each other. */
const mostOpen = 32;

/** What may begin or end a span; an empty line, over which none reaches; and what no text of a link may hold. */
const token =
  /`+|https?:\/\/|[*_~]+|[[\]]|\n[ \t\r]*(?=\n)|[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/giu;

interface Open {
  kind: MarkKind | 'bracket';
  mark: string;
  /** Where it stands in the text. */
  at: number;
  /** Its own place in what is put out; what lies in it comes behind. */
  index: number;
}

/** Splits a text into spans, in one pass: each piece is moved once for every span that it lies in. */
export function parseSpans(text: string, work: Work): Span[] {
  return new SpanParser(text, work).parse();
}

class SpanParser {
  readonly #text: string;
  readonly #work: Work;
  readonly #links: Links;
  readonly #out: Span[] = [];
  #open: Open[] = [];
  /** From where on the text is not put out yet. */
  #from = 0;
  /** Where something stands that a link's text must not hold. */
  #refusedAt = -1;

  constructor(text: string, work: Work) {
    this.#text = text;
    this.#work = work;
    this.#links = new Links(text);
  }

  parse(): Span[] {
    const text = this.#text;
    const codes = codeSpansIn(text);
    let code = 0;
    this.#work.steps += text.length + codes.length;
    token.lastIndex = 0;
    for (let found = token.exec(text); found; found = token.exec(text)) {
      const at = found.index;
      const [piece] = found;
      let end = at + piece.length;
      this.#work.steps += 1 + this.#open.length;
      if (piece.startsWith('`')) {
        const span = codes[code];
        if (span?.from === at) {
          code++;
          end = span.to;
          this.#put({ type: 'code', code: span.code }, at, end);
        }
      } else if (piece === '[') this.#opens('bracket', '[', at);
      else if (piece === ']') end = this.#closeLink(at);
      else if (/^[*_~]/.test(piece)) this.#marks(at, piece);
      else if (piece.length > 1 && !piece.startsWith('\n')) end = this.#bareLink(at);
      else {
        this.#refusedAt = at;
        if (piece.startsWith('\n') && text.startsWith('\n', end)) this.#open = [];
      }
      token.lastIndex = end;
    }
    this.#flush(text.length);
    return joined(this.#out);
  }

  /** Puts out the plain text up to a place. */
  #flush(to: number): void {
    if (to > this.#from) this.#out.push({ type: 'plain', text: this.#text.slice(this.#from, to) });
    this.#from = to;
  }

  #put(span: Span, from: number, to: number): void {
    this.#flush(from);
    this.#out.push(span);
    this.#from = to;
  }

  #opens(kind: Open['kind'], mark: string, at: number): void {
    this.#put({ type: 'plain', text: mark }, at, at + mark.length);
    if (this.#open.length === mostOpen) this.#open.shift();
    this.#open.push({ kind, mark, at, index: this.#out.length - 1 });
  }

  #marks(from: number, run: string): void {
    let at = from;
    for (const mark of marksAt(this.#text, from, run)) {
      const rest = mark.closes ? this.#close(mark, at) : [...mark.kinds];
      if (mark.opens && rest.length > 0) {
        let place = at + mark.text.length - rest.reduce((sum, one) => sum + one.mark.length, 0);
        for (const one of rest) {
          this.#opens(one.kind, one.mark, place);
          place += one.mark.length;
        }
      }
      at += mark.text.length;
    }
  }

  /** Closes what this mark can, the innermost first; answers what it did not close. */
  #close({ kinds }: Mark, from: number): { kind: MarkKind; mark: string }[] {
    const rest = [...kinds];
    let at = from;
    while (rest.length > 0) {
      const opened = this.#open.findLastIndex((one) =>
        rest.some(({ kind, mark }) => kind === one.kind && mark === one.mark),
      );
      const open = this.#open[opened];
      if (!open || open.kind === 'bracket') break;
      rest.splice(
        rest.findIndex(({ mark }) => mark === open.mark),
        1,
      );
      this.#flush(at);
      at += open.mark.length;
      this.#from = at;
      this.#wrap(open, opened, (spans) => ({ type: open.kind as MarkKind, spans }));
    }
    return rest;
  }

  /** Makes one span of an opened thing and all that came since; what else was opened in it stays text. */
  #wrap(open: Open, opened: number, make: (spans: Span[]) => Span): void {
    const spans = this.#out.splice(open.index).slice(1);
    this.#work.steps += spans.length;
    this.#open.length = opened;
    this.#out.push(make(joined(spans)));
  }

  #bareLink(at: number): number {
    const marks = this.#open.map(({ mark }) => mark).join('');
    const { href, end } = this.#links.bare(at, marks);
    this.#work.steps += end - at;
    if (href !== undefined)
      this.#put({ type: 'link', href, spans: [{ type: 'plain', text: this.#text.slice(at, end) }] }, at, end);
    return end;
  }

  /** Makes `[text](address)` a link if it is one, and answers where to go on. */
  #closeLink(at: number): number {
    const opened = this.#open.findLastIndex(({ kind }) => kind === 'bracket');
    const open = this.#open[opened];
    if (!open) return at + 1;
    const target = this.#text[at + 1] === '(' ? this.#links.inBrackets(at + 2) : undefined;
    this.#work.steps += (target?.end ?? at) - at;
    this.#flush(at);
    // Text that is empty, of several lines, or not in the order that it is read in hides where the link leads.
    const isEmpty = this.#out.length === open.index + 1;
    if (!target || isEmpty || this.#refusedAt > open.at) {
      this.#open.splice(opened, 1);
      return at + 1;
    }
    this.#from = target.end;
    this.#wrap(open, opened, (spans) => ({ type: 'link', href: target.href, spans: withoutLinks(spans) }));
    // No link lies in another one.
    this.#open = this.#open.filter(({ kind }) => kind !== 'bracket');
    return target.end;
  }
}

/** Joins plain spans that are neighbours. */
function joined(spans: readonly Span[]): Span[] {
  const out: Span[] = [];
  let plain: string[] = [];
  const flush = (): void => {
    if (plain.length > 0) out.push({ type: 'plain', text: plain.join('') });
    plain = [];
  };
  for (const span of spans) {
    if (span.type === 'plain') plain.push(span.text);
    else {
      flush();
      out.push(span);
    }
  }
  flush();
  return out;
}

/** The same with addresses as text only. */
function withoutLinks(spans: readonly Span[]): Span[] {
  return joined(
    spans.flatMap((span): Span[] => {
      if (span.type === 'link') return span.spans;
      return 'spans' in span ? [{ ...span, spans: withoutLinks(span.spans) }] : [span];
    }),
  );
}
