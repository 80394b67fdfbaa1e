import { lazy, Suspense } from 'react';
import type { Instance } from '../../../contracts/auth.ts';
import { useMy } from '../components/app-context.ts';
import { Confirm } from '../components/confirm.tsx';
import { ErrorBoundary } from '../components/error-boundary.tsx';
import { LeaveRoom } from '../components/leave-room.tsx';
import { NameRoom } from '../components/name-room.tsx';
import type { MyRoom } from '../state/my-room.ts';
import { useTexts } from '../text/texts.ts';

const InvitePeople = lazy(async () => ({ default: (await import('./invite.tsx')).InvitePeople }));

const JumpToDate = lazy(async () => ({
  default: (await import('../components/jump-to-date.tsx')).JumpToDate,
}));

export type WhichDialog = 'invite' | 'date' | 'rename' | 'leave' | 'delete';

interface RoomDialogProps {
  which: WhichDialog;
  room: MyRoom;
  instance: Instance;
  onClose: () => void;
}

/** The dialogs that are about a room as a whole. */
export function RoomDialog({ which, room, instance, onClose }: RoomDialogProps) {
  const t = useTexts();
  const my = useMy();
  switch (which) {
    case 'invite':
    case 'date':
      return (
        <ErrorBoundary of={which} onFailed={onClose}>
          <Suspense fallback={null}>
            {which === 'date' ? (
              <JumpToDate room={room.id} onClose={onClose} />
            ) : (
              <InvitePeople room={room} instance={instance} onClose={onClose} />
            )}
          </Suspense>
        </ErrorBoundary>
      );
    case 'rename':
      return (
        <NameRoom
          title={t.room.renameTitle}
          submit={t.general.save}
          name={room.name}
          act={(name) => my.roomActions.rename(room.id, name)}
          onClose={onClose}
        />
      );
    case 'leave':
      return <LeaveRoom room={room} onClose={onClose} />;
    default:
      return (
        <Confirm
          title={t.room.deleteTitle(room.name)}
          text={t.room.deleteText}
          submit={t.room.deleteSubmit}
          act={() => my.roomActions.delete(room.id)}
          onClose={onClose}
        />
      );
  }
}
