import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import type { Instance } from '../../../contracts/auth.ts';
import { useApp } from '../components/app-context.ts';
import { Confirm } from '../components/confirm.tsx';
import { ConnectionLine } from '../components/connection-line.tsx';
import { ErrorBoundary } from '../components/error-boundary.tsx';
import { Icon } from '../components/icon.tsx';
import { NameRoom } from '../components/name-room.tsx';
import { PageTitle } from '../components/page-title.tsx';
import { NotificationOffer } from '../components/notification-offer.tsx';
import { RoomsPane } from '../components/rooms-pane.tsx';
import { isNarrow } from '../components/use-narrow.ts';
import { useShortcuts } from '../components/use-shortcuts.ts';
import { useBackCloses } from '../components/use-back-closes.ts';
import { go } from '../navigate.ts';
import { firstRunPath, isFirstRun, isNewRoom, roomPath } from '../routes.ts';
import { nextRoom } from '../state/next-room.ts';
import type { SignedIn } from '../state/signed-in.ts';
import { useStore } from '../state/use-store.ts';
import { useTexts } from '../text/texts.ts';
import { ConversationPane } from './conversation-pane.tsx';

const Palette = lazy(async () => ({ default: (await import('../components/palette.tsx')).Palette }));

const ShortcutList = lazy(async () => ({
  default: (await import('../components/shortcut-list.tsx')).ShortcutList,
}));

const JumpToDate = lazy(async () => ({
  default: (await import('../components/jump-to-date.tsx')).JumpToDate,
}));

const Settings = lazy(async () => ({ default: (await import('./settings.tsx')).Settings }));

type Open = 'create' | 'settings' | 'palette' | 'keys' | 'date' | 'sign-out' | null;

interface MainProps {
  my: SignedIn;
  instance: Instance;
  /** The room on show, or null for none. */
  room: string | null;
  /** The message of it that the address names. */
  seq: number | undefined;
}

