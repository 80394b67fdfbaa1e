import { useEffect, useMemo } from 'react';
import { go } from '../navigate.ts';
import { roomPath } from '../routes.ts';
import { useStore } from '../state/use-store.ts';
import { useTexts } from '../text/texts.ts';
import { chooseTheme, type Theme } from '../theme.ts';
import { useMy } from './app-context.ts';
import type { PaletteEntry } from './palette-entry.ts';
import { handleOf } from './person-name.ts';

const themes: readonly Theme[] = ['light', 'dark', 'system'];

/**
 * Everything that the palette offers while `current` is the room on show: unread rooms first, then those looked at last;
 * people; commands.
 */
export function usePaletteEntries(current: string | null): readonly PaletteEntry[] {
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
      .map(({ id, name, unread }): PaletteEntry => ({
        id: `room-${id}`,
        part: 'rooms',
        label: name,
        unread,
        act: () => go(roomPath(id)),
      }));
    const ofPeople = [...my.openRooms.people()].flatMap(([user, room]): PaletteEntry[] => {
      const person = profiles.of(user);
      const seenIn = my.rooms.get(room)?.name;
      if (user === my.me || !person.known || seenIn === undefined) return [];
      const label = person.displayName || person.username;
      const note = `${handleOf(person.username)} · ${seenIn}`;
      const act: PaletteEntry['act'] = ({ onMembers }) => onMembers(room);
      return [{ id: `person-${user}`, part: 'people', label, also: person.username, note, person, act }];
    });
    const command = (id: string, label: string, act: PaletteEntry['act']): PaletteEntry => ({
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
