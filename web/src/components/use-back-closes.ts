import { useLayoutEffect, useRef } from 'react';
import { opened } from '../back-steps.ts';
import { isNarrow } from './use-narrow.ts';

/** On a phone, where this covers all the rest: the browser's own way back closes it, as its button does. */
export function useBackCloses(open: boolean, close: () => void): void {
  const closing = useRef(close);
  closing.current = close;
  useLayoutEffect(() => (open && isNarrow() ? opened(() => closing.current()) : undefined), [open]);
}
