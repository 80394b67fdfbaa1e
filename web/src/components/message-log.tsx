import {
  Fragment,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type ReactNode,
  type Ref,
} from 'react';
import type { MyRoom } from '../state/rooms.ts';
import type { Timeline, TimelineSnapshot } from '../state/timeline.ts';
import type { MessageItem, TimelineItem } from '../state/timeline-items.ts';
import { useStore } from '../state/use-store.ts';
import { dayName, dayOf } from '../text/times.ts';
import { useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';
import { ErrorText } from './form.tsx';
import { Message } from './message.tsx';
import { Notice } from './notice.tsx';
import { useNames } from './person-name.ts';
import { useMessageKeys } from './use-message-keys.ts';
import { useRead } from './use-read.ts';
import { useScroll } from './use-scroll.ts';
import { moved, stretchOf } from './visible-rows.ts';

/** What others may ask of the log. */
export interface LogHandle {
  toNewest: () => void;
}

interface MessageLogProps {
  timeline: Timeline;
  room: MyRoom;
  editing: string | null;
  onEdit: (id: string | null) => void;
  onDelete: (item: MessageItem) => void;
  /** Tells whether to offer a way down, and when the newest is in view again. */
  onAtEnd: (atEnd: boolean) => void;
  handle: Ref<LogHandle>;
  /** Shown while nobody has written anything. */
  hint: ReactNode;
}

/** Messages of one sender within so long stand under one name. */
const groupMs = 5 * 60_000;
/** Less than this above the view: time to bring more. */
const nearPixels = 800;
/** Of 200 whom one socket may watch in all, the rest is for the list of members. */
const watchedMost = 100;

/** The conversation: a bounded stretch of it on the page, in order, keeping the reader's place. */
export function MessageLog({
  timeline,
  room,
  editing,
  onEdit,
  onDelete,
  onAtEnd,
  handle,
  hint,
}: MessageLogProps) {
  const t = useTexts();
  const my = useMy();
  const snapshot = useStore(timeline);
  const profiles = useStore(my.profiles);
  const name = useNames();
  const scroll = useScroll();
  const { items, firstUnreadSeq } = snapshot;
  const [from, setFrom] = useState<string | null>(null);
  const stretch = stretchOf(items, from);
  const { view, rows, atEnd, toRow, toEnd } = scroll;
  const whole = from === null || stretch.end === items.length;
  const following = atEnd && whole;

  useMessageKeys(view);
  useRead(my, timeline, room, scroll, following);
  useEffect(() => onAtEnd(following), [following, onAtEnd]);
  useLayoutEffect(() => {
    timeline.following = following;
  }, [timeline, following]);
  useImperativeHandle(
    handle,
    () => ({
      toNewest: () => {
        setFrom(null);
        toEnd();
      },
    }),
    [toEnd],
  );

  // The reader begins where reading stopped, else at the newest.
  const begun = useRef(false);
  useLayoutEffect(() => {
    if (begun.current || items.length === 0) return;
    begun.current = true;
    const at = firstUnreadSeq === null ? -1 : items.findIndex((item) => item.seq === firstUnreadSeq);
    if (at === -1) return;
    if (at < stretch.start) setFrom(items[Math.max(0, at - 20)]?.id ?? null);
    toRow('.new-line');
  }, [items, firstUnreadSeq, stretch.start, toRow]);

  const bringMore = (): void => {
    const box = view.current;
    if (!box || items.length === 0) return;
    if (box.scrollTop < nearPixels) {
      if (stretch.start > 0) setFrom(moved(items, stretch, 'up'));
      else if (snapshot.canLoadOlder && !snapshot.olderError) void timeline.loadOlder();
    } else if (
      box.scrollHeight - box.clientHeight - box.scrollTop < nearPixels &&
      stretch.end < items.length
    ) {
      setFrom(moved(items, stretch, 'down'));
    }
  };
  // Rows that came may not fill the view yet.
  useEffect(bringMore);

  const scrolled = (): void => {
    scroll.scrolled();
    const box = view.current;
    // Away from the end the stretch stays where it is, or new messages would push old ones off the page.
    if (box && from === null && box.scrollHeight - box.clientHeight - box.scrollTop > nearPixels) {
      setFrom(items[stretch.start]?.id ?? null);
    }
    bringMore();
  };

  const drawn = items.slice(stretch.start, stretch.end);
  const ambiguous = ambiguousNames(drawn, (user) => profiles.of(user).displayName);
  const owner = room.role === 'owner';
  // Changes of names and pictures come only for people whom this page watches.
  const authors = [...new Set(drawn.toReversed().map(({ by }) => by))].slice(0, watchedMost).join();
  useEffect(() => (authors === '' ? undefined : my.presence.watch(authors.split(','))), [my, authors]);
  // In one flat list: a list of lists would be matched by place, and every row made anew when the stretch moves.
  const row = (item: TimelineItem, at: number): ReactNode[] => {
    const before = items[stretch.start + at - 1];
    const newDay = !before || dayOf(before.at) !== dayOf(item.at);
    const newLine = item.seq !== null && item.seq === firstUnreadSeq;
    const lines = (newDay || newLine) && (
      <div>
        {newDay && <p className="day-line">{dayName(item.at)}</p>}
        {newLine && <p className="new-line">{t.conversation.newLine}</p>}
      </div>
    );
    if (item.kind !== 'message')
      return (
        <Fragment key={item.id}>
          {lines}
          <Notice item={item} name={name} />
        </Fragment>
      );
    const own = item.by === my.me;
    const there = item.seq !== null && item.state === 'sent' && item.body !== null;
    const grouped =
      before?.kind === 'message' && before.by === item.by && item.at - before.at < groupMs && !lines;
    // Keyed as one: a row that goes at the top or comes at the end leaves all others as they are.
    return (
      <Fragment key={item.id}>
        {lines}
        <Message
          room={room.id}
          item={item}
          author={profiles.of(item.by)}
          ambiguous={ambiguous.has(item.by)}
          first={!grouped}
          editing={editing === item.id}
          mayEdit={own && there}
          mayDelete={there && (own || owner)}
          onEdit={onEdit}
          onDelete={onDelete}
        />
      </Fragment>
    );
  };

  return (
    <div
      ref={view}
      className="log"
      role="log"
      // New messages are read out by a region of their own; this one would also read what is loaded above.
      aria-live="off"
      aria-label={t.conversation.messages(room.name)}
      aria-busy={snapshot.status.state === 'loading'}
      tabIndex={0}
      onScroll={scrolled}
    >
      <div ref={rows} className="rows">
        <Edge snapshot={snapshot} timeline={timeline} atStart={stretch.start === 0} />
        {drawn.flatMap(row)}
        {snapshot.status.state !== 'loading' && !items.some((item) => item.kind === 'message') && hint}
      </div>
    </div>
  );
}

/** The upper end of what is shown: more to come, a fault, or the room's beginning. */
function Edge({
  snapshot,
  timeline,
  atStart,
}: {
  snapshot: TimelineSnapshot;
  timeline: Timeline;
  atStart: boolean;
}) {
  const t = useTexts();
  const { status, olderError, canLoadOlder, items } = snapshot;
  if (status.state === 'failed') {
    return (
      <div className="log-edge">
        <p>{t.conversation.loadFailed}</p>
        <ErrorText error={status.error} />
        <button type="button" className="button" onClick={() => void timeline.reload()}>
          {t.general.retry}
        </button>
      </div>
    );
  }
  if (status.state === 'loading') return <p className="log-edge">{t.general.loading}</p>;
  if (olderError) {
    return (
      <div className="log-edge">
        <p role="alert">{t.conversation.olderFailed}</p>
        <button type="button" className="button" onClick={() => void timeline.loadOlder()}>
          {t.conversation.loadOlder}
        </button>
      </div>
    );
  }
  if (!atStart || canLoadOlder) return <p className="log-edge">{t.general.loading}</p>;
  return items[0]?.seq === 1 ? <p className="log-edge">{t.conversation.beginning}</p> : null;
}

/** Authors in view whose display name is also another's. */
function ambiguousNames(
  items: readonly TimelineItem[],
  displayName: (user: string) => string,
): ReadonlySet<string> {
  const byName = new Map<string, Set<string>>();
  for (const item of items) {
    if (item.kind !== 'message') continue;
    const name = displayName(item.by).normalize('NFKC').toLowerCase();
    // Not known yet.
    if (name === '') continue;
    const users = byName.get(name) ?? new Set();
    byName.set(name, users.add(item.by));
  }
  return new Set([...byName.values()].filter(({ size }) => size > 1).flatMap((users) => [...users]));
}
