import { useSyncExternalStore } from 'react';
import { followOpen, isOnBackStep, onceStill } from './back-steps.ts';

const listeners = new Set<() => void>();
const tell = (): void => {
  for (const listener of [...listeners]) listener();
};

/** Goes to a path of the app without loading the page anew. `replace` leaves no step in the history. */
export function go(path: string, { replace = false } = {}): void {
  onceStill(() => {
    if (path === currentPath()) return;
    // From a dialog one goes on in its place: the way back leads to where it was opened.
    if (replace || isOnBackStep()) history.replaceState(null, '', path);
    else history.pushState(null, '', path);
    tell();
    followOpen();
  });
}

/** The path with its query, without the fragment. */
export const currentPath = (): string => location.pathname + location.search;

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) addEventListener('popstate', tell);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) removeEventListener('popstate', tell);
  };
}

/** The path on show; the component is drawn anew when it changes. */
export function usePath(): string {
  return useSyncExternalStore(subscribe, currentPath, currentPath);
}
