import { useCallback, useLayoutEffect, useState, type RefObject } from 'react';
import type { Shown } from './use-shown.ts';
import { around, moved, partOf, type Part } from './visible-rows.ts';

/** Less than this above or below the view: time to bring more. */
const nearPixels = 800;

interface Drawn {
  /** Which of the entries are on the page. */
  part: Part;
  /** Whether the newest entry of the room is among them. */
  reachesNewest: boolean;
  /** Puts an entry on the page that is in hand. */
  draw: (at: number) => void;
  drawNewest: () => void;
  /** Draws more, or asks for more, where the view nears an edge. To be called after every drawing and scrolling. */
  bringMore: () => void;
  /** The view was scrolled. */
  scrolled: () => void;
}

/** Keeps a bounded part of what is shown on the page, and moves it along with the view. */
export function useDrawn(view: RefObject<HTMLDivElement | null>, shown: Shown): Drawn {
  const { items, back, older, newer } = shown;
  const [from, setFrom] = useState<string | null>(null);
  const part = partOf(items, from, back === null);
  const reachesNewest = back === null && (from === null || part.end === items.length);
  const first = items[part.start]?.id ?? null;
  // What is drawn of a stretch further up stays drawn when that becomes part of the newest end.
  useLayoutEffect(() => {
    if (back && from === null) setFrom(first);
  }, [back, from, first]);

  const bringMore = (): void => {
    const box = view.current;
    if (!box || items.length === 0) return;
    const above = box.scrollTop < nearPixels;
    const below = box.scrollHeight - box.clientHeight - box.scrollTop < nearPixels;
    if (above && part.start > 0) setFrom(moved(items, part, 'up'));
    else if (below && part.end < items.length) setFrom(moved(items, part, 'down'));
    else {
      if (above && older.more && !older.error) older.load();
      if (below && newer.more && !newer.error) newer.load();
    }
  };
  const scrolled = (): void => {
    const box = view.current;
    // Away from the end the part stays where it is, or new messages would push old ones off the page.
    if (box && from === null && box.scrollHeight - box.clientHeight - box.scrollTop > nearPixels)
      setFrom(first);
    bringMore();
  };
  const draw = (at: number): void => setFrom(around(items, at));
  const drawNewest = useCallback(() => setFrom(null), []);
  return { part, reachesNewest, draw, drawNewest, bringMore, scrolled };
}
