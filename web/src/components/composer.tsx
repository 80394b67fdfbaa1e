import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { useTexts } from '../text/texts.ts';
import { stored } from '../state/mentions.ts';
import { useStore } from '../state/use-store.ts';
import { useMy } from './app-context.ts';
import { ErrorText } from './form.tsx';
import { Icon } from './icon.tsx';
import { isComposing, isTouch } from './keys.ts';
import { MentionList, mentionable, typedMention } from './mention-list.tsx';
import { isMac, presses } from './shortcuts.ts';
import { splitMessage } from './split-message.ts';
import { useGrowing } from './use-growing.ts';
import { useMentionable } from './use-mentionable.ts';

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
  const [caret, setCaret] = useState(0);
  const [chosen, setChosen] = useState(0);
  /** Where the `@` stands whose list was sent away. */
  const [dismissed, setDismissed] = useState<number | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  /** What was sent and is being stored: it still stands in the field, before what is typed next. */
  const storing = useRef<string[]>([]);
  useGrowing(field, text);
  useEffect(() => {
    // On a phone the keyboard would cover what one came to read; who came to a message is at it already.
    if (!isTouch() && !document.activeElement?.closest('.message')) field.current?.focus();
  }, []);

  const typed = (value: string): void => {
    setChosen(0);
    if (!value.includes('@')) setDismissed(null);
    setText(value);
    my.drafts.set(room, value);
    if (value.trim() !== '') my.typing.typed(room);
  };
  const members = useMentionable(room, text !== '');
  // What is stored counts, which is longer than what is read.
  const whole = stored(text, members);
  const parts = whole.length > most ? splitMessage(whole, most) : [whole];
  const send = async (): Promise<void> => {
    field.current?.focus();
    const body = without(text, storing.current);
    if (body.trim() === '') return;
    storing.current.push(body);
    try {
      const posted = splitMessage(stored(body, members), most).map((part) => my.post(room, part));
      // The draft holds the text until the browser has stored it as a post: nothing that happens to the page loses it.
      await Promise.all(posted);
      setError(null);
      // The person may have typed on, or be in another room, meanwhile.
      const rest = without(my.drafts.get(room), [body]);
      setText(rest);
      my.drafts.set(room, rest);
      onSent();
    } catch (cause) {
      setError(cause);
    }
    storing.current.splice(storing.current.indexOf(body), 1);
  };
  const id = useId();
  const mention = typedMention(text, caret);
  const choices =
    mention && mention.from !== dismissed
      ? mentionable(
          members.filter((person) => person.id !== my.me),
          mention.name,
        )
      : [];
  const active = Math.min(chosen, choices.length - 1);
  const pick = (username: string): void => {
    if (!mention || !field.current) return;
    field.current.setRangeText(`@${username} `, mention.from, caret, 'end');
    setCaret(field.current.selectionStart);
    typed(field.current.value);
  };
  /** Whether a key was meant for the list of names. */
  const choosing = (key: string): boolean => {
    const person = choices[active];
    if (!person) return false;
    if (key === 'ArrowDown') setChosen((active + 1) % choices.length);
    else if (key === 'ArrowUp') setChosen((active + choices.length - 1) % choices.length);
    else if (key === 'Enter' || key === 'Tab') pick(person.username);
    else if (key === 'Escape') setDismissed(mention?.from ?? null);
    else return false;
    return true;
  };
  const over = whole.length - most;
  const pressed = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (isComposing(event)) return;
    if (!event.shiftKey && choosing(event.key)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey && !isTouch()) {
      event.preventDefault();
      if (over <= 0) void send();
    } else if (text === '' && presses(event.nativeEvent, 'editLast', isMac())) {
      event.preventDefault();
      onEditLast();
    }
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
              {t.composer.split(parts.length)}
            </button>
          )}
        </p>
      )}
      <div className="composer-place">
        {choices.length > 0 && (
          <MentionList id={id} people={choices} active={active} onPick={({ username }) => pick(username)} />
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
          aria-autocomplete="list"
          aria-controls={choices.length > 0 ? id : undefined}
          aria-activedescendant={choices.length > 0 ? `${id}-${active}` : undefined}
          onInput={(event) => {
            setCaret(event.currentTarget.selectionStart);
            typed(event.currentTarget.value);
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onBlur={() => setCaret(0)}
          onKeyDown={pressed}
        />
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

/** A text without those that it begins with, one after the other. */
function without(text: string, beginnings: readonly string[]): string {
  return beginnings.reduce((rest, one) => (rest.startsWith(one) ? rest.slice(one.length) : rest), text);
}
