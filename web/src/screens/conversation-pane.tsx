import { lazy, Suspense, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Instance } from '../../../contracts/auth.ts';
import { ActAnnouncer } from '../components/act-announcer.tsx';
import { Announcer } from '../components/announcer.tsx';
import { useMy } from '../components/app-context.ts';
import { Composer } from '../components/composer.tsx';
import { ErrorBoundary } from '../components/error-boundary.tsx';
import { Icon } from '../components/icon.tsx';
import { Link } from '../components/link.tsx';
import { LogBar } from '../components/log-bar.tsx';
import { MembersPanel } from '../components/members-panel.tsx';
import { MessageLog, type LogHandle } from '../components/message-log.tsx';
import { RoomGone } from '../components/room-gone.tsx';
import { RoomMenu } from '../components/room-menu.tsx';
import { useEditing } from '../components/use-editing.ts';
import { useShortcuts } from '../components/use-shortcuts.ts';
import { TypingLine } from '../components/typing-line.tsx';
import { go } from '../navigate.ts';
import { isFirstRun, roomPath } from '../routes.ts';
import { lastToEdit } from '../state/last-to-edit.ts';
import type { MyRoom } from '../state/rooms.ts';
import type { Timeline } from '../state/timeline.ts';
import type { MessageItem } from '../state/timeline-items.ts';
import { useStore } from '../state/use-store.ts';
import { currentLocale, useTexts } from '../text/texts.ts';
import { RoomDialog, type WhichDialog } from './room-dialogs.tsx';

const FirstInvite = lazy(async () => ({ default: (await import('./first-invite.tsx')).FirstInvite }));

interface ConversationPaneProps {
  room: string;
  /** The message that the address names. */
  seq: number | undefined;
  instance: Instance;
  /** Whether the members show beside it. */
  details: boolean;
  onDetails: (open: boolean) => void;
}

/** A room's conversation, or why there is none. */
export function ConversationPane({ room, seq, instance, details, onDetails }: ConversationPaneProps) {
  const t = useTexts();
  const my = useMy();
  const mine = useStore(my.rooms, ({ rooms }) => rooms.find(({ id }) => id === room));
  const isMine = mine !== undefined;
  const [timeline, setTimeline] = useState<Timeline | null>(null);
  const opened = useRef<Timeline | null>(null);
  const firstSeq = useRef(seq);
  useLayoutEffect(() => {
    // Opened once, and again when a lost room becomes mine again; losing it keeps the reason on show. Who learns only now
    // that the room is theirs has come to it already, and may have read on.
    const before = opened.current;
    if (before && !(isMine && before.getSnapshot().status.state === 'gone')) return;
    opened.current = my.openRooms.open(room);
    setTimeline(opened.current);
    // Before anything is drawn; a later address of the same room is `Room`'s to follow.
    if (firstSeq.current !== undefined) my.openRooms.lookAt(room, firstSeq.current);
  }, [my, room, isMine]);
  if (timeline === null) return <main className="conversation" />;
  return (
    <OpenRoom
      timeline={timeline}
      mine={mine}
      seq={seq}
      instance={instance}
      details={details}
      onDetails={onDetails}
      loading={t.general.loading}
    />
  );
}

interface OpenRoomProps extends Omit<ConversationPaneProps, 'room'> {
  timeline: Timeline;
  mine: MyRoom | undefined;
  loading: string;
}

function OpenRoom({ timeline, mine, seq, instance, details, onDetails, loading }: OpenRoomProps) {
  const my = useMy();
  const status = useStore(timeline, (snapshot) => snapshot.status);
  const complete = useStore(my.rooms, (rooms) => rooms.complete);
  if (status.state === 'gone') return <RoomGone code={status.code} />;
  if (!mine) {
    return (
      <main className="conversation">
        {complete && status.state !== 'loading' ? null : <p className="log-edge">{loading}</p>}
      </main>
    );
  }
  return (
    <Room
      timeline={timeline}
      room={mine}
      seq={seq}
      instance={instance}
      details={details}
      onDetails={onDetails}
    />
  );
}

function Room({
  timeline,
  room,
  seq,
  instance,
  details,
  onDetails,
}: Omit<OpenRoomProps, 'mine' | 'loading'> & { room: MyRoom }) {
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
  const detailsButton = useRef<HTMLButtonElement>(null);
  const detailsShown = useRef(details);
  useEffect(() => {
    // Closed by a button of its own, the panel takes the focus with it.
    if (detailsShown.current && !details && document.activeElement === document.body)
      detailsButton.current?.focus();
    detailsShown.current = details;
  }, [details]);
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
  const owner = room.role === 'owner';
  const entries = [
    { label: t.room.invite, act: () => setOpen('invite') },
    { label: t.date.title, act: () => setOpen('date') },
    ...(owner ? [{ label: t.room.rename, act: () => setOpen('rename') }] : []),
    { label: t.room.leave, act: () => setOpen('leave'), danger: true },
    ...(owner ? [{ label: t.room.delete, act: () => setOpen('delete'), danger: true }] : []),
  ];
  const quiet = (
    <div className="empty">
      <Icon name="hash" size={32} />
      <h2>{t.conversation.emptyTitle}</h2>
      <p className="quiet">{t.conversation.empty}</p>
      <button type="button" className="button main" onClick={() => setOpen('invite')}>
        <Icon name="invite" size={18} />
        {t.room.invite}
      </button>
    </div>
  );
  const hint = first ? (
    <Suspense fallback={null}>
      <FirstInvite room={room} instance={instance} />
    </Suspense>
  ) : (
    quiet
  );
  return (
    <>
      <main className="conversation">
        <header className="pane-head">
          <Link href="/" className="icon-button back" aria-label={t.general.back}>
            <Icon name="back" />
          </Link>
          <h1>
            <bdi>{room.name}</bdi>
          </h1>
          <button
            ref={detailsButton}
            type="button"
            className="icon-button counted"
            aria-label={details ? t.members.hide : t.members.show}
            title={room.members === null ? t.members.title : t.members.count(room.members)}
            aria-pressed={details}
            onClick={() => onDetails(!details)}
          >
            <Icon name="people" />
            {room.members !== null && (
              <span aria-hidden="true">{room.members.toLocaleString(currentLocale())}</span>
            )}
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label={t.room.invite}
            onClick={() => setOpen('invite')}
          >
            <Icon name="invite" />
          </button>
          <RoomMenu entries={entries} />
        </header>
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
