import { useLayoutEffect, type RefObject } from 'react';

/** Pixels between the field and the list, and between the list and the edge of the view. */
const gap = 8;

/**
 * Keeps a field's list of completions in sight: it stands above the field, and where the field is a message's in the
 * conversation, below it if there is more room there.
 */
export function useListPlace(list: RefObject<HTMLElement | null>): void {
  // Typing changes how much there is to show, and may move the field.
  useLayoutEffect(() => {
    const { current } = list;
    const view = current?.closest('.log')?.getBoundingClientRect();
    const field = current?.parentElement?.getBoundingClientRect();
    if (!current || !view || !field) return;
    const above = field.top - view.top;
    const below = view.bottom - field.bottom;
    const isBelow = above < current.scrollHeight + gap && below > above;
    current.classList.toggle('below', isBelow);
    current.style.setProperty('--room', `${Math.round(Math.max(above, below)) - gap}px`);
  });
}
