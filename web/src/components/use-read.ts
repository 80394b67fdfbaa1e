import { useEffect, useLayoutEffect } from 'react';
import type { MyRoom } from '../state/rooms.ts';
import type { SignedIn } from '../state/signed-in.ts';
import type { Timeline } from '../state/timeline.ts';
import { lastSeqInView, type Scroll } from './use-scroll.ts';

/** Whether somebody looks at this page now. */
const isLookedAt = (): boolean => document.visibilityState === 'visible' && document.hasFocus();

/** Moves the read position to what was in view while somebody looked. */
export function useRead(
  my: SignedIn,
  timeline: Timeline,
  room: MyRoom,
  { view, rows }: Scroll,
  following: boolean,
): void {
  const note = (): void => {
    const box = view.current;
    if (!isLookedAt() || !box || !rows.current) return;
    const { status, head } = timeline.getSnapshot();
    if (status.state !== 'live' && status.state !== 'catching-up') return;
    const seq = following ? head : lastSeqInView(box, rows.current);
    if (seq !== null && seq > room.read) my.markRead(room.id, seq);
  };
  // Before the browser draws: what is read as it comes in never shows as unread.
  useLayoutEffect(note);
  useEffect(() => {
    const back = (): void => {
      if (!isLookedAt()) return;
      // What came while nobody looked gets a line of its own.
      const mine = my.rooms.get(room.id);
      if (mine && mine.unread > 0 && following) timeline.entered(mine.read, mine.unread);
      note();
    };
    addEventListener('focus', back);
    document.addEventListener('visibilitychange', back);
    return () => {
      removeEventListener('focus', back);
      document.removeEventListener('visibilitychange', back);
    };
  });
}
