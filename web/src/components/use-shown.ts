import { useSyncExternalStore } from 'react';
import type { ApiError } from '../../../contracts/errors.ts';
import type { LookBack } from '../state/look-back.ts';
import type { Place } from '../state/looking.ts';
import { firstOfOthersAfter } from '../state/stretch.ts';
import type { Timeline } from '../state/timeline.ts';
import type { TimelineSnapshot } from '../state/timeline-snapshot.ts';
import type { TimelineItem } from '../state/timeline-items.ts';
import { useStore } from '../state/use-store.ts';

/** One side of what is shown: whether there is more, and why it did not come. */
export interface ShownEdge {
  more: boolean;
  error: ApiError | null;
  /** Asks for more, also after a failure. */
  load: () => void;
}

/** The part of a conversation that is shown, whichever it is: its newest end, or a stretch further up. */
export interface Shown {
  /** Of the newest end. */
  snapshot: TimelineSnapshot;
  /** The stretch further up that is shown; null: the newest end. */
  back: LookBack | null;
  place: Place | null;
  /** On the way to a place: what shows until then is not what the reader came for. */
  going: boolean;
  items: readonly TimelineItem[];
  older: ShownEdge;
  newer: ShownEdge;
  /** The message to draw the "new" line above, if it is in hand. */
  firstUnreadSeq: number | null;
}

const nothing = { subscribe: () => () => {}, getSnapshot: () => null };

export function useShown(timeline: Timeline, me: string): Shown {
  const snapshot = useStore(timeline);
  const { back, place, going } = useStore(timeline.looking);
  const { subscribe, getSnapshot } = back ?? nothing;
  const behind = useSyncExternalStore(subscribe, getSnapshot, getSnapshot);
  const common = { snapshot, back, place, going };
  if (!back || !behind) {
    return {
      ...common,
      items: snapshot.items,
      older: {
        more: snapshot.canLoadOlder,
        error: snapshot.olderError,
        load: () => void timeline.older.load(),
      },
      newer: { more: false, error: null, load: () => {} },
      firstUnreadSeq: snapshot.firstUnreadSeq,
    };
  }
  const fresh = snapshot.newAtEntry;
  const unread = fresh && firstOfOthersAfter(back.stretch, fresh.read, me);
  return {
    ...common,
    items: behind.items,
    older: {
      more: behind.canLoadOlder,
      error: behind.errors.older,
      load: () => void back.loadMore('older'),
    },
    newer: { more: true, error: behind.errors.newer, load: () => void back.loadMore('newer') },
    firstUnreadSeq: unread?.seq ?? null,
  };
}
