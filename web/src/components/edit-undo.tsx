import type { MessageItem } from '../state/timeline-items.ts';
import { useStore } from '../state/use-store.ts';
import { errorText, useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';

/** The way back from an edit, as long as there is one. */
export function EditUndo({ room, item }: { room: string; item: MessageItem }) {
  const t = useTexts();
  const my = useMy();
  const edit = useStore(my.edits, ({ of }) => of(room, item.seq, item.body));
  if (!edit) return null;
  const undo = (): void => void my.edits.undo(room, edit.seq, item.body);
  if (edit.state === 'failed') {
    return (
      <div className="trouble" role="alert">
        <span>{t.message.undoFailed(errorText(t, edit.error))}</span>
        <button type="button" className="link-button" onClick={undo}>
          {t.message.retry}
        </button>
      </div>
    );
  }
  return (
    <p className="undoable small">
      {t.message.editSaved}
      <span aria-hidden="true">·</span>
      <button type="button" className="link-button" disabled={edit.state === 'undoing'} onClick={undo}>
        {t.message.undo}
      </button>
    </p>
  );
}
