import { useId, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { CompletionList, type Completion, type Offer } from './completion-list.tsx';
import { replaceInField } from './field-text.ts';

interface Completions {
  /** The list, where there is something to choose. */
  list: ReactNode;
  /** For the field. */
  aria: { 'aria-autocomplete': 'list'; 'aria-controls'?: string; 'aria-activedescendant'?: string };
  /** Takes a key that is meant for the list, and says whether it did. */
  takes: (event: KeyboardEvent) => boolean;
  /** The caret is there now; 0 when the field has lost the focus. */
  caretAt: (caret: number) => void;
  /** Something was typed. */
  typed: (value: string, caret: number) => void;
}

/**
 * Offers ways to go on with the word before the caret of a field. `offerFor` is asked with the text up to there. The
 * arrows choose, Enter and Tab take, Escape sends the list away until the word is another one.
 */
export function useCompletions(
  field: RefObject<HTMLTextAreaElement | null>,
  text: string,
  offerFor: (before: string) => Offer | undefined,
): Completions {
  const id = useId();
  const [caret, setCaret] = useState(0);
  const [chosen, setChosen] = useState(0);
  /** The word whose list was sent away. */
  const [dismissed, setDismissed] = useState<{ from: number; sign: string } | null>(null);
  const found = caret === 0 ? undefined : offerFor(text.slice(0, caret));
  const isDismissed = found && dismissed?.from === found.from && dismissed.sign === text[found.from];
  const offer = found && found.choices.length > 0 && !isDismissed ? found : undefined;
  const count = offer?.choices.length ?? 0;
  const active = Math.min(chosen, count - 1);
  const pick = (choice: Completion): void => {
    if (offer && field.current) replaceInField(field.current, offer.from, caret, choice.insert);
  };
  return {
    list: offer && <CompletionList id={id} offer={offer} active={active} onPick={pick} />,
    aria: {
      'aria-autocomplete': 'list',
      ...(offer ? { 'aria-controls': id, 'aria-activedescendant': `${id}-${active}` } : {}),
    },
    takes: ({ key, shiftKey }) => {
      const choice = offer?.choices[active];
      if (!offer || !choice || shiftKey) return false;
      if (key === 'ArrowDown') setChosen((active + 1) % count);
      else if (key === 'ArrowUp') setChosen((active + count - 1) % count);
      else if (key === 'Enter' || key === 'Tab') pick(choice);
      else if (key === 'Escape') setDismissed({ from: offer.from, sign: text[offer.from] ?? '' });
      else return false;
      return true;
    },
    caretAt: setCaret,
    typed: (value, at) => {
      setCaret(at);
      setChosen(0);
      if (dismissed && value[dismissed.from] !== dismissed.sign) setDismissed(null);
    },
  };
}
