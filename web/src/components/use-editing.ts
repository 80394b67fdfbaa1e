import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { begunEdit } from '../state/kept-edit.ts';
import type { SignedIn } from '../state/signed-in.ts';
import type { Timeline } from '../state/timeline.ts';

interface Editing {
  /** The id of the message that is being edited. */
  editing: string | null;
  /** Somebody wants to change this message. */
  begin: (id: string) => void;
  /** This message's change is done or given up; one of another message that was begun since goes on. */
  end: (id: string) => void;
}

/** Which message of a room is being edited; an edit that a reload or another room interrupted goes on. */
export function useEditing(my: SignedIn, timeline: Timeline): Editing {
  const [state, setState] = useState<{ id: string | null; begun: boolean }>({ id: null, begun: false });
  const now = useRef(state);
  now.current = state;
  useEffect(() => {
    const kept = begunEdit(my.drafts, timeline.room);
    if (!kept) return undefined;
    const goOn = (): boolean => {
      const { items } = timeline.getSnapshot();
      const item = items.find((one) => one.kind === 'message' && one.by === my.me && one.key === kept.key);
      if (item?.kind === 'message' && item.body !== null) setState({ id: item.id, begun: false });
      return item !== undefined;
    };
    if (goOn()) return undefined;
    // The conversation is still on its way.
    const stop = timeline.subscribe(() => {
      if (goOn()) stop();
    });
    return stop;
  }, [my, timeline]);
  useLayoutEffect(() => {
    // Only now, not whenever the field is drawn: scrolled back into view, or gone on with, it must not take the focus from
    // what somebody writes elsewhere. Before anything can be typed, or it would take away what was just selected.
    if (!state.begun) return;
    const field = document.querySelector<HTMLTextAreaElement>('.log .edit-box textarea');
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
  }, [state]);
  const begin = useCallback((id: string) => setState({ id, begun: true }), []);
  const end = useCallback((id: string) => {
    if (now.current.id !== id) return;
    setState({ id: null, begun: false });
    // The focus would be lost with the field.
    const { activeElement } = document;
    if (activeElement === document.body || activeElement?.closest('.edit-box'))
      document.querySelector<HTMLElement>('.composer textarea')?.focus();
  }, []);
  return { editing: state.id, begin, end };
}
