import { useEffect, useRef } from 'react';
import { go } from '../navigate.ts';
import type { GoneCode } from '../state/timeline-snapshot.ts';
import { useTexts } from '../text/texts.ts';
import { Icon } from './icon.tsx';

const words = { not_found: 'notFound', removed: 'removed', left: 'left', room_deleted: 'deleted' } as const;

/** The room is not (any more) this reader's: why, and where to go. */
export function RoomGone({ code }: { code: GoneCode }) {
  const { rooms } = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  // What had the focus is gone with the room.
  useEffect(() => heading.current?.focus(), []);
  const word = words[code];
  return (
    <main className="conversation">
      <div className="empty">
        <Icon name="hash" size={32} />
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
