import type { Span } from './tree.ts';

export type MarkKind = Exclude<Span['type'], 'plain' | 'code' | 'link'>;

/** A run of the same mark, what it stands for, and whether it may open or close that here. */
export interface Mark {
  text: string;
  kinds: readonly { kind: MarkKind; mark: string }[];
  opens: boolean;
  closes: boolean;
}

const kindsOf: Readonly<Record<string, Mark['kinds']>> = {
  '*': [{ kind: 'emphasis', mark: '*' }],
  '**': [{ kind: 'strong', mark: '**' }],
  '***': [
    { kind: 'strong', mark: '**' },
    { kind: 'emphasis', mark: '*' },
  ],
  // Two of them are part of a name, as in `__init__`, more often than bold.
  _: [{ kind: 'emphasis', mark: '_' }],
  '~~': [{ kind: 'strike', mark: '~~' }],
};

/** Scripts that set no spaces between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** Not what makes a character a picture: that ends no word. */
const inWord = /[\p{Letter}\p{Number}]|(?![\ufe0f\u20e3])\p{Mark}/u;
/** Behind an opening mark none of these: patterns of files, faces, arrows, and keycaps, whose parts are marks on `*`. */
const beginsNothing = /[\s\p{Mark}.,;:!?…)\]}>/\\^|=%-]/u;
const endsNothing = /[\s\\^|([{<=-]/u;

/**
 * The marks of a run of `*`, `_` and `~`, by what is around it. They work around words, not in them, so that
 * `snake_case`, `2*3*4`, `*.ts` and faces stay as they are.
 */
export function marksAt(text: string, from: number, run: string): Mark[] {
  const before = characterBefore(text, from);
  const after = characterAt(text, from + run.length);
  const free = unspaced.test(before) || unspaced.test(after);
  const opens =
    after !== '' && !beginsNothing.test(after) && !/[\\/]/.test(before) && (free || !inWord.test(before));
  const closes = before !== '' && !endsNothing.test(before) && after !== '/' && (free || !inWord.test(after));
  return (run.match(/\*+|_+|~+/g) ?? []).map((part) => {
    const kinds = kindsOf[part] ?? [];
    return { text: part, kinds, opens: opens && kinds.length > 0, closes: closes && kinds.length > 0 };
  });
}

function characterAt(text: string, at: number): string {
  const point = text.codePointAt(at);
  return point === undefined ? '' : String.fromCodePoint(point);
}

function characterBefore(text: string, at: number): string {
  const last = text.charAt(at - 1);
  return /[\udc00-\udfff]/.test(last) ? text.slice(Math.max(0, at - 2), at) : last;
}
