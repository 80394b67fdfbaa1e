import { useEffect, useRef } from 'react';

/** On a phone, where a pane covers all the others: the browser's own way back closes it, as its button does. */
export function useBackCloses(open: boolean, close: () => void): void {
  const closing = useRef(close);
  closing.current = close;
  useEffect(() => {
    if (!open || !matchMedia('(max-width: 767px)').matches) return undefined;
    history.pushState({ pane: 'details' }, '');
    const back = (): void => closing.current();
    addEventListener('popstate', back);
    return () => {
      removeEventListener('popstate', back);
      // Closed by its button: the step that stood for it goes too.
      const state = history.state as { pane?: string } | null;
      if (state?.pane === 'details') history.back();
    };
  }, [open]);
}
