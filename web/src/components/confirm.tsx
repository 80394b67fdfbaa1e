import type { ReactNode } from 'react';
import { useTexts } from '../text/texts.ts';
import { Dialog } from './dialog.tsx';
import { ErrorText } from './form.tsx';
import { useAction } from './use-action.ts';

interface ConfirmProps {
  title: string;
  text: string;
  /** What the button says: the act itself, never "OK". */
  submit: string;
  disabled?: boolean;
  children?: ReactNode;
  act: () => Promise<void>;
  onClose: () => void;
}

/** Asks before something that cannot be undone; stays open, saying why, when it fails. */
export function Confirm({ title, text, submit, disabled = false, children, act, onClose }: ConfirmProps) {
  const t = useTexts();
  const action = useAction();
  const confirm = async (): Promise<void> => {
    if (disabled) return;
    if ((await action.run(act)) && action.isThere()) onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      {children}
      <ErrorText error={action.error} />
      <div className="row end">
        <button type="button" className="button" onClick={onClose}>
          {t.general.cancel}
        </button>
        <button
          type="button"
          className="button danger"
          aria-disabled={disabled || action.busy}
          onClick={() => void confirm()}
        >
          {submit}
        </button>
      </div>
    </Dialog>
  );
}
