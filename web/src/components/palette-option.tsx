import { useTexts } from '../text/texts.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icon.tsx';
import type { PaletteEntry } from './palette-entry.ts';

interface PaletteOptionProps {
  id: string;
  entry: PaletteEntry;
  chosen: boolean;
  onPoint: () => void;
  onTake: () => void;
}

/** One line of the palette's list. */
export function PaletteOption({ id, entry, chosen, onPoint, onTake }: PaletteOptionProps) {
  const t = useTexts();
  const { part, label, note, person, unread = 0 } = entry;
  return (
    // The focus stays in the palette's field, whose keys choose: see `aria-activedescendant` there.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={id}
      role="option"
      aria-selected={chosen}
      className={`palette-option${unread > 0 ? ' unread' : ''}`}
      onPointerMove={onPoint}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onTake}
    >
      {person ? (
        <Avatar person={person} size={24} />
      ) : (
        <Icon name={part === 'rooms' ? 'hash' : 'gear'} size={18} />
      )}
      <span className="one-line">
        <bdi>{label}</bdi>
        {note !== undefined && (
          <span className="quiet small">
            {' '}
            · <bdi>{note}</bdi>
          </span>
        )}
      </span>
      {unread > 0 && (
        <>
          <span className="badge" aria-hidden="true">
            {unread > 999 ? '999+' : unread}
          </span>
          <span className="visually-hidden">, {t.rooms.unread(unread)}</span>
        </>
      )}
    </div>
  );
}
