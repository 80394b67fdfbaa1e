/**
 * How many entries of a conversation are on the page at once, and how the part moves as one scrolls. Enough for a tall
 * screen full of short lines and what is brought before it is reached; a step so small that drawing it fits into one frame
 * or two on a slow machine, since whoever scrolls would see a longer one.
 */
const atEnd = 150;
const most = 250;
const step = 16;

export interface Part {
  start: number;
  end: number;
}

interface Entry {
  id: string;
  seq: number | null;
}

/**
 * The entries to draw: those from the one with that id on; when there is none, the newest ones, or where what is in hand
 * does not reach the newest, the oldest.
 */
export function partOf(items: readonly Entry[], from: string | null, newest: boolean): Part {
  const found = from === null ? -1 : items.findIndex(({ id }) => id === from);
  const start = found !== -1 ? found : newest ? newestFrom(items) : 0;
  return { start, end: Math.min(items.length, start + most) };
}

/**
 * Where the newest ones begin. The same entry for a while as more comes, whatever goes from memory: an old one that went
 * for each new one would move all between.
 */
function newestFrom(items: readonly Entry[]): number {
  const start = Math.max(0, items.length - atEnd);
  for (let at = start; at > Math.max(0, start - 2 * step); at--)
    if ((items[at]?.seq ?? 1) % step === 0) return at;
  return start;
}

/** The id to draw from after moving up or down by a step. */
export function moved(items: readonly Entry[], { start }: Part, direction: 'up' | 'down'): string | null {
  const at = direction === 'up' ? start - step : Math.min(start + step, items.length - most);
  return items[Math.max(0, at)]?.id ?? null;
}

/** The id to draw from so that an entry is on the page with as much above it as below. */
export function around(items: readonly Entry[], at: number): string | null {
  return items[Math.max(0, at - most / 2)]?.id ?? null;
}
