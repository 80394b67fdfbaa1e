import { useSyncExternalStore } from 'react';

/** Where one pane shows at a time, as layout.css has it. */
const query = '(max-width: 767px)';

/** Whether only one pane shows at a time. */
export const isNarrow = (): boolean => matchMedia(query).matches;

function subscribe(changed: () => void): () => void {
  const list = matchMedia(query);
  list.addEventListener('change', changed);
  return () => list.removeEventListener('change', changed);
}

/** The same, for as long as a component is there. */
export const useNarrow = (): boolean => useSyncExternalStore(subscribe, isNarrow);
