import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import type { Instance } from '../../../contracts/auth.ts';
import { ConnectionLine } from '../components/connection-line.tsx';
import { ErrorBoundary } from '../components/error-boundary.tsx';
import { Icon } from '../components/icon.tsx';
import { NameRoom } from '../components/name-room.tsx';
import { RoomsPane } from '../components/rooms-pane.tsx';
import { go } from '../navigate.ts';
import { firstRunPath, isFirstRun, roomPath } from '../routes.ts';
import type { SignedIn } from '../state/signed-in.ts';
import { useStore } from '../state/use-store.ts';
import { useTexts } from '../text/texts.ts';
import { ConversationPane } from './conversation-pane.tsx';

const Settings = lazy(async () => ({ default: (await import('./settings.tsx')).Settings }));

interface MainProps {
  my: SignedIn;
  instance: Instance;
  /** The room on show, or null for none. */
  room: string | null;
}

/** Rooms, conversation and details; on a phone one of them at a time. */
export function Main({ my, instance, room }: MainProps) {
  const t = useTexts();
  const unread = useStore(my.rooms, (rooms) => rooms.unread);
  const name = useStore(my.rooms, ({ rooms }) => rooms.find(({ id }) => id === room)?.name);
  const only = useStore(my.rooms, ({ rooms, complete }) =>
    complete && rooms.length === 1 ? rooms[0]?.id : undefined,
  );
  const [dialog, setDialog] = useState<'create' | 'settings' | null>(null);
  const [details, setDetails] = useState(false);
  const closeDialog = useCallback(() => setDialog(null), []);

  useEffect(() => {
    const title = `${name ?? t.rooms.title} · Rookery`;
    document.title = unread > 0 ? t.rooms.unreadTitle(unread, title) : title;
  }, [name, t, unread]);
  useEffect(() => setDetails(false), [room]);
  // My own name and picture may change on another device.
  useEffect(() => my.presence.watch([my.me]), [my]);
  useEffect(() => {
    // With one room there is nothing to choose, as after claiming; a phone shows the list for the way back.
    // Whoever is just making it goes there once the dialog is done.
    if (room !== null || only === undefined || dialog === 'create') return;
    const first = isFirstRun(location.search);
    if (!first && matchMedia('(max-width: 767px)').matches) return;
    go(first ? firstRunPath(roomPath(only)) : roomPath(only), { replace: true });
  }, [room, only, dialog]);

  const create = async (wanted: string): Promise<void> => {
    const made = await my.createRoom(wanted);
    // First, so that the new room's composer may take the focus: an open dialog holds it.
    closeDialog();
    go(roomPath(made.id));
  };
  return (
    <div className="app" data-pane={room === null ? 'rooms' : details ? 'details' : 'conversation'}>
      <ConnectionLine />
      <ErrorBoundary of="rooms">
        <RoomsPane
          current={room}
          onCreate={() => setDialog('create')}
          onSettings={() => setDialog('settings')}
        />
      </ErrorBoundary>
      <ErrorBoundary of={room ?? ''}>
        {room === null ? (
          <NoRoom onCreate={() => setDialog('create')} />
        ) : (
          <ConversationPane
            key={room}
            room={room}
            instance={instance}
            details={details}
            onDetails={setDetails}
          />
        )}
      </ErrorBoundary>
      {dialog === 'create' && (
        <NameRoom
          title={t.rooms.createTitle}
          submit={t.rooms.createSubmit}
          name=""
          act={create}
          onClose={closeDialog}
        />
      )}
      {dialog === 'settings' && (
        <Suspense fallback={null}>
          <Settings instance={instance} onClose={closeDialog} />
        </Suspense>
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
        <Icon name="hash" size={40} />
        <h2>{t.rooms.pickTitle}</h2>
        <p className="quiet">{t.rooms.pick}</p>
        <button type="button" className="button" onClick={onCreate}>
          {t.rooms.createTitle}
        </button>
      </div>
    </section>
  );
}
