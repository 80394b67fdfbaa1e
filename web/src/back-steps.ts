/**
 * Steps of the browser's history that stand for what is open over the page, such as a dialog on a phone: the browser's
 * own way back takes the step, and with it what it stands for. Each step's state tells how many of these are open on it.
 */

/** What is open, the lowest first; each says how to close it. */
const open: (() => void)[] = [];
/** A way back that was asked for here is under way: the browser takes it some time later. */
let travelling = false;
let whenStill: (() => void)[] = [];
let planned = false;

/** How many of these steps the page is on. */
const depth = (): number => (history.state as { open?: number } | null)?.open ?? 0;

/** Whether the page is on such a step: where one goes on from it, nothing stands for it any more. */
export const isOnBackStep = (): boolean => depth() > 0;

/** Runs a change of the history once no way back is under way, which would take the change back again. */
export function onceStill(change: () => void): void {
  if (travelling) whenStill.push(change);
  else change();
}

/** Has the history follow what is open. Later, since one dialog often takes the place of another. */
export function followOpen(): void {
  if (planned) return;
  planned = true;
  setTimeout(() => {
    planned = false;
    if (travelling) return;
    const surplus = depth() - open.length;
    if (surplus > 0) {
      travelling = true;
      history.go(-surplus);
    }
    for (let at = depth() + 1; at <= open.length; at++) history.pushState({ open: at }, '');
  });
}

function moved(): void {
  if (travelling) {
    travelling = false;
    const changes = whenStill;
    whenStill = [];
    for (const change of changes) change();
  } else for (const close of open.slice(depth()).toReversed()) close();
  // Also past a step whose dialog is no longer there, as after a reload.
  followOpen();
}

/** Something opened that the way back closes. Answers how to tell that it is closed. */
export function opened(close: () => void): () => void {
  const own = (): void => close();
  // The same listener once more is no second one.
  addEventListener('popstate', moved);
  open.push(own);
  followOpen();
  return () => {
    open.splice(open.indexOf(own), 1);
    followOpen();
  };
}
