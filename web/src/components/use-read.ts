import { useEffect, useLayoutEffect, type RefObject } from 'react';
import type { LookBack } from '../state/look-back.ts';
import type { MyRoom } from '../state/my-room.ts';
import type { SignedIn } from '../state/signed-in.ts';
import { indexOf } from '../state/stretch.ts';
import type { Timeline } from '../state/timeline.ts';
import { firstSeqInView, isAtEnd, lastSeqInView, type Scroll } from './use-scroll.ts';

/** Whether somebody looks at this page now. */
const isLookedAt = (): boolean => document.visibilityState === 'visible' && document.hasFocus();

interface Looked {
  /** At the newest end, which stays in view. */
  following: boolean;
  /** A stretch further up is shown instead. */
  back: LookBack | null;
  /** Whether the reader's place in the room was found. */
  begun: RefObject<boolean>;
}

/**
 * Moves the read position to what was in view while somebody looked; to the head where the newest end is in view. It only
 * ever moves forward. In a stretch further up, where one comes by an address or a date, it moves only on from where it
 * is: what lies between it and the view was not seen. Answers what notes it, for when the view was scrolled.
 */
export function useRead(
  my: SignedIn,
  timeline: Timeline,
  room: MyRoom,
  { view, rows }: Scroll,
  { following, back, begun }: Looked,
): () => void {
  const note = (): void => {
    const box = view.current;
    if (!begun.current || !isLookedAt() || !box || !rows.current) return;
    const { status, head } = timeline.getSnapshot();
    if (status.state !== 'live' && status.state !== 'catching-up') return;
    // On the way to a place nothing is read in passing.
    if (timeline.looking.getSnapshot().going) return;
    // The view may have been moved since the page was drawn, to where reading stopped.
    const seq = following && isAtEnd(box) ? head : lastSeqInView(box, rows.current);
    if (seq === null || seq <= room.read) return;
    if (back && !goesOn(back, room.read, firstSeqInView(box, rows.current))) return;
    my.openRooms.markRead(room.id, seq);
  };
  // Before the browser draws, so that what is read as it comes in never shows as unread.
  useLayoutEffect(note);
  useEffect(() => {
    const back = (): void => {
      if (!isLookedAt()) return;
      // What came while nobody looked gets a line of its own.
      const mine = my.rooms.get(room.id);
      if (mine && mine.unread > 0 && following) timeline.newAtEntry.entered(mine);
      note();
    };
    addEventListener('focus', back);
    document.addEventListener('visibilitychange', back);
    return () => {
      removeEventListener('focus', back);
      document.removeEventListener('visibilitychange', back);
    };
  });
  return note;
}

/** Whether nothing lies between the read position and the first row in view. */
function goesOn(back: LookBack, read: number, firstInView: number | null): boolean {
  const { first, items } = back.stretch;
  const next = items[indexOf(items, read + 1)]?.seq ?? null;
  return first <= read + 1 && next !== null && firstInView !== null && firstInView <= next;
}
