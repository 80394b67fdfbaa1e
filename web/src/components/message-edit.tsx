import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { emojiInTime } from '../emoji/load.ts';
import { mayHoldShortcodes, withEmoji } from '../emoji/shortcodes.ts';
import { begunEdit, forgetEdit, isEditUnkept, keepEdit } from '../state/kept-edit.ts';
import { pieces, readable, stored } from '../state/mentions.ts';
import type { MessageItem } from '../state/timeline-items.ts';
import { useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';
import { ErrorText } from './form.tsx';
import { isComposing, isTouch } from './keys.ts';
import { useAction } from './use-action.ts';
import { useGrowing } from './use-growing.ts';
import { useWordOffers } from './use-word-offers.ts';

interface MessageEditProps {
  room: string;
  item: MessageItem;
  onClose: () => void;
}

/**
 * Changes one's own message in its place: Enter saves, on a phone the button does; Escape leaves it as it was. What is
 * still on its way goes as it was written, since nobody can tell whether it has arrived; the change is sent right after it.
 */
export function MessageEdit({ room, item, onClose }: MessageEditProps) {
  const t = useTexts();
  const my = useMy();
  const { seq } = item;
  const [body, setBody] = useState(() => {
    const begun = begunEdit(my.drafts, room);
    if (begun?.key === item.key) return begun.text;
    return readable(item.body ?? '', (user) => my.profiles.getSnapshot().of(user).username);
  });
  const field = useRef<HTMLTextAreaElement>(null);
  const { completions, members } = useWordOffers(room, field, body);
  /** Whoever only opened it, with the caret behind a name, has nothing to complete: Enter is theirs. */
  const [begun, setBegun] = useState(false);
  const action = useAction();
  /** Enter was pressed before the message had its number. */
  const [wanted, setWanted] = useState(false);
  useGrowing(field, body);
  const typed = (text: string): void => {
    setBody(text);
    setWanted(false);
    keepEdit(my.drafts, room, { key: item.key, text });
  };
  const close = (): void => {
    // An answer may come late: what was begun at another message since goes on.
    forgetEdit(my.drafts, room, item.key);
    onClose();
  };
  const save = async (): Promise<void> => {
    if (body.trim() === '') return;
    // Who was mentioned stays so, also when they have left the room since.
    const before = pieces(item.body ?? '').flatMap((piece) =>
      'user' in piece ? [my.profiles.getSnapshot().of(piece.user)] : [],
    );
    const people = [...before, ...members];
    const former = item.body ?? '';
    if (stored(body, people) === former) {
      close();
      return;
    }
    setWanted(seq === null);
    if (seq === null) return;
    const edit = async (): Promise<void> => {
      const named = mayHoldShortcodes(body) ? withEmoji(body, await emojiInTime()) : body;
      await my.edits.change(room, seq, former, await my.mentionable.stored(room, stored(named, before)));
    };
    if (await action.run(edit)) {
      const kept = begunEdit(my.drafts, room);
      const typedOn = kept?.key === item.key && kept.text !== body;
      if (!typedOn) close();
    }
  };
  const onNumbered = useRef<() => void>(() => {});
  onNumbered.current = () => {
    if (wanted) void save();
  };
  useEffect(() => {
    if (seq !== null) onNumbered.current();
  }, [seq]);
  const pressed = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    if (completions.takes(event)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      close();
    } else if (event.key === 'Enter' && !event.shiftKey && !event.altKey && !isTouch()) {
      event.preventDefault();
      void save();
    }
  };
  return (
    <div className="edit-box">
      <div className="completion-place">
        {completions.list}
        <textarea
          ref={field}
          className="input"
          rows={1}
          dir="auto"
          aria-label={t.message.editLabel}
          value={body}
          {...completions.aria}
          onInput={({ currentTarget: { value, selectionStart } }) => {
            setBegun(true);
            completions.typed(value, selectionStart);
            typed(value);
          }}
          onSelect={(event) => begun && completions.caretAt(event.currentTarget.selectionStart)}
          onBlur={() => completions.caretAt(0)}
          onKeyDown={pressed}
        />
      </div>
      <ErrorText error={action.error} />
      {isEditUnkept(my.drafts, room) && (
        <p className="waiting" role="status">
          {t.offline.draftUnkept}
        </p>
      )}
      {wanted && (
        <p className="waiting" role="status">
          {t.message.editWaits}
        </p>
      )}
      <div className="row">
        <button
          type="button"
          className="button main"
          disabled={action.busy || body.trim() === ''}
          onClick={() => void save()}
        >
          {t.general.save}
        </button>
        <button type="button" className="button" onClick={close}>
          {t.general.cancel}
        </button>
      </div>
    </div>
  );
}
