/** Inline code in a text: from the first backtick to behind the last, and what is between. */
export interface CodeSpan {
  from: number;
  to: number;
  code: string;
}

/** Finds inline code: as many backticks as began it end it, on the same line. In the order of the text. */
export function codeSpansIn(text: string): CodeSpan[] {
  const runs = [...text.matchAll(/`+|\n/g)];
  /** For each run the next one of its length on its line. */
  const closing: (number | undefined)[] = [];
  const latest = new Map<number, number>();
  for (let at = runs.length - 1; at >= 0; at--) {
    const [run] = runs[at] ?? [''];
    if (run === '\n') latest.clear();
    else {
      closing[at] = latest.get(run.length);
      latest.set(run.length, at);
    }
  }
  const spans: CodeSpan[] = [];
  for (let at = 0; at < runs.length; at++) {
    const open = runs[at];
    const closes = closing[at];
    const close = closes === undefined ? undefined : runs[closes];
    if (!open || !close || closes === undefined) continue;
    const to = close.index + close[0].length;
    spans.push({ from: open.index, to, code: inner(text.slice(open.index + open[0].length, close.index)) });
    at = closes;
  }
  return spans;
}

/** A space on either side lets code begin or end with a backtick, and is none of it. */
function inner(code: string): string {
  return /^ .*\S.* $/.test(code) ? code.slice(1, -1) : code;
}
