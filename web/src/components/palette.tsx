import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useTexts } from '../text/texts.ts';
import { Dialog } from './dialog.tsx';
import { Icon } from './icon.tsx';
import { isComposing } from './keys.ts';
import { matching, paletteParts, type PaletteActs } from './palette-entry.ts';
import { PaletteOption } from './palette-option.tsx';
import { usePaletteEntries } from './use-palette-entries.ts';

interface PaletteProps extends PaletteActs {
  /** The room on show. */
  current: string | null;
  onClose: () => void;
}

/** Jumps to a room or person, and does what the menus do. Loaded when opened. */
export function Palette(props: PaletteProps) {
  const t = useTexts();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const entries = usePaletteEntries(props.current);
  const found = useMemo(() => matching(entries, typed), [entries, typed]);
  const chosen = found[Math.min(at, found.length - 1)];
  const wanted = typed.trim();

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  const take = (act: () => void): void => {
    // First, so that what opens next may take the focus: an open dialog holds it.
    props.onClose();
    act();
  };
  const pressed = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    const last = found.length - 1;
    const now = Math.min(at, last);
    if (event.key === 'ArrowDown') setAt(now >= last ? 0 : now + 1);
    else if (event.key === 'ArrowUp') setAt(now <= 0 ? last : now - 1);
    else if (event.key === 'Enter' && chosen) take(() => chosen.act(props));
    else if (event.key === 'Enter' && wanted !== '') take(() => props.onCreate(wanted));
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={t.palette.title} className="palette" onClose={props.onClose}>
      <div className="palette-field">
        <input
          className="input"
          role="combobox"
          aria-label={t.palette.label}
          placeholder={t.palette.label}
          aria-expanded={found.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={chosen ? `${id}-${chosen.id}` : undefined}
          autoComplete="off"
          spellCheck={false}
          // Empty, it runs as the page does: `auto` would take it for left to right.
          dir={typed === '' ? undefined : 'auto'}
          data-first-focus
          value={typed}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={pressed}
        />
      </div>
      <p className="visually-hidden" role="status">
        {typed === '' ? '' : t.palette.found(found.length)}
      </p>
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={t.palette.results}
        className="palette-list"
        hidden={found.length === 0}
      >
        {paletteParts.map((part) => {
          const inPart = found.filter((entry) => entry.part === part);
          if (inPart.length === 0) return null;
          return (
            <div key={part} role="group" aria-label={t.palette.parts[part]}>
              <div className="palette-part" aria-hidden="true">
                {t.palette.parts[part]}
              </div>
              {inPart.map((entry) => (
                <PaletteOption
                  key={entry.id}
                  id={`${id}-${entry.id}`}
                  entry={entry}
                  chosen={entry === chosen}
                  onPoint={() => setAt(found.indexOf(entry))}
                  onTake={() => take(() => entry.act(props))}
                />
              ))}
            </div>
          );
        })}
      </div>
      {found.length === 0 && (
        <div className="empty">
          <p>{t.palette.none(wanted)}</p>
          <button type="button" className="button main" onClick={() => take(() => props.onCreate(wanted))}>
            <Icon name="plus" size={18} />
            {t.palette.make(wanted)}
          </button>
        </div>
      )}
    </Dialog>
  );
}
