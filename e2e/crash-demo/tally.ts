/** A writer's texts, which are all different, in the order typed. */
export interface Writer {
  name: string;
  typed: string[];
  /** Those that the server has said are stored. */
  acknowledged: Set<string>;
  /** Those that showed on the other person's screen. */
  seen: Set<string>;
}

export interface Verdict {
  lost: number;
  doubled: number;
  outOfOrder: number;
}

/**
 * What the room's whole history says of what was promised: acknowledged texts that are not in it, texts in it more than
 * once, and places where a writer's text stands before one typed earlier. With `complete`, all that was typed must be
 * in it and have been seen.
 */
export function judge(history: readonly string[], writers: readonly Writer[], complete: boolean): Verdict {
  const verdict = { lost: 0, doubled: 0, outOfOrder: 0 };
  const places = new Map<string, number>();
  for (const [place, text] of history.entries()) {
    if (places.has(text)) verdict.doubled++;
    else places.set(text, place);
  }
  for (const { typed, acknowledged, seen } of writers) {
    let last = -1;
    for (const text of typed) {
      const place = places.get(text);
      const promised = complete || acknowledged.has(text);
      if (promised && (place === undefined || (complete && !seen.has(text)))) verdict.lost++;
      if (place === undefined) continue;
      if (place < last) verdict.outOfOrder++;
      last = Math.max(last, place);
    }
  }
  return verdict;
}

/** The worse of two findings: what was once wrong stays so. */
export const worse = (a: Verdict, b: Verdict): Verdict => ({
  lost: Math.max(a.lost, b.lost),
  doubled: Math.max(a.doubled, b.doubled),
  outOfOrder: Math.max(a.outOfOrder, b.outOfOrder),
});

const sum = (writers: readonly Writer[], of: (writer: Writer) => number): number =>
  writers.reduce((total, writer) => total + of(writer), 0);

/** The figures in one line. */
export function line(
  kills: number,
  writers: readonly Writer[],
  { lost, doubled, outOfOrder }: Verdict,
): string {
  const [typed, acknowledged, seen] = [
    sum(writers, (writer) => writer.typed.length),
    sum(writers, (writer) => writer.acknowledged.size),
    sum(writers, (writer) => writer.seen.size),
  ];
  return [
    `kills ${kills}`,
    `typed ${typed}`,
    `acknowledged ${acknowledged}`,
    `seen by the other ${seen}`,
    `lost ${lost}`,
    `doubled ${doubled}`,
    `out of order ${outOfOrder}`,
  ].join(' · ');
}
