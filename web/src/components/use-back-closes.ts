import { useEffect, useRef } from 'react';

const isStep = (state: unknown): boolean => (state as { pane?: string } | null)?.pane === 'details';

/** Whether a step back asked for here is still under way: the browser takes it some time after `history.back()`. */
let goingBack = false;

/** Leaves the step that stands for the pane, if the page is on it. */
function dropStep(): void {
  if (!isStep(history.state) || goingBack) return;
  goingBack = true;
  addEventListener('popstate', () => (goingBack = false), { once: true, capture: true });
  history.back();
}

/** On a phone, where a pane covers all the others: the browser's own way back closes it, as its button does. */
export function useBackCloses(open: boolean, close: () => void): void {
  const closing = useRef(close);
  closing.current = close;
  useEffect(() => {
    if (!open || !matchMedia('(max-width: 767px)').matches) return undefined;
    const closed = new AbortController();
    const { signal } = closed;
    const addStep = (): void => {
      history.pushState({ pane: 'details' }, '');
      addEventListener('popstate', () => closing.current(), { signal });
    };
    // Opened again before the step back of its closing: that one would take the new step away, and close the pane.
    if (goingBack)
      addEventListener('popstate', () => setTimeout(() => signal.aborted || addStep()), {
        once: true,
        signal,
      });
    else addStep();
    return () => {
      closed.abort();
      // Closed by its button: the step that stood for it goes too.
      dropStep();
    };
  }, [open]);
}
