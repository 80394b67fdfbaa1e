/** How many entries of a conversation are on the page at once, and how the stretch moves as one scrolls. */
const atEnd = 200;
const most = 400;
const step = 100;

export interface Stretch {
  start: number;
  end: number;
}

/** The entries to draw: the newest ones when `from` is null or gone, else those from the one with that id. */
export function stretchOf(items: readonly { id: string }[], from: string | null): Stretch {
  const found = from === null ? -1 : items.findIndex(({ id }) => id === from);
  if (found === -1) return { start: Math.max(0, items.length - atEnd), end: items.length };
  return { start: found, end: Math.min(items.length, found + most) };
}

/** The id to draw from after moving up or down by a step; null when that reaches the newest. */
export function moved(
  items: readonly { id: string }[],
  { start }: Stretch,
  direction: 'up' | 'down',
): string | null {
  if (direction === 'up') return items[Math.max(0, start - step)]?.id ?? null;
  return start + step + most > items.length + step ? null : (items[start + step]?.id ?? null);
}
