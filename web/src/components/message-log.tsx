import { useEffect, useImperativeHandle, useLayoutEffect, useRef, type ReactNode, type Ref } from 'react';
import type { MyRoom } from '../state/my-room.ts';
import type { Timeline } from '../state/timeline.ts';
import { useStore } from '../state/use-store.ts';
import { useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';
import { LowerEdge, UpperEdge } from './log-edge.tsx';
import { LogRows, type MessageActs } from './log-rows.tsx';
import { useDrawn } from './use-drawn.ts';
import { useMessageKeys } from './use-message-keys.ts';
import { useMessageLinks } from './use-message-links.ts';
import { usePlace } from './use-place.ts';
import { useRead } from './use-read.ts';
import { useScroll } from './use-scroll.ts';
import { useShown } from './use-shown.ts';

/** What others may ask of the log. */
export interface LogHandle {
  toNewest: () => void;
}

interface MessageLogProps extends MessageActs {
  timeline: Timeline;
  room: MyRoom;
  /** Tells whether to offer a way down, and when the newest is in view again. */
  onAtEnd: (atEnd: boolean) => void;
  handle: Ref<LogHandle>;
  /** Shown while nobody has written anything. */
  hint: ReactNode;
}

/** The conversation: a bounded part of it on the page, in order, keeping the reader's place. */
export function MessageLog({ timeline, room, onAtEnd, handle, hint, ...acts }: MessageLogProps) {
  const t = useTexts();
  const my = useMy();
  const begun = useRef(false);
  const all = useShown(timeline, my.me);
  const cut = useStore(my.connection).state === 'waiting';
  // Whoever comes by an address sees that place first, and not the newest end for a moment; without a connection that
  // could be long, and what was kept is there to be read.
  const waiting = all.going && !begun.current && !(cut && all.items.length > 0);
  const shown = waiting ? { ...all, items: [] } : all;
  const { snapshot, back, items, place, firstUnreadSeq } = shown;
  const { status } = snapshot;
  const endIsNewest = useRef(true);
  const scroll = useScroll(endIsNewest);
  const { view, rows, atEnd, toRow, toEnd } = scroll;
  const { part, reachesNewest, draw, drawNewest, bringMore, scrolled } = useDrawn(view, shown);
  endIsNewest.current = reachesNewest;
  const newest = atEnd && reachesNewest;

  useMessageKeys(view);
  useMessageLinks(view, timeline);
  useEffect(() => onAtEnd(newest), [newest, onAtEnd]);
  useLayoutEffect(() => {
    timeline.looking.readingFrom = newest || back ? null : (items[part.start]?.seq ?? null);
  });
  useLayoutEffect(
    () => () => {
      // Nobody reads further up in a room that is left: it need not keep that in memory.
      timeline.looking.readingFrom = null;
    },
    [timeline],
  );
  useImperativeHandle(
    handle,
    () => ({
      toNewest: () => {
        timeline.looking.toNewest();
        drawNewest();
        toEnd();
      },
    }),
    [timeline, drawNewest, toEnd],
  );

  // The reader begins at the place they came for, or where reading stopped, else at the newest.
  const marked = usePlace(shown, part, draw, scroll);
  useLayoutEffect(() => {
    if (begun.current || items.length === 0) return;
    const elsewhere = place !== null || !atEnd;
    // Until it is known what is new, and that is here, the newest end is only where the reader waits.
    if (!elsewhere && !snapshot.entryKnown) return;
    const at =
      elsewhere || firstUnreadSeq === null ? -1 : items.findIndex((item) => item.seq === firstUnreadSeq);
    if (at !== -1 && at < part.start) {
      // It is on the page only when this is drawn.
      draw(at);
      return;
    }
    begun.current = true;
    if (at !== -1) toRow('.new-line');
  });
  // After that, or all would be read before the view has moved to where reading stopped.
  const read = useRead(my, timeline, room, scroll, { following: newest && !all.going, back, begun });
  // Rows that came may not fill the view yet.
  useEffect(bringMore);

  const loaded = status.state !== 'loading' && !waiting;
  return (
    <div
      ref={view}
      className="log"
      role="log"
      // New messages are read out by a region of their own; this one would also read what is loaded above.
      aria-live="off"
      aria-label={t.conversation.messages(room.name)}
      aria-busy={!loaded}
      tabIndex={0}
      onScroll={() => {
        scroll.scrolled();
        scrolled();
        if (back) read();
      }}
    >
      <div ref={rows} className="rows">
        {waiting ? (
          <p className="log-edge">{t.general.loading}</p>
        ) : (
          <UpperEdge timeline={timeline} shown={shown} atStart={part.start === 0} />
        )}
        <LogRows
          room={room}
          items={items}
          part={part}
          firstUnreadSeq={firstUnreadSeq}
          marked={marked}
          acts={acts}
        />
        {shown.newer.more && <LowerEdge newer={shown.newer} />}
        {loaded &&
          status.state !== 'failed' &&
          !back &&
          !items.some((item) => item.kind === 'message') &&
          hint}
      </div>
    </div>
  );
}
