import { useSyncExternalStore } from 'react';
import type { Store } from './store.ts';

/**
 * The one way from live data to the screen. With `select` a component is drawn anew only when the selected value is
 * another (by identity), so select parts of the snapshot and do not build new objects in it.
 */
export function useStore<Snapshot extends object>(store: Store<Snapshot>): Snapshot;
export function useStore<Snapshot extends object, Part>(
  store: Store<Snapshot>,
  select: (snapshot: Snapshot) => Part,
): Part;
export function useStore<Snapshot extends object, Part>(
  store: Store<Snapshot>,
  select?: (snapshot: Snapshot) => Part,
): Snapshot | Part {
  const read = (): Snapshot | Part => (select ? select(store.getSnapshot()) : store.getSnapshot());
  return useSyncExternalStore(store.subscribe, read, read);
}
