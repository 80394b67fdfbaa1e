import { useEffect, useRef, useState } from 'react';

export interface Action {
  /** Runs a task unless one runs already; true if it succeeded. What it throws becomes `error`. */
  run(task: () => Promise<void>): Promise<boolean>;
  busy: boolean;
  /** What the last task threw; null while one runs and after a success. */
  error: unknown;
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
  const run = async (task: () => Promise<void>): Promise<boolean> => {
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
  };
  return { run, busy, error };
}
