import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { go } from '../navigate.ts';
import { roomPath } from '../routes.ts';
import { useStore } from '../state/use-store.ts';
import { useTexts } from '../text/texts.ts';
import { chooseTheme, type Theme } from '../theme.ts';
import { useMy } from './app-context.ts';
import { Avatar } from './avatar.tsx';
import { Dialog } from './dialog.tsx';
import { matchScore } from './fuzzy.ts';
import { handleOf } from './person-name.ts';
import { Icon } from './icon.tsx';
import { isComposing } from './keys.ts';
import type { Person } from '../state/profiles.ts';

interface PaletteProps {
  /** The room on show. */
  current: string | null;
  /** Asks for a new room's name, beginning with this one. */
  onCreate: (name: string) => void;
  onSettings: () => void;
  onSignOut: () => void;
  onKeys: () => void;
  /** Asks for a day of the room on show. */
  onDate: () => void;
  /** Shows the members of a room, which is opened as well. */
  onMembers: (room: string) => void;
  onClose: () => void;
}

interface Entry {
  id: string;
  part: 'rooms' | 'people' | 'commands';
  label: string;
  /** Beside it, more quietly. */
  note?: string;
  /** What else it is found by. */
  also?: string;
  person?: Person;
  unread?: number;
  /** What it does, by what the palette may ask of the page. */
  act: (page: PaletteProps) => void;
}

const themes: readonly Theme[] = ['light', 'dark', 'system'];
/** Of each part: more than one wants to look through; typing on narrows it. */
const mostOfPart = 20;

/** Jumps to a room or person, and does what the menus do. Loaded when opened. */
export function Palette(props: PaletteProps) {
  const t = useTexts();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const entries = useEntries(props.current);
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
        {(['rooms', 'people', 'commands'] as const).map((part) => {
          const inPart = found.filter((entry) => entry.part === part);
          if (inPart.length === 0) return null;
          return (
            <div key={part} role="group" aria-label={t.palette.parts[part]}>
              <div className="palette-part" aria-hidden="true">
                {t.palette.parts[part]}
              </div>
              {inPart.map((entry) => (
                <Option
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

interface OptionProps {
  id: string;
  entry: Entry;
  chosen: boolean;
  onPoint: () => void;
  onTake: () => void;
}

function Option({ id, entry, chosen, onPoint, onTake }: OptionProps) {
  const t = useTexts();
  const { part, label, note, person, unread = 0 } = entry;
  return (
    // The focus stays in the field above, whose keys choose: see `aria-activedescendant` there.
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

/** Everything that can be jumped to: unread rooms first, then those looked at last; people; commands. */
function useEntries(current: string | null): readonly Entry[] {
  const t = useTexts();
  const my = useMy();
  const rooms = useStore(my.rooms, (snapshot) => snapshot.rooms);
  const profiles = useStore(my.profiles);
  useEffect(() => {
    // Whoever opens this may look for somebody of this very room who has not written yet.
    if (current === null || !my.rooms.get(current)) return;
    const members = my.openRooms.members(current);
    if (!members.asked) void members.loadMore();
  }, [my, current]);
  return useMemo(() => {
    const recent = my.openRooms.recent();
    const rank = (room: string): number => recent.indexOf(room) + 1 || recent.length + 1;
    const ofRooms = rooms
      .filter(({ id }) => id !== current)
      .toSorted((a, b) => Number(b.unread > 0) - Number(a.unread > 0) || rank(a.id) - rank(b.id))
      .map(({ id, name, unread }): Entry => ({
        id: `room-${id}`,
        part: 'rooms',
        label: name,
        unread,
        act: () => go(roomPath(id)),
      }));
    const ofPeople = [...my.openRooms.people()].flatMap(([user, room]): Entry[] => {
      const person = profiles.of(user);
      const seenIn = my.rooms.get(room)?.name;
      if (user === my.me || !person.known || seenIn === undefined) return [];
      const label = person.displayName || person.username;
      const note = `${handleOf(person.username)} · ${seenIn}`;
      const act: Entry['act'] = ({ onMembers }) => onMembers(room);
      return [{ id: `person-${user}`, part: 'people', label, also: person.username, note, person, act }];
    });
    const command = (id: string, label: string, act: Entry['act']): Entry => ({
      id: `command-${id}`,
      part: 'commands',
      label,
      act,
    });
    return [
      ...ofRooms,
      ...ofPeople,
      ...(current !== null && rooms.some(({ id }) => id === current)
        ? [command('date', t.date.title, ({ onDate }) => onDate())]
        : []),
      command('create', t.rooms.createTitle, ({ onCreate }) => onCreate('')),
      command('settings', t.settings.open, ({ onSettings }) => onSettings()),
      command('keys', t.keys.title, ({ onKeys }) => onKeys()),
      ...themes.map((theme) =>
        command(`theme-${theme}`, `${t.settings.theme}: ${t.settings.themes[theme]}`, () =>
          chooseTheme(theme),
        ),
      ),
      command('sign-out', t.settings.signOut, ({ onSignOut }) => onSignOut()),
    ];
  }, [t, my, rooms, profiles, current]);
}

/** What answers the typed text, part by part, the best first; in the order of the list where nothing was typed. */
function matching(entries: readonly Entry[], typed: string): readonly Entry[] {
  const scored = entries.flatMap((entry) => {
    const scores = [entry.label, ...(entry.also === undefined ? [] : [entry.also])].map((text) =>
      matchScore(typed, text),
    );
    const best = Math.max(...scores.map((score) => score ?? -Infinity));
    return best === -Infinity ? [] : [{ entry, score: typed.trim() === '' ? 0 : best }];
  });
  return (['rooms', 'people', 'commands'] as const).flatMap((part) =>
    scored
      .filter(({ entry }) => entry.part === part)
      .toSorted((a, b) => b.score - a.score)
      .slice(0, mostOfPart)
      .map(({ entry }) => entry),
  );
}
