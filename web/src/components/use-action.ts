import { useCallback, useEffect, useRef, useState } from 'react';

export interface Action {
  // `run`, `isThere` and `forget` stay the same functions, so effects can depend on them.
  /** Runs a task unless one runs already; true if it succeeded. What it throws becomes `error`. */
  run(task: () => Promise<void>): Promise<boolean>;
  /**
   * Whether who asked is still on the page: a dialog that was closed meanwhile leads nowhere any more, and closes none that
   * came after it.
   */
  isThere(): boolean;
  busy: boolean;
  /** What the last task threw; null while one runs and after a success. */
  error: unknown;
  /** Forgets the error: what it was about is no longer there. */
  forget(): void;
}

/** One thing at a time that may fail: a form's submit, a button's work. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const running = useRef(false);
  const mounted = useRef(true);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);
  const run = useCallback(async (task: () => Promise<void>): Promise<boolean> => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setError(null);
    try {
      await task();
      return true;
    } catch (cause) {
      if (mounted.current) setError(cause);
      return false;
    } finally {
      running.current = false;
      if (mounted.current) setBusy(false);
    }
  }, []);
  const isThere = useCallback(() => mounted.current, []);
  const forget = useCallback(() => setError(null), []);
  return { run, isThere, busy, error, forget };
}
