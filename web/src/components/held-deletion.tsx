import { useLayoutEffect, useRef } from 'react';
import type { Deletion } from '../state/deletions.ts';
import { errorText, useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';

/** Whether the message is shown as deleted; one whose deletion was refused is there as before. */
export const hides = ({ state }: Deletion): boolean => state !== 'failed';

interface HeldDeletionProps {
  deletion: Deletion;
  /** The way back gets the focus. */
  focus: boolean;
}

/** In place of a message that its reader deleted: that it is gone, and the way back while there is one. */
export function HeldDeletion({ deletion, focus }: HeldDeletionProps) {
  const t = useTexts();
  const my = useMy();
  const { room, seq, state } = deletion;
  const undo = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (focus) undo.current?.focus({ preventScroll: true });
  }, [focus]);
  return (
    <>
      <p className="undoable">
        <span className="text deleted">{t.message.deleted}</span>
        {(state === 'held' || state === 'waiting') && (
          <>
            <span aria-hidden="true">·</span>
            <button
              ref={undo}
              type="button"
              className="link-button"
              onClick={() => my.deletions.undo(room, seq)}
            >
              {t.message.undo}
            </button>
          </>
        )}
      </p>
      {state === 'waiting' && <p className="waiting">{t.message.queued}</p>}
    </>
  );
}

/** Why a message could not be deleted, and what can be done. */
export function DeletionFailed({ deletion }: { deletion: Deletion }) {
  const t = useTexts();
  const my = useMy();
  const { room, seq, error } = deletion;
  return (
    <div className="trouble" role="alert">
      <span>{t.message.deleteFailed(errorText(t, error))}</span>
      <button type="button" className="link-button" onClick={() => my.deletions.retry(room, seq)}>
        {t.message.retry}
      </button>
      <button type="button" className="link-button" onClick={() => my.deletions.undo(room, seq)}>
        {t.message.keep}
      </button>
    </div>
  );
}
