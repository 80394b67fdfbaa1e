import { useEffect, type RefObject } from 'react';
import { currentPath, go } from '../navigate.ts';
import { placeOf } from '../routes.ts';
import type { Timeline } from '../state/timeline.ts';

/** A link to a room or message of this very app is followed here, not in a new tab. */
export function useMessageLinks(view: RefObject<HTMLElement | null>, timeline: Timeline): void {
  useEffect(() => {
    const log = view.current;
    if (!log) return undefined;
    const follow = (event: MouseEvent): void => {
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      const { button, ctrlKey, metaKey, shiftKey, altKey } = event;
      if (!link || button !== 0 || ctrlKey || metaKey || shiftKey || altKey) return;
      const { origin, pathname, search } = new URL(link.href);
      const place = placeOf(pathname);
      if (origin !== location.origin || place.name !== 'room') return;
      event.preventDefault();
      // Once more to where one is: they have scrolled away since.
      if (pathname + search === currentPath() && place.seq !== undefined) timeline.looking.at(place.seq);
      else go(pathname + search);
    };
    log.addEventListener('click', follow);
    return () => log.removeEventListener('click', follow);
  }, [view, timeline]);
}
