import type { ApiError } from '../../../contracts/errors.ts';
import type { TimelineItem } from './timeline-items.ts';

/** Why a room is no longer there for its reader. `not_found`: nobody said. */
export type GoneCode = 'left' | 'removed' | 'room_deleted' | 'not_found';

export type TimelineStatus =
  /** Nothing to show yet: the newest page is on its way. */
  | { state: 'loading' }
  /** The newest page could not be loaded; `reload()` tries again, as does the next connection. */
  | { state: 'failed'; error: ApiError }
  /** What is shown may lack the newest: there is no connection, or it is being filled in. */
  | { state: 'catching-up' }
  /** Everything there is, as it happens. */
  | { state: 'live' }
  /** Not the user's room (any more). Nothing is shown. */
  | { state: 'gone'; code: GoneCode };

export interface TimelineSnapshot {
  room: string;
  status: TimelineStatus;
  /** Oldest first, without a gap; posts on their way come last. */
  items: readonly TimelineItem[];
  /** Whether there is more above. */
  canLoadOlder: boolean;
  loadingOlder: boolean;
  /** Why the last `older.load()` failed; null once it worked. */
  olderError: ApiError | null;
  /**
   * The message to draw the "new" line above, as it was when the room was entered. Null: nothing was new, or it is
   * further up than what is in hand.
   */
  firstUnreadSeq: number | null;
  /** What was new when the room was entered: read up to `read`, and `count` messages since. Null: nothing. */
  newAtEntry: { read: number; count: number } | null;
  /** Whether the server has said what was new then, and all of that is in hand or further up. */
  entryKnown: boolean;
  /** Whether the first of them is further up than what is in hand. */
  newAbove: boolean;
  /** The seq of the newest event in hand; 0 before the first page. */
  head: number;
}
