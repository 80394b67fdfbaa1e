import { useRef, useState, type FocusEvent, type KeyboardEvent } from 'react';

/** Letters typed within so long are one beginning of a name. */
const typeAheadMs = 700;

interface Roving {
  /** The one entry that Tab stops at. */
  stop: string | null;
  /** For the element around the entries; each entry has its id in `data-row`. */
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  onFocus: (event: FocusEvent<HTMLElement>) => void;
  onBlur: (event: FocusEvent<HTMLElement>) => void;
}

/** A list that is one stop for Tab: arrows, Home, End and the letters of a name move in it. */
export function useRoving(ids: readonly string[], current: string | null): Roving {
  const [focused, setFocused] = useState<string | null>(null);
  const typed = useRef({ text: '', at: 0 });
  const has = (id: string | null): id is string => id !== null && ids.includes(id);
  const stop = has(focused) ? focused : has(current) ? current : (ids[0] ?? null);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const { key, target, altKey, ctrlKey, metaKey } = event;
    if (altKey || ctrlKey || metaKey || !(target instanceof HTMLElement) || !target.dataset.row) return;
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
    const at = rows.indexOf(target);
    let next: HTMLElement | undefined;
    if (key === 'ArrowDown') next = rows[at + 1];
    else if (key === 'ArrowUp') next = rows[at - 1];
    else if (key === 'Home') next = rows[0];
    else if (key === 'End') next = rows.at(-1);
    else if (key.length === 1) {
      const { timeStamp } = event.nativeEvent;
      const before = timeStamp - typed.current.at < typeAheadMs ? typed.current.text : '';
      // No name begins with a space, but many have one.
      if (key === ' ' && before === '') return;
      typed.current = { text: before + key, at: timeStamp };
      next = beginning(rows, typed.current.text, before === '' ? at + 1 : at);
    } else return;
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  return {
    stop,
    onKeyDown,
    onFocus: ({ target }) => {
      const row = target.closest<HTMLElement>('[data-row]')?.dataset.row;
      if (row !== undefined) setFocused(row);
    },
    // Whoever comes back by Tab comes to the current one.
    onBlur: ({ currentTarget, relatedTarget }) => {
      if (!currentTarget.contains(relatedTarget)) setFocused(null);
    },
  };
}

/** The first row from a place on, and round the end, whose name begins so. */
function beginning(rows: readonly HTMLElement[], text: string, from: number): HTMLElement | undefined {
  const collator = new Intl.Collator(undefined, { usage: 'search', sensitivity: 'base' });
  return [...rows.slice(from), ...rows.slice(0, from)].find((row) => {
    const name = row.querySelector('bdi')?.textContent ?? '';
    return collator.compare(name.slice(0, text.length), text) === 0;
  });
}
