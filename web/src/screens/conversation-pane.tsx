import { lazy, Suspense, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Instance } from '../../../contracts/auth.ts';
import { Announcer } from '../components/announcer.tsx';
import { useMy } from '../components/app-context.ts';
import { Composer } from '../components/composer.tsx';
import { Confirm } from '../components/confirm.tsx';
import { ErrorBoundary } from '../components/error-boundary.tsx';
import { Icon } from '../components/icon.tsx';
import { LeaveRoom } from '../components/leave-room.tsx';
import { Link } from '../components/link.tsx';
import { MembersPanel } from '../components/members-panel.tsx';
import { MessageLog, type LogHandle } from '../components/message-log.tsx';
import { NameRoom } from '../components/name-room.tsx';
import { RoomMenu } from '../components/room-menu.tsx';
import { useShortcuts } from '../components/use-shortcuts.ts';
import { TypingLine } from '../components/typing-line.tsx';
import { go } from '../navigate.ts';
import { isFirstRun, roomPath } from '../routes.ts';
import type { MyRoom } from '../state/rooms.ts';
import type { GoneCode, Timeline } from '../state/timeline.ts';
import type { MessageItem } from '../state/timeline-items.ts';
import { useStore } from '../state/use-store.ts';
import { useTexts } from '../text/texts.ts';

const InvitePeople = lazy(async () => ({ default: (await import('./invite.tsx')).InvitePeople }));

const FirstInvite = lazy(async () => ({ default: (await import('./first-invite.tsx')).FirstInvite }));

interface ConversationPaneProps {
  room: string;
  instance: Instance;
  /** Whether the members show beside it. */
  details: boolean;
  onDetails: (open: boolean) => void;
}

/** A room's conversation, or why there is none. */
export function ConversationPane({ room, instance, details, onDetails }: ConversationPaneProps) {
  const t = useTexts();
  const my = useMy();
  const mine = useStore(my.rooms, ({ rooms }) => rooms.find(({ id }) => id === room));
  const isMine = mine !== undefined;
  const [timeline, setTimeline] = useState<Timeline | null>(null);
  const opened = useRef(false);
  useLayoutEffect(() => {
    // Opened once, and again when a lost room becomes mine again; losing it keeps the reason on show.
    if (opened.current && !isMine) return;
    opened.current = true;
    setTimeline(my.openRoom(room));
  }, [my, room, isMine]);
  if (timeline === null) return <main className="conversation" />;
  return (
    <OpenRoom
      timeline={timeline}
      mine={mine}
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

function OpenRoom({ timeline, mine, instance, details, onDetails, loading }: OpenRoomProps) {
  const my = useMy();
  const status = useStore(timeline, (snapshot) => snapshot.status);
  const complete = useStore(my.rooms, (rooms) => rooms.complete);
  if (status.state === 'gone') return <Gone code={status.code} />;
  if (!mine) {
    return (
      <main className="conversation">
        {complete && status.state !== 'loading' ? null : <p className="log-edge">{loading}</p>}
      </main>
    );
  }
  return <Room timeline={timeline} room={mine} instance={instance} details={details} onDetails={onDetails} />;
}

type Open = 'invite' | 'rename' | 'leave' | 'delete' | null;

function Room({
  timeline,
  room,
  instance,
  details,
  onDetails,
}: Omit<OpenRoomProps, 'mine' | 'loading'> & { room: MyRoom }) {
  const t = useTexts();
  const my = useMy();
  const [open, setOpen] = useState<Open>(null);
  const [editing, setEditing] = useState<string | null>(null);
  const [deleting, setDeleting] = useState<MessageItem | null>(null);
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
  const remove = useCallback((item: MessageItem) => setDeleting(item), []);
  const edit = useCallback((id: string | null) => {
    setEditing(id);
    if (id === null) document.querySelector<HTMLElement>('.composer textarea')?.focus();
  }, []);
  const toNewest = (): void => log.current?.toNewest();
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
    const isOwn = (item: { kind: string }): item is MessageItem =>
      item.kind === 'message' && (item as MessageItem).by === my.me;
    const last = timeline
      .getSnapshot()
      .items.findLast((item) => isOwn(item) && item.state === 'sent' && item.body !== null);
    if (last) setEditing(last.id);
  };
  const owner = room.role === 'owner';
  const entries = [
    { label: t.room.invite, act: () => setOpen('invite') },
    ...(owner ? [{ label: t.room.rename, act: () => setOpen('rename') }] : []),
    { label: t.room.leave, act: () => setOpen('leave'), danger: true },
    ...(owner ? [{ label: t.room.delete, act: () => setOpen('delete'), danger: true }] : []),
  ];
  const quiet = (
    <div className="empty">
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
            className="icon-button"
            aria-label={details ? t.members.hide : t.members.show}
            title={room.members === null ? t.members.title : t.members.count(room.members)}
            aria-pressed={details}
            onClick={() => onDetails(!details)}
          >
            <Icon name="people" />
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
            onEdit={edit}
            onDelete={remove}
            onAtEnd={setAtEnd}
            handle={log}
            hint={hint}
          />
        </ErrorBoundary>
        <Announcer timeline={timeline} room={room.name} />
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
      {open === 'invite' && (
        <ErrorBoundary of="invite" onFailed={close}>
          <Suspense fallback={null}>
            <InvitePeople room={room} instance={instance} onClose={close} />
          </Suspense>
        </ErrorBoundary>
      )}
      {open === 'rename' && (
        <NameRoom
          title={t.room.renameTitle}
          submit={t.general.save}
          name={room.name}
          act={(name) => my.renameRoom(room.id, name)}
          onClose={close}
        />
      )}
      {open === 'leave' && <LeaveRoom room={room} onClose={close} />}
      {open === 'delete' && (
        <Confirm
          title={t.room.deleteTitle(room.name)}
          text={t.room.deleteText}
          submit={t.room.deleteSubmit}
          act={() => my.deleteRoom(room.id)}
          onClose={close}
        />
      )}
      {deleting?.seq !== null && deleting !== null && (
        <Confirm
          title={t.message.deleteTitle}
          text={t.message.deleteText}
          submit={t.message.deleteSubmit}
          act={() => my.deleteMessage(room.id, deleting.seq ?? 0)}
          onClose={() => setDeleting(null)}
        />
      )}
    </>
  );
}

const words = { not_found: 'notFound', removed: 'removed', left: 'left', room_deleted: 'deleted' } as const;

/** The room is not (any more) this reader's: why, and where to go. */
function Gone({ code }: { code: GoneCode }) {
  const { rooms } = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  // What had the focus is gone with the room.
  useEffect(() => heading.current?.focus(), []);
  const word = words[code];
  return (
    <main className="conversation">
      <div className="empty">
        <h1 ref={heading} tabIndex={-1}>
          {rooms[`${word}Title`]}
        </h1>
        <p className="quiet">{rooms[word]}</p>
        <button type="button" className="button main" onClick={() => go('/')}>
          {rooms.toRooms}
        </button>
      </div>
    </main>
  );
}
