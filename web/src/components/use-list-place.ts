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
    const log = list.current?.closest('.log');
    if (!log) return undefined;
    const place = (): void => placeIn(log, list.current);
    place();
    // So does what comes into the conversation, and a keyboard that opens.
    log.addEventListener('scroll', place, { passive: true });
    const observer = new ResizeObserver(place);
    observer.observe(log);
    return () => {
      log.removeEventListener('scroll', place);
      observer.disconnect();
    };
  });
}

function placeIn(log: Element, list: HTMLElement | null): void {
  const view = log.getBoundingClientRect();
  const field = list?.parentElement?.getBoundingClientRect();
  if (!list || !field) return;
  const above = field.top - view.top;
  const below = view.bottom - field.bottom;
  const isBelow = above < list.scrollHeight + gap && below > above;
  list.classList.toggle('below', isBelow);
  list.style.setProperty('--room', `${Math.round(Math.max(above, below)) - gap}px`);
}
