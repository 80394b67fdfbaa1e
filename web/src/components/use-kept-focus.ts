import { useEffect, type RefObject } from 'react';

/**
 * What had the focus may go away: a button with the message that was deleted, a member who was removed. Then its row gets
 * the focus, or if that went too, the box or what can be focused in it: best in the row that took its place. `rows` selects
 * the rows.
 */
export function useKeptFocus(box: RefObject<HTMLElement | null>, rows: string): void {
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    let last: HTMLElement | null = null;
    let row: HTMLElement | null = null;
    let rowAt = 0;
    const allRows = (): HTMLElement[] => [...element.querySelectorAll<HTMLElement>(rows)];
    const instead = (): HTMLElement => {
      const now = allRows();
      const place = now[rowAt] ?? now.at(-1);
      return (
        element.querySelector<HTMLElement>('[tabindex="0"]') ??
        place?.querySelector('button') ??
        element.querySelector('button') ??
        element
      );
    };
    const focused = ({ target }: FocusEvent): void => {
      const inside = target instanceof HTMLElement && element.contains(target);
      last = inside ? target : last;
      row = inside ? target.closest<HTMLElement>(rows) : row;
      if (inside && row) rowAt = allRows().indexOf(row);
    };
    const changed = (): void => {
      if (last === null || last.isConnected || document.activeElement !== document.body) return;
      // Beneath a dialog that waits for its answer nothing can have the focus; its going is told here too.
      const dialog = [...document.querySelectorAll('dialog[open]')].at(-1);
      if (dialog && !dialog.contains(element)) return;
      last = null;
      const next = row?.isConnected ? row : element.tabIndex === 0 ? element : instead();
      next.focus({ preventScroll: true });
    };
    // Of the whole page: the dialog that held the focus goes after the row.
    const observer = new MutationObserver(changed);
    observer.observe(document.body, { childList: true, subtree: true });
    element.addEventListener('focusin', focused);
    return () => {
      observer.disconnect();
      element.removeEventListener('focusin', focused);
    };
  }, [box, rows]);
}
