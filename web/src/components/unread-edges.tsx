import { useEffect, useState, type RefObject } from 'react';
import type { MyRoom } from '../state/my-room.ts';
import { useTexts } from '../text/texts.ts';

interface UnreadEdgesProps {
  /** What scrolls, with a `.room-link` for each room in it. */
  box: RefObject<HTMLElement | null>;
  rooms: readonly MyRoom[];
}

interface Hidden {
  above: number;
  below: number;
}

const none: Hidden = { above: 0, below: 0 };

/** In a list longer than its place: how many unread rooms are out of sight, and a way to the nearest one. */
export function UnreadEdges({ box, rooms }: UnreadEdgesProps) {
  const t = useTexts();
  const [hidden, setHidden] = useState(none);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const look = (): void => {
      const { above, below } = outOfSight(element);
      setHidden((before) =>
        before.above === above.length && before.below === below.length
          ? before
          : { above: above.length, below: below.length },
      );
    };
    look();
    const resized = new ResizeObserver(look);
    resized.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [box, rooms]);

  const to = (side: 'above' | 'below'): void => {
    if (!box.current) return;
    const rows = outOfSight(box.current)[side];
    const nearest = side === 'above' ? rows.at(-1) : rows[0];
    // With the focus, which must not stay on a button that goes away.
    nearest?.focus({ preventScroll: true });
    nearest?.scrollIntoView({ block: 'center' });
  };
  return (
    <>
      {hidden.above > 0 && (
        <button type="button" className="unread-edge above" onClick={() => to('above')}>
          {t.rooms.unreadAbove(hidden.above)}
        </button>
      )}
      {hidden.below > 0 && (
        <button type="button" className="unread-edge below" onClick={() => to('below')}>
          {t.rooms.unreadBelow(hidden.below)}
        </button>
      )}
    </>
  );
}

/** The unread rooms above and below what shows of the list. */
function outOfSight(box: HTMLElement): { above: HTMLElement[]; below: HTMLElement[] } {
  const { top, bottom } = box.getBoundingClientRect();
  const rows = [...box.querySelectorAll<HTMLElement>('.room-link.unread')];
  const middle = (row: HTMLElement): number => {
    const place = row.getBoundingClientRect();
    return (place.top + place.bottom) / 2;
  };
  return {
    above: rows.filter((row) => middle(row) < top),
    below: rows.filter((row) => middle(row) > bottom),
  };
}
