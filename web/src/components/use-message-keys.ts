import { useEffect, type RefObject } from 'react';
import { useKeptFocus } from './use-kept-focus.ts';

/**
 * Up and down go from message to message, while a message or the conversation itself has the focus, and load more as they
 * reach what is on the page. Tab goes on to what can be done with the message that has the focus, not with all others.
 */
export function useMessageKeys(view: RefObject<HTMLElement | null>): void {
  useKeptFocus(view, '.message');
  useEffect(() => {
    const log = view.current;
    if (!log) return undefined;
    let waiting: MutationObserver | undefined;
    const walk = (event: KeyboardEvent): void => {
      waiting?.disconnect();
      waiting = walkIn(log, event);
    };
    const within = ({ target, type }: FocusEvent): void => {
      const message = target instanceof Element ? target.closest('.message') : null;
      for (const button of message?.querySelectorAll<HTMLElement>('.actions button') ?? [])
        button.tabIndex = type === 'focusin' ? 0 : -1;
    };
    log.addEventListener('keydown', walk);
    log.addEventListener('focusin', within);
    log.addEventListener('focusout', within);
    return () => {
      waiting?.disconnect();
      log.removeEventListener('keydown', walk);
      log.removeEventListener('focusin', within);
      log.removeEventListener('focusout', within);
    };
  }, [view]);
}

/** Moves the focus; answers what waits for more messages where there is none on the page yet. */
function walkIn(log: HTMLElement, event: KeyboardEvent): MutationObserver | undefined {
  const { key, target } = event;
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return undefined;
  if (!(target instanceof HTMLElement) || (target !== log && !target.matches('.message'))) return undefined;
  const messages = messagesIn(log);
  const at = messages.indexOf(target);
  let next: HTMLElement | undefined;
  // From the conversation itself the way up begins at the newest.
  if (key === 'ArrowUp') next = at === -1 ? messages.at(-1) : messages[at - 1];
  else if (key === 'ArrowDown') next = at === -1 ? undefined : messages[at + 1];
  else if (key === 'Home' || key === 'End') next = messages.at(key === 'Home' ? 0 : -1);
  else return undefined;
  if (next) {
    event.preventDefault();
    show(next);
  }
  if (next || at === -1) return undefined;
  event.preventDefault();
  // Nearing the edge brings more.
  log.scrollTop = key === 'ArrowUp' ? 0 : log.scrollHeight;
  const observer = new MutationObserver(() => {
    const now = messagesIn(log);
    const found = now[now.indexOf(target) + (key === 'ArrowUp' ? -1 : 1)];
    if (document.activeElement !== target) observer.disconnect();
    else if (found) {
      observer.disconnect();
      show(found);
    }
  });
  observer.observe(log, { childList: true, subtree: true });
  return observer;
}

const messagesIn = (log: HTMLElement): HTMLElement[] => [...log.querySelectorAll<HTMLElement>('.message')];

function show(message: HTMLElement): void {
  message.focus({ preventScroll: true });
  message.scrollIntoView({ block: 'nearest' });
}
