/** No browser takes longer addresses everywhere; a longer run is text. */
const longestLink = 2_000;
/** What ends an address, also marks that turn the reading direction and so could show another one. */
const linkEnd = /[\s<>"'`\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** An address in a text: where it leads, and where it ends. */
export interface Target {
  href: string;
  end: number;
}

/** Finds addresses in one text, from its beginning to its end: then all searches together read it a few times only. */
export class Links {
  readonly #text: string;
  readonly #stop: (from: number) => number;
  readonly #nextText: (from: number) => number;

  constructor(text: string) {
    this.#text = text;
    this.#stop = searcher(text, linkEnd);
    this.#nextText = searcher(text, /\]\(/g);
  }

  /** The address that begins here. If it is refused, `end` is behind all of it: no part of it may be a link either. */
  bare(start: number, openMarks: string): Target | { href: undefined; end: number } {
    const inText = openMarks.includes('[');
    const stop = Math.min(this.#stop(start), inText ? this.#nextText(start) : Infinity);
    if (stop - start > longestLink) return { href: undefined, end: stop };
    const run = this.#text.slice(start, stop);
    const raw = run.slice(0, run.length - trailing(run, openMarks));
    const href = safeHref(raw);
    return href === undefined ? { href, end: stop } : { href, end: start + raw.length };
  }

  /** The address in the brackets of `[text](address)`; `start` is behind the opening one, `end` behind the closing. */
  inBrackets(start: number): Target | undefined {
    const most = Math.min(this.#stop(start), this.#nextText(start), start + longestLink + 1);
    let open = 0;
    for (let at = start; at < most; at++) {
      const character = this.#text[at];
      if (character === '(') open++;
      else if (character === ')' && open-- === 0) {
        const href = safeHref(this.#text.slice(start, at));
        return href === undefined ? undefined : { href, end: at + 1 };
      }
    }
    return undefined;
  }
}

/** Searches a text for a pattern, from places that only move forward. */
function searcher(text: string, pattern: RegExp): (from: number) => number {
  const own = new RegExp(pattern);
  let found = -1;
  return (from) => {
    if (found < from) {
      own.lastIndex = from;
      found = own.exec(text)?.index ?? text.length;
    }
    return found;
  };
}

/** The address as a browser takes it; undefined for one that a message may not lead to. */
function safeHref(raw: string): string | undefined {
  if (!/^https?:\/\//i.test(raw) || !URL.canParse(raw)) return undefined;
  const url = new URL(raw);
  // What stands before an @ looks like the host and is not: such an address stays text.
  return url.username !== '' || url.password !== '' || url.host === '' ? undefined : url.href;
}

/**
 * How many of the last characters belong to the sentence around an address: full stops, brackets that it did not open,
 * and marks that were opened before it.
 */
function trailing(link: string, openMarks: string): number {
  let end = link.length;
  let open = 0;
  for (const character of link) open += character === '(' ? 1 : character === ')' ? -1 : 0;
  for (; end > 0; end--) {
    const last = link[end - 1] ?? '';
    if (last === ')' && open < 0) open++;
    else if (!'.,;:!?…]}'.includes(last) && !openMarks.includes(last)) break;
  }
  return link.length - end;
}

/** The host that a link really leads to, unless its text is that very address, in plain letters; else undefined. */
export function hiddenHost(href: string, text: string): string | undefined {
  const { host } = new URL(href);
  const shown = text.toLowerCase().replace(/^https?:\/\//, '');
  const isShown = shown.startsWith(host) && /^(?:[/?#:\\]\S*)?$/.test(shown.slice(host.length));
  return isShown ? undefined : host;
}
