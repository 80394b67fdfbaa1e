/**
 * How many entries of a conversation are on the page at once, and how the stretch moves as one scrolls. Enough for a tall
 * screen full of short lines and what is brought before it is reached; a step so small that drawing it fits into one frame
 * or two on a slow machine, since whoever scrolls would see a longer one.
 */
const atEnd = 150;
const most = 250;
const step = 25;

export interface Stretch {
  start: number;
  end: number;
}

interface Entry {
  id: string;
  seq: number | null;
}

/** The entries to draw: the newest ones when `from` is null or gone, else those from the one with that id. */
export function stretchOf(items: readonly Entry[], from: string | null): Stretch {
  const found = from === null ? -1 : items.findIndex(({ id }) => id === from);
  if (found === -1) return { start: newest(items), end: items.length };
  return { start: found, end: Math.min(items.length, found + most) };
}

/**
 * Where the newest ones begin. The same entry for a while as more comes, whatever goes from memory: an old one that went
 * for each new one would move all between.
 */
function newest(items: readonly Entry[]): number {
  const start = Math.max(0, items.length - atEnd);
  for (let at = start; at > Math.max(0, start - 2 * step); at--)
    if ((items[at]?.seq ?? 1) % step === 0) return at;
  return start;
}

/** The id to draw from after moving up or down by a step; null when that reaches the newest. */
export function moved(items: readonly Entry[], { start }: Stretch, direction: 'up' | 'down'): string | null {
  if (direction === 'up') return items[Math.max(0, start - step)]?.id ?? null;
  return start + step + most > items.length + step ? null : (items[start + step]?.id ?? null);
}
