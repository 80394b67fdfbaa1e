/** The middle value; of an even number the mean of the two in the middle. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

/** The smallest of the ascending values that so many percent of them do not exceed (nearest rank). NaN of none. */
export function percentile(ascending: ArrayLike<number>, percent: number): number {
  const rank = Math.ceil((percent / 100) * ascending.length);
  return ascending[Math.max(rank, 1) - 1] ?? Number.NaN;
}

/**
 * How memory grew from the first quarter of what was done until its end: bytes then, bytes at the end, and bytes for
 * 100,000 messages. Before that caches fill. `looks` in order; NaN of none.
 */
export function growthOf(looks: readonly { messages: number; bytes: number }[]): {
  first: number;
  last: number;
  growth: number;
} {
  const end = looks.at(-1);
  const begin = looks.find(({ messages }) => messages >= (end?.messages ?? 0) / 4);
  if (!begin || !end) return { first: Number.NaN, last: Number.NaN, growth: Number.NaN };
  const messages = end.messages - begin.messages;
  const growth = messages === 0 ? Number.NaN : ((end.bytes - begin.bytes) / messages) * 1e5;
  return { first: begin.bytes, last: end.bytes, growth };
}