/** Rooms, conversation and details; on a phone one of them at a time. */
export function Main({ my, instance, room, seq }: MainProps) {
  const t = useTexts();
  const only = useStore(my.rooms, ({ rooms, complete }) =>
    complete && rooms.length === 1 ? rooms[0]?.id : undefined,
  );
  const app = useApp();
  const [dialog, setDialog] = useState<Open>(() => (isNewRoom(location.search) ? 'create' : null));
  const [newName, setNewName] = useState('');
  const [detailsOf, setDetailsOf] = useState<string | null>(null);
  const details = room !== null && detailsOf === room;
  useBackCloses(details, () => setDetailsOf(null));
  const closeDialog = useCallback(() => setDialog(null), []);

  // Coming back to a room shows its conversation.
  useEffect(() => setDetailsOf((of) => (of === room ? of : null)), [room]);
  useEffect(() => {
    my.notifications.look(room);
  }, [my, room]);
  // My own name and picture may change on another device.
  useEffect(() => my.presence.watch([my.me]), [my]);
  useEffect(() => {
    // With one room there is nothing to choose, as after claiming; a phone shows the list for the way back.
    // Whoever is just making it goes there once the dialog is done.
    if (room !== null || only === undefined || dialog === 'create') return;
    const first = isFirstRun(location.search);
    if (!first && isNarrow()) return;
    go(first ? firstRunPath(roomPath(only)) : roomPath(only), { replace: true });
  }, [room, only, dialog]);

  const move = (step: 1 | -1, onlyUnread: boolean): void => {
    const next = nextRoom(my.rooms.getSnapshot().rooms, room, step, onlyUnread);
    if (next) go(roomPath(next.id));
  };
  useShortcuts({
    palette: () => {
      // A dialog that waits for an answer is not answered by a jump.
      if (dialog === null && !document.querySelector('dialog[open]')) setDialog('palette');
      else if (dialog === 'palette') closeDialog();
    },
    nextRoom: () => move(1, false),
    previousRoom: () => move(-1, false),
    nextUnread: () => move(1, true),
    previousUnread: () => move(-1, true),
    help: () => setDialog('keys'),
  });
  const askName = (suggested: string): void => {
    setNewName(suggested);
    setDialog('create');
  };

  return (
    <div className="app" data-pane={room === null ? 'rooms' : details ? 'details' : 'conversation'}>
      {room !== null && (
        <button
          type="button"
          className="button skip-link"
          onClick={() => document.querySelector<HTMLElement>('.log')?.focus()}
        >
          {t.keys.skip}
        </button>
      )}
      <PageTitle room={room} />
      <ConnectionLine />
      <ErrorBoundary of="rooms">
        <RoomsPane
          current={room}
          onCreate={() => askName('')}
          onSettings={() => setDialog('settings')}
          onJump={() => setDialog('palette')}
        />
      </ErrorBoundary>
      <ErrorBoundary of={room ?? ''}>
        {room === null ? (
          <NoRoom onCreate={() => askName('')} />
        ) : (
          <ConversationPane
            key={room}
            room={room}
            seq={seq}
            instance={instance}
            details={details}
            onDetails={(open) => setDetailsOf(open ? room : null)}
          />
        )}
      </ErrorBoundary>
      <NotificationOffer />
      {dialog === 'create' && (
        <NameRoom
          title={t.rooms.createTitle}
          submit={t.rooms.createSubmit}
          name={newName}
          act={(wanted) => my.roomActions.create(wanted)}
          onClose={closeDialog}
          onDone={(made) => go(roomPath(made.id))}
        />
      )}
      {dialog === 'palette' && (
        <ErrorBoundary of="palette" onFailed={closeDialog}>
          <Suspense fallback={null}>
            <Palette
              current={room}
              onCreate={askName}
              onSettings={() => setDialog('settings')}
              onSignOut={() => setDialog('sign-out')}
              onKeys={() => setDialog('keys')}
              onDate={() => setDialog('date')}
              onMembers={(of) => {
                setDetailsOf(of);
                go(roomPath(of));
              }}
              onClose={closeDialog}
            />
          </Suspense>
        </ErrorBoundary>
      )}
      {dialog === 'date' && room !== null && (
        <ErrorBoundary of="date" onFailed={closeDialog}>
          <Suspense fallback={null}>
            <JumpToDate room={room} onClose={closeDialog} />
          </Suspense>
        </ErrorBoundary>
      )}
      {dialog === 'keys' && (
        <ErrorBoundary of="keys" onFailed={closeDialog}>
          <Suspense fallback={null}>
            <ShortcutList onClose={closeDialog} />
          </Suspense>
        </ErrorBoundary>
      )}
      {dialog === 'sign-out' && (
        <Confirm
          title={app.unsent.count > 0 ? t.settings.unsentTitle : t.palette.signOutTitle}
          text={app.unsent.count > 0 ? t.settings.unsent(app.unsent) : t.palette.signOutText}
          submit={app.unsent.count > 0 ? t.settings.unsentSubmit : t.settings.signOut}
          act={() => app.signOut()}
          onClose={closeDialog}
        />
      )}
      {dialog === 'settings' && (
        <ErrorBoundary of="settings" onFailed={closeDialog}>
          <Suspense fallback={null}>
            <Settings instance={instance} onClose={closeDialog} />
          </Suspense>
        </ErrorBoundary>
      )}
    </div>
  );
}

/** Nobody meets an empty page without the next step on it. */
function NoRoom({ onCreate }: { onCreate: () => void }) {
  const t = useTexts();
  return (
    <section className="conversation" aria-label={t.rooms.pickTitle}>
      <div className="empty">
        <Icon name="hash" size={32} />
        <h2>{t.rooms.pickTitle}</h2>
        <p className="quiet">{t.rooms.pick}</p>
        <button type="button" className="button" onClick={onCreate}>
          {t.rooms.createTitle}
        </button>
      </div>
    </section>
  );
}
