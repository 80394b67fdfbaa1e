import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Scroll } from './use-scroll.ts';
import type { Shown } from './use-shown.ts';
import type { Part } from './visible-rows.ts';

/** A message that was gone to is marked for so long; `places.css` fades the mark within this time. */
const markedMs = 2_500;

/**
 * Takes the reader to the place they want to be at, once it is in hand: onto the page, into the upper third, with the
 * focus. Answers the id of the entry to mark, for a moment.
 */
export function usePlace(
  { place, items }: Shown,
  part: Part,
  draw: (at: number) => void,
  { rows, toRow }: Scroll,
): string | null {
  const [marked, setMarked] = useState<string | null>(null);
  const reached = useRef<object | null>(null);
  useLayoutEffect(() => {
    if (place === null || reached.current === place) return;
    const at = items.findIndex(({ id }) => id === place.id);
    if (at === -1) return;
    if (at < part.start || at >= part.end) {
      draw(at);
      return;
    }
    reached.current = place;
    const selector = `[data-id="${CSS.escape(place.id)}"]`;
    toRow(selector);
    // Its own place is where it was brought; the browser's would be another.
    rows.current?.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
    setMarked(place.id);
  }, [place, items, part.start, part.end, draw, rows, toRow]);
  useEffect(() => {
    if (marked === null) return undefined;
    const timer = setTimeout(() => setMarked(null), markedMs);
    return () => clearTimeout(timer);
  }, [marked, place]);
  return marked;
}
