import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

interface Anchor {
  id: string;
  /** Pixels from the top of the view to the top of that row. */
  top: number;
}

export interface Scroll {
  view: RefObject<HTMLDivElement | null>;
  rows: RefObject<HTMLDivElement | null>;
  /** The newest end is in view and stays there as more comes. */
  atEnd: boolean;
  /** To be called for every scroll event of the view. */
  scrolled: () => void;
  toEnd: () => void;
  /** Brings a row with `data-id` to the upper third. */
  toRow: (selector: string) => void;
}

/** Within so many pixels of the end counts as at the end. */
const endPixels = 32;

/**
 * Keeps the reader's place while rows come and go above and below: at the end it stays at the end, elsewhere the first
 * row in view stays where it is. The browser's own anchoring is off: Safari has none, and two at once would add up.
 * `endIsNewest` says whether the lower end of what is drawn is the newest: any other is only where more comes in.
 */
export function useScroll(endIsNewest: RefObject<boolean>): Scroll {
  const view = useRef<HTMLDivElement>(null);
  const rows = useRef<HTMLDivElement>(null);
  const anchor = useRef<Anchor | null>(null);
  const end = useRef(true);
  const lastTop = useRef(0);
  const [atEnd, setAtEnd] = useState(true);

  const scrolled = useCallback(() => {
    const box = view.current;
    if (!box || !rows.current) return;
    // What grew a moment ago may be heard of after this: only scrolling up leaves the end.
    const stays = end.current && box.scrollTop >= lastTop.current;
    end.current = endIsNewest.current && (isAtEnd(box) || stays);
    // Where this hook scrolled to, the row to keep is the same: taken anew, what was rounded off would add up.
    if (box.scrollTop !== lastTop.current || !anchor.current) anchor.current = anchorIn(box, rows.current);
    lastTop.current = box.scrollTop;
    setAtEnd(end.current);
  }, [endIsNewest]);

  const settle = useCallback(() => {
    const box = view.current;
    if (!box || !rows.current) return;
    if (end.current && endIsNewest.current) {
      box.scrollTop = box.scrollHeight;
      lastTop.current = box.scrollTop;
      return;
    }
    const kept = anchor.current;
    const row = kept && rows.current.querySelector<HTMLElement>(`[data-id="${CSS.escape(kept.id)}"]`);
    if (!row) return;
    const drift = topIn(box, row) - kept.top;
    // Scrolling goes by whole pixels; cut off instead of rounded, the row would move by almost one.
    if (drift !== 0) box.scrollTop = Math.round(box.scrollTop + drift);
    lastTop.current = box.scrollTop;
  }, [endIsNewest]);

  // After every drawing, and whenever a size changes: a code block that wraps, a keyboard that opens, a window resized.
  useLayoutEffect(settle);
  useEffect(() => {
    const observer = new ResizeObserver(settle);
    if (view.current) observer.observe(view.current);
    if (rows.current) observer.observe(rows.current);
    return () => observer.disconnect();
  }, [settle]);

  const toEnd = useCallback(() => {
    end.current = true;
    setAtEnd(true);
    settle();
  }, [settle]);

  const toRow = useCallback(
    (selector: string) => {
      const box = view.current;
      const row = rows.current?.querySelector<HTMLElement>(selector);
      if (!box || !row) return;
      end.current = false;
      box.scrollTop = row.offsetTop - box.clientHeight / 3;
      scrolled();
    },
    [scrolled],
  );

  return { view, rows, atEnd, scrolled, toEnd, toRow };
}

/** Whether the newest end is in view. */
export function isAtEnd(box: HTMLElement): boolean {
  return box.scrollHeight - box.clientHeight - box.scrollTop <= endPixels;
}

/**
 * The first row that begins in view: one that is cut off may grow over the upper edge. Only where that fills the view, it
 * is itself what is read.
 */
function anchorIn(box: HTMLElement, rows: HTMLElement): Anchor | null {
  const first = rowAt(rows, box.scrollTop);
  let row = first;
  while (row && (topIn(box, row) <= -1 || row.dataset.id === undefined))
    row = row.nextElementSibling as HTMLElement | null;
  const kept = row && topIn(box, row) < box.clientHeight ? row : first;
  const id = kept?.dataset.id;
  return kept && id !== undefined ? { id, top: topIn(box, kept) } : null;
}

/** How far below the upper edge of the view a row begins, with the fractions that offsets leave out. */
function topIn(box: HTMLElement, row: HTMLElement): number {
  return row.getBoundingClientRect().top - box.getBoundingClientRect().top;
}

/** The first row whose lower edge is below a place, found by halving: rows stand in order. */
function rowAt(rows: HTMLElement, y: number): HTMLElement | null {
  const { children } = rows;
  let low = 0;
  let high = children.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = children[middle] as HTMLElement;
    if (row.offsetTop + row.offsetHeight > y) high = middle;
    else low = middle + 1;
  }
  for (let at = low; at < children.length; at++) {
    const row = children[at] as HTMLElement;
    if (row.dataset.id !== undefined) return row;
  }
  return null;
}

/** The largest `data-seq` of a row that is wholly above the lower edge of the view. */
export function lastSeqInView(box: HTMLElement, rows: HTMLElement): number | null {
  const { children } = rows;
  for (let at = children.length - 1; at >= 0; at--) {
    const row = children[at] as HTMLElement;
    if (
      row.dataset.seq !== undefined &&
      row.offsetTop + row.offsetHeight <= box.scrollTop + box.clientHeight
    ) {
      return Number(row.dataset.seq);
    }
  }
  return null;
}

/** The smallest `data-seq` of a row of which something is in view. */
export function firstSeqInView(box: HTMLElement, rows: HTMLElement): number | null {
  for (let row = rowAt(rows, box.scrollTop); row; row = row.nextElementSibling as HTMLElement | null)
    if (row.dataset.seq !== undefined) return Number(row.dataset.seq);
  return null;
}
