import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { useListPlace } from './use-list-place.ts';

/** One way to go on with what is being typed. */
export interface Completion {
  key: string;
  /** What takes the place of what was typed. */
  insert: string;
  /** How it shows in the list. */
  content: ReactNode;
}

/** Ways to go on with what stands before the caret. */
export interface Offer {
  /** What they are, as the list's name. */
  label: string;
  /** Where in the text that begins which they take the place of. */
  from: number;
  choices: readonly Completion[];
}

interface CompletionListProps {
  id: string;
  offer: Offer;
  /** The one that Enter takes. */
  active: number;
  onPick: (choice: Completion) => void;
}

/** What the word that is being typed may become. The field keeps the focus and names the active one. */
export function CompletionList({ id, offer, active, onPick }: CompletionListProps) {
  const list = useRef<HTMLDivElement>(null);
  // First, or bringing the active one into view would scroll the conversation.
  useListPlace(list);
  useLayoutEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div ref={list} id={id} className="completion-list" role="listbox" aria-label={offer.label}>
      {offer.choices.map((choice, at) => (
        // The focus stays in the field, whose keys choose: see `aria-activedescendant` there.
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
        <div
          key={choice.key}
          id={`${id}-${at}`}
          role="option"
          aria-selected={at === active}
          // The field keeps the focus, and a phone its keyboard.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(choice)}
        >
          {choice.content}
        </div>
      ))}
    </div>
  );
}
