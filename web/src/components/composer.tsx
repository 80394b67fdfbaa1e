import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTexts } from '../text/texts.ts';
import { useStore } from '../state/use-store.ts';
import { useMy } from './app-context.ts';
import { ErrorText } from './form.tsx';
import { Icon } from './icon.tsx';
import { isComposing, isTouch } from './keys.ts';
import { splitMessage } from './split-message.ts';
import { useGrowing } from './use-growing.ts';

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
  const most = useStore(my, ({ limits }) => limits?.bodyUnits ?? usualBodyUnits);
  const [text, setText] = useState(() => my.drafts.get(room));
  const [error, setError] = useState<unknown>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  useGrowing(field, text);
  useEffect(() => {
    // On a phone the keyboard would cover what one came to read.
    if (!isTouch()) field.current?.focus();
  }, []);

  const typed = (value: string): void => {
    setText(value);
    my.drafts.set(room, value);
    if (value.trim() !== '') my.typing.typed(room);
  };
  const parts = text.length > most ? splitMessage(text, most) : [text];
  const send = (): void => {
    if (text.trim() === '') return;
    try {
      for (const part of parts) my.post(room, part);
      setError(null);
      typed('');
      onSent();
    } catch (cause) {
      setError(cause);
    }
    field.current?.focus();
  };
  const over = text.length - most;
  const pressed = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (isComposing(event)) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey && !isTouch()) {
      event.preventDefault();
      if (over <= 0) send();
    } else if (
      event.key === 'ArrowUp' &&
      text === '' &&
      !event.shiftKey &&
      !event.altKey &&
      !event.ctrlKey &&
      !event.metaKey
    ) {
      event.preventDefault();
      onEditLast();
    }
  };
  return (
    <>
      <ErrorText error={error} />
      {over > -counterUnits && (
        <p className={`composer-note${over > 0 ? ' over' : ''}`} role="status">
          <span>{over > 0 ? t.composer.over(over) : t.composer.left(-over)}</span>
          {over > 0 && (
            <button type="button" className="link-button" onClick={send}>
              {t.composer.split(parts.length)}
            </button>
          )}
        </p>
      )}
      <div className="composer">
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          aria-label={t.composer.label(name)}
          placeholder={t.composer.label(name)}
          value={text}
          onInput={(event) => typed(event.currentTarget.value)}
          onKeyDown={pressed}
        />
        <button
          type="button"
          className="icon-button send"
          aria-label={t.composer.send}
          disabled={text.trim() === '' || over > 0}
          onClick={send}
        >
          <Icon name="send" />
        </button>
      </div>
    </>
  );
}
