import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import { useTexts } from '../text/texts.ts';
import { Icon } from './icon.tsx';
import { useBackCloses } from './use-back-closes.ts';

interface DialogProps {
  title: string;
  /** Of the dialog, beside its own. */
  className?: string;
  onClose: () => void;
  children: ReactNode;
}

/**
 * A native modal dialog: the browser keeps the focus inside, Escape closes, on a phone so does the way back, and the focus
 * returns to where it was.
 */
export function Dialog({ title, className, onClose, children }: DialogProps) {
  const t = useTexts();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const closing = useRef(onClose);
  closing.current = onClose;
  useBackCloses(true, onClose);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return undefined;
    const before = document.activeElement;
    const cancelled = (event: Event): void => {
      event.preventDefault();
      closing.current();
    };
    const clicked = (event: MouseEvent): void => {
      // The dialog's own area is covered by what is in it: this is the shade around.
      if (event.target === element) closing.current();
    };
    element.addEventListener('cancel', cancelled);
    element.addEventListener('click', clicked);
    element.showModal();
    element.querySelector<HTMLElement>('[data-first-focus]')?.focus();
    return () => {
      element.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={className === undefined ? 'dialog' : `dialog ${className}`}
      aria-labelledby={id}
    >
      {/* No `header`: outside of an article or section that would be the page's banner. */}
      <div className="dialog-head">
        <h2 id={id}>{title}</h2>
        <button type="button" className="icon-button" aria-label={t.general.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <div className="body">{children}</div>
    </dialog>
  );
}
