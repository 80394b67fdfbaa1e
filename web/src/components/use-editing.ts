import { useEffect, useState } from 'react';
import { begunEdit } from '../state/kept-edit.ts';
import type { SignedIn } from '../state/signed-in.ts';
import type { Timeline } from '../state/timeline.ts';

/** Which message of a room is being edited; an edit that a reload or another room interrupted goes on. */
export function useEditing(my: SignedIn, timeline: Timeline): [string | null, (id: string | null) => void] {
  const [editing, setEditing] = useState<string | null>(null);
  useEffect(() => {
    const begun = begunEdit(my.drafts, timeline.room);
    if (!begun) return undefined;
    const goOn = (): boolean => {
      const { items } = timeline.getSnapshot();
      const item = items.find((one) => one.kind === 'message' && one.by === my.me && one.key === begun.key);
      if (item?.kind === 'message' && item.body !== null) setEditing(item.id);
      return item !== undefined;
    };
    if (goOn()) return undefined;
    // The conversation is still on its way.
    const stop = timeline.subscribe(() => {
      if (goOn()) stop();
    });
    return stop;
  }, [my, timeline]);
  return [editing, setEditing];
}
