import type { MessageItem } from '../state/timeline-items.ts';
import { useStore } from '../state/use-store.ts';
import { errorText, useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';

/** The way back from an edit, as long as there is one: beside the word that it was edited, so that nothing moves when it goes. */
export function EditUndo({ room, item }: { room: string; item: MessageItem }) {
  const t = useTexts();
  const my = useMy();
  const edit = useStore(my.edits, ({ of }) => of(room, item.seq, item.body));
  if (!edit) return null;
  const failed = edit.state === 'failed';
  return (
    <>
      <span aria-hidden="true"> · </span>
      <button
        type="button"
        className="link-button"
        disabled={edit.state === 'undoing'}
        onClick={() => void my.edits.undo(room, edit.seq, item.body)}
      >
        {failed ? t.message.retry : t.message.undo}
      </button>
      {failed && (
        <span className="trouble" role="alert">
          {t.message.undoFailed(errorText(t, edit.error))}
        </span>
      )}
    </>
  );
}
