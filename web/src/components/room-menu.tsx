import { useId, useLayoutEffect, useRef, useState } from 'react';
import { useTexts } from '../text/texts.ts';
import { Icon } from './icon.tsx';

interface RoomMenuProps {
  entries: readonly { label: string; act: () => void; danger?: boolean }[];
}

/** What can be done with the room, behind one button. Escape and a click elsewhere close it. */
export function RoomMenu({ entries }: RoomMenuProps) {
  const t = useTexts();
  const id = useId();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  // In the same turn as the list: a dialog opened from it must get the very next Escape.
  useLayoutEffect(() => {
    if (!open) return undefined;
    const elsewhere = (event: Event): void => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    const escaped = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      // Closing the menu is all that it does now.
      event.preventDefault();
      setOpen(false);
      button.current?.focus();
    };
    addEventListener('keydown', escaped, true);
    addEventListener('pointerdown', elsewhere);
    addEventListener('focusin', elsewhere);
    return () => {
      removeEventListener('keydown', escaped, true);
      removeEventListener('pointerdown', elsewhere);
      removeEventListener('focusin', elsewhere);
    };
  }, [open]);
  return (
    <div ref={box} className="menu">
      <button
        ref={button}
        type="button"
        className="icon-button"
        aria-label={t.room.menu}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <Icon name="dots" />
      </button>
      <ul id={id} hidden={!open}>
        {entries.map(({ label, act, danger }) => (
          <li key={label}>
            <button
              type="button"
              className={danger ? 'danger' : undefined}
              onClick={() => {
                // The dialog that follows gives the focus back to what has it now.
                button.current?.focus();
                setOpen(false);
                act();
              }}
            >
              {label}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
