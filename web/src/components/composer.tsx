import { lazy, Suspense, useCallback, useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { stored } from '../state/mentions.ts';
import { useStore } from '../state/use-store.ts';
import { useTexts } from '../text/texts.ts';
import { useMy } from './app-context.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { replaceInField, setInField, toggleMark } from './field-text.ts';
import { ErrorText } from './form.tsx';
import { Icon } from './icon.tsx';
import { isComposing, isTouch } from './keys.ts';
import { isMac, presses } from './shortcuts.ts';
import { splitMessage } from './split-message.ts';
import { useGrowing } from './use-growing.ts';
import { useSending } from './use-sending.ts';
import { useWordOffers } from './use-word-offers.ts';

const EmojiPicker = lazy(async () => ({ default: (await import('./emoji-picker.tsx')).EmojiPicker }));

interface ComposerProps {
  room: string;
  name: string;
  onSent: () => void;
  /** The up arrow in an empty field. */
  onEditLast: () => void;
}

/** Until the server says what it allows. */
const usualBodyUnits = 16_000;
/** From here on the counter shows what is left. */
const counterUnits = 1_000;

/** Where messages are written: Enter sends, Shift+Enter breaks the line, on a phone the button sends. */
export function Composer({ room, name, onSent, onEditLast }: ComposerProps) {
  const t = useTexts();
  const my = useMy();
  const most = useStore(my.sync, ({ limits }) => limits?.bodyUnits ?? usualBodyUnits);
  const text = useStore(my.drafts, ({ of }) => of(room));
  const [picking, setPicking] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const emojiButton = useRef<HTMLButtonElement>(null);
  useGrowing(field, text);
  useEffect(() => {
    // On a phone the keyboard would cover what one came to read; who came to a message is at it already.
    if (!isTouch() && !document.activeElement?.closest('.message')) field.current?.focus();
  }, []);

  const { completions, members } = useWordOffers(room, field, text);
  // What is stored counts, which is longer than what is read.
  const whole = stored(text, members);
  const over = whole.length - most;
  const { send, error } = useSending({ room, field, most, onSent });
  const typed = (value: string): void => {
    my.drafts.set(room, value);
    if (value.trim() !== '') my.typing.typed(room);
  };
  const pressed = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (isComposing(event)) return;
    const { nativeEvent, currentTarget } = event;
    const mark = presses(nativeEvent, 'bold', isMac())
      ? '**'
      : presses(nativeEvent, 'italic', isMac())
        ? '*'
        : '';
    if (completions.takes(event)) event.stopPropagation();
    else if (mark !== '') toggleMark(currentTarget, mark);
    else if (event.key === 'Enter' && !event.shiftKey && !event.altKey && !isTouch()) {
      if (over <= 0) void send();
    } else if (text === '' && presses(nativeEvent, 'editLast', isMac())) onEditLast();
    else return;
    event.preventDefault();
  };
  const stopPicking = useCallback((focus: 'returns' | 'stays') => {
    setPicking(false);
    // On a phone the field would call the keyboard.
    if (focus === 'returns') (isTouch() ? emojiButton : field).current?.focus();
  }, []);
  const insert = (picked: string): void => {
    const { current } = field;
    if (!current) return;
    const { selectionStart, selectionEnd } = current;
    if (isTouch()) {
      // Without the keyboard in the way one goes on picking.
      setInField(current, selectionStart, selectionEnd, picked);
      return;
    }
    stopPicking('returns');
    replaceInField(current, selectionStart, selectionEnd, picked);
  };
  return (
    <>
      <ErrorText error={error} />
      {text !== '' && my.drafts.isUnkept(room) && (
        <p className="composer-note" role="status">
          {t.offline.draftUnkept}
        </p>
      )}
      {over > -counterUnits && (
        <p className={`composer-note${over > 0 ? ' over' : ''}`} role="status">
          <span>{over > 0 ? t.composer.over(over) : t.composer.left(-over)}</span>
          {over > 0 && (
            <button type="button" className="link-button" onClick={() => void send()}>
              {t.composer.split(splitMessage(whole, most).length)}
            </button>
          )}
        </p>
      )}
      <div className="composer-place">
        {completions.list}
        {picking && (
          <ErrorBoundary of="emoji" onFailed={() => stopPicking('returns')}>
            <Suspense fallback={null}>
              <EmojiPicker onPick={insert} onClose={stopPicking} opener={emojiButton} />
            </Suspense>
          </ErrorBoundary>
        )}
      </div>
      <div className="composer">
        <textarea
          ref={field}
          rows={1}
          // Empty, it runs as the page does: `auto` would take it for left to right.
          dir={text === '' ? undefined : 'auto'}
          aria-label={t.composer.label(name)}
          placeholder={t.composer.label(name)}
          value={text}
          {...completions.aria}
          onInput={({ currentTarget: { value, selectionStart } }) => {
            completions.typed(value, selectionStart);
            typed(value);
          }}
          onSelect={(event) => completions.caretAt(event.currentTarget.selectionStart)}
          onBlur={() => completions.caretAt(0)}
          onKeyDown={pressed}
        />
        <button
          ref={emojiButton}
          type="button"
          className="icon-button"
          aria-label={t.emoji.open}
          aria-expanded={picking}
          aria-haspopup="dialog"
          onClick={() => (picking ? stopPicking('returns') : setPicking(true))}
        >
          <Icon name="smile" />
        </button>
        <button
          type="button"
          className="icon-button send"
          aria-label={t.composer.send}
          disabled={text.trim() === '' || over > 0}
          onClick={() => void send()}
        >
          <Icon name="send" />
        </button>
      </div>
    </>
  );
}
