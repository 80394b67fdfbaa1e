import { useEffect, useRef } from 'react';
import { isMac, presses, shortcuts, type ShortcutName } from './shortcuts.ts';

type Handlers = Partial<Record<ShortcutName, () => void>>;

/** Acts on keys wherever the focus is. An open dialog has the keys for itself, but for the palette's own. */
export function useShortcuts(handlers: Handlers): void {
  const latest = useRef(handlers);
  latest.current = handlers;
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      // What composes, or was taken by what has the focus, is no shortcut. Safari leaves only the old code.
      if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
      const mac = isMac();
      for (const [name, act] of Object.entries(latest.current) as [ShortcutName, () => void][]) {
        if (!presses(event, name, mac) || isTheFields(event, name, mac)) continue;
        if (name !== 'palette' && document.querySelector('dialog[open]')) return;
        if (name !== 'back') event.preventDefault();
        act();
        return;
      }
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}

/** Whether the field that has the focus needs the key itself. */
function isTheFields({ target, altKey }: KeyboardEvent, name: ShortcutName, mac: boolean): boolean {
  if (!(target instanceof HTMLElement)) return false;
  // Alt and an arrow open the list.
  if (target instanceof HTMLSelectElement) return altKey || shortcuts[name].place === 'outside-fields';
  if (!(target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement)) return false;
  if (shortcuts[name].place === 'outside-fields') return true;
  // On a Mac ⌥ and an arrow move through a text, by paragraphs.
  return mac && altKey && target.value !== '';
}
