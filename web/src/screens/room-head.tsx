import { useEffect, useRef } from 'react';
import { Icon } from '../components/icon.tsx';
import { Link } from '../components/link.tsx';
import { RoomMenu } from '../components/room-menu.tsx';
import type { MyRoom } from '../state/my-room.ts';
import { currentLocale, useTexts } from '../text/texts.ts';
import type { WhichDialog } from './room-dialogs.tsx';

interface RoomHeadProps {
  room: MyRoom;
  /** Whether the members show beside the conversation. */
  details: boolean;
  onDetails: (open: boolean) => void;
  onDialog: (which: WhichDialog) => void;
}

/** What stands above a conversation: the room's name, and what can be done with the room. */
export function RoomHead({ room, details, onDetails, onDialog }: RoomHeadProps) {
  const t = useTexts();
  const detailsButton = useRef<HTMLButtonElement>(null);
  const detailsShown = useRef(details);
  useEffect(() => {
    // Closed by a button of its own, the panel takes the focus with it.
    if (detailsShown.current && !details && document.activeElement === document.body)
      detailsButton.current?.focus();
    detailsShown.current = details;
  }, [details]);
  const owner = room.role === 'owner';
  const entries = [
    { label: t.room.invite, act: () => onDialog('invite') },
    { label: t.date.title, act: () => onDialog('date') },
    ...(owner ? [{ label: t.room.rename, act: () => onDialog('rename') }] : []),
    { label: t.room.leave, act: () => onDialog('leave'), danger: true },
    ...(owner ? [{ label: t.room.delete, act: () => onDialog('delete'), danger: true }] : []),
  ];
  return (
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
        onClick={() => onDialog('invite')}
      >
        <Icon name="invite" />
      </button>
      <RoomMenu entries={entries} />
    </header>
  );
}
