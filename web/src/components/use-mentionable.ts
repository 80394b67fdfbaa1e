import { useEffect } from 'react';
import type { Person } from '../state/profiles.ts';
import { useStore } from '../state/use-store.ts';
import { useMy } from './app-context.ts';

/**
 * Those whom a text that is being written in a room may mention, as far as their names are known. The first of them are
 * asked for as soon as there is a text, all of them with the first `@`.
 */
export function useMentionable(room: string, text: string): readonly Person[] {
  const my = useMy();
  const list = my.openRooms.members(room);
  useStore(list);
  useStore(my.profiles);
  const isLive = useStore(my.connection, ({ state }) => state === 'live');
  const wanted = text.includes('@') ? 'all' : text === '' ? 'none' : 'some';
  // Once more with each connection: what was asked for without one has failed.
  useEffect(() => {
    if (wanted === 'all') void list.loadAll();
    else if (wanted === 'some' && !list.asked) void list.loadMore();
  }, [list, wanted, isLive]);
  return wanted === 'all' ? my.mentionable.people(room) : [];
}
