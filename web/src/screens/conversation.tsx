import { lazy, Suspense, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Instance } from '../../../contracts/auth.ts';
import { ActAnnouncer } from '../components/act-announcer.tsx';
import { Announcer } from '../components/announcer.tsx';
import { useMy } from '../components/app-context.ts';
import { Composer } from '../components/composer.tsx';
import { EmptyRoom } from '../components/empty-room.tsx';
import { ErrorBoundary } from '../components/error-boundary.tsx';
import { LogBar } from '../components/log-bar.tsx';
import { MembersPanel } from '../components/members-panel.tsx';
import { MessageLog, type LogHandle } from '../components/message-log.tsx';
import { useEditing } from '../components/use-editing.ts';
import { useShortcuts } from '../components/use-shortcuts.ts';
import { TypingLine } from '../components/typing-line.tsx';
import { go } from '../navigate.ts';
import { isFirstRun, roomPath } from '../routes.ts';
import { lastToEdit } from '../state/last-to-edit.ts';
import type { MyRoom } from '../state/my-room.ts';
import type { Timeline } from '../state/timeline.ts';
import type { MessageItem } from '../state/timeline-items.ts';
import { useTexts } from '../text/texts.ts';
import { RoomDialog, type WhichDialog } from './room-dialogs.tsx';
import { RoomHead } from './room-head.tsx';

const FirstInvite = lazy(async () => ({ default: (await import('./first-invite.tsx')).FirstInvite }));

interface ConversationProps {
  timeline: Timeline;
  room: MyRoom;
  /** The message that the address names. */
  seq: number | undefined;
  instance: Instance;
  /** Whether the members show beside it. */
  details: boolean;
  onDetails: (open: boolean) => void;
}

/** The conversation of a room of mine, with what is above and below it, and its members beside it. */
export function Conversation({ timeline, room, seq, instance, details, onDetails }: ConversationProps) {
  const t = useTexts();
  const my = useMy();
  const [open, setOpen] = useState<WhichDialog | null>(null);
  const { editing, begin, end } = useEditing(my, timeline);
  const [atEnd, setAtEnd] = useState(true);
  const [first] = useState(() => isFirstRun(location.search));
  useEffect(() => {
    // A reload would make another link.
    if (first) go(roomPath(room.id), { replace: true });
  }, [first, room.id]);
  const log = useRef<LogHandle>(null);
  const close = useCallback(() => setOpen(null), []);
  const remove = useCallback(
    (item: MessageItem) => {
      if (item.seq !== null) my.deletions.hold(room.id, item.seq);
    },
    [my, room.id],
  );
  const toNewest = (): void => {
    // The address says where one is.
    if (seq !== undefined) go(roomPath(room.id), { replace: true });
    log.current?.toNewest();
  };
  const lastSeq = useRef(seq);
  useLayoutEffect(() => {
    if (seq === lastSeq.current) return;
    lastSeq.current = seq;
    if (seq === undefined) log.current?.toNewest();
    else timeline.looking.at(seq);
  }, [timeline, seq]);
  useShortcuts({
    back: () => {
      const composer = document.querySelector<HTMLElement>('.composer textarea');
      if (details) onDetails(false);
      else if (document.activeElement === composer) {
        toNewest();
        return;
      }
      composer?.focus();
    },
  });
  const editLast = (): void => {
    const { of } = my.deletions.getSnapshot();
    const last = lastToEdit(timeline.getSnapshot().items, my.me, (item) => !of(room.id, item.seq));
    if (last) begin(last.id);
  };
  const hint = first ? (
    <Suspense fallback={null}>
      <FirstInvite room={room} instance={instance} />
    </Suspense>
  ) : (
    <EmptyRoom onInvite={() => setOpen('invite')} />
  );
  return (
    <>
      <main className="conversation">
        <RoomHead room={room} details={details} onDetails={onDetails} onDialog={setOpen} />
        <ErrorBoundary of={timeline.room}>
          <MessageLog
            key={timeline.room}
            timeline={timeline}
            room={room}
            editing={editing}
            onEdit={begin}
            onEditEnd={end}
            onDelete={remove}
            onAtEnd={setAtEnd}
            handle={log}
            hint={hint}
          />
          <LogBar timeline={timeline} />
        </ErrorBoundary>
        <Announcer timeline={timeline} room={room.name} />
        <ActAnnouncer />
        <div className="below-log">
          {!atEnd && (
            <button
              type="button"
              className="button jump"
              aria-label={t.conversation.jumpLabel(room.unread)}
              onClick={toNewest}
            >
              {t.conversation.jump(room.unread)}
            </button>
          )}
          <TypingLine room={room.id} />
          <Composer key={room.id} room={room.id} name={room.name} onSent={toNewest} onEditLast={editLast} />
        </div>
      </main>
      {details && (
        <ErrorBoundary of={room.id}>
          <MembersPanel room={room} onClose={() => onDetails(false)} onInvite={() => setOpen('invite')} />
        </ErrorBoundary>
      )}
      {open !== null && <RoomDialog which={open} room={room} instance={instance} onClose={close} />}
    </>
  );
}
