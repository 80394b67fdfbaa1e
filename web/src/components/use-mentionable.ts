import { useEffect } from 'react';
import type { Person } from '../state/profiles.ts';
import { useStore } from '../state/use-store.ts';
import { useMy } from './app-context.ts';

/** The members of a room whose names are known, to be mentioned; asked for once `wanted`. */
export function useMentionable(room: string, wanted: boolean): readonly Person[] {
  const my = useMy();
  const list = my.members(room);
  const { members } = useStore(list);
  const profiles = useStore(my.profiles);
  useEffect(() => {
    if (wanted && !list.asked) void list.loadMore();
  }, [list, wanted]);
  return wanted ? members.map(({ user }) => profiles.of(user)).filter(({ known }) => known) : [];
}
