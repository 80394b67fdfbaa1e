import { useEffect, type RefObject } from 'react';

/** Up and down go from message to message, while a message or the conversation itself has the focus. */
export function useMessageKeys(view: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const log = view.current;
    const walk = (event: KeyboardEvent): void => {
      if (log) walkIn(log, event);
    };
    log?.addEventListener('keydown', walk);
    return () => log?.removeEventListener('keydown', walk);
  }, [view]);
}

function walkIn(log: HTMLElement, event: KeyboardEvent): void {
  const { key, target } = event;
  if ((key !== 'ArrowUp' && key !== 'ArrowDown') || event.altKey || event.ctrlKey || event.metaKey) return;
  if (!(target instanceof HTMLElement) || (target !== log && !target.matches('.message'))) return;
  const messages = [...log.querySelectorAll<HTMLElement>('.message')];
  const at = messages.indexOf(target);
  // From the conversation itself the way up begins at the newest.
  const next =
    key === 'ArrowUp' ? messages.at(at === -1 ? -1 : at - 1) : at === -1 ? undefined : messages[at + 1];
  if (!next || (key === 'ArrowUp' && at === 0)) return;
  event.preventDefault();
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}
