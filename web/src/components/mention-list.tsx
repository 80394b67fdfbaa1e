import type { Person } from '../state/profiles.ts';
import { useTexts } from '../text/texts.ts';
import { Avatar } from './avatar.tsx';
import { matchScore } from './fuzzy.ts';
import { handleOf, nameOf } from './person-name.ts';

const most = 8;

/** What is being typed after an `@` right before the caret, and where that `@` stands; undefined when nothing is. */
export function typedMention(text: string, caret: number): { from: number; name: string } | undefined {
  const found = /(?<![\p{Letter}\p{Number}<@])@([\p{Letter}\p{Mark}\p{Number}._-]*)$/u.exec(
    text.slice(0, caret),
  );
  return found ? { from: found.index, name: found[1] ?? '' } : undefined;
}

/** The people whom a typed beginning may mean, the likeliest first. */
export function mentionable(people: readonly Person[], name: string): Person[] {
  return people
    .flatMap((person) => {
      const score = matchScore(name, `${person.displayName} ${person.username}`);
      return score === null ? [] : [{ person, score }];
    })
    .toSorted((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ person }) => person);
}

interface MentionListProps {
  id: string;
  people: readonly Person[];
  /** The one that Enter takes. */
  active: number;
  onPick: (person: Person) => void;
}

/** Whom the name that is being typed may mean. The field keeps the focus and names the active one. */
export function MentionList({ id, people, active, onPick }: MentionListProps) {
  const t = useTexts();
  return (
    <div id={id} className="mention-list" role="listbox" aria-label={t.composer.mention}>
      {people.map((person, at) => (
        // The focus stays in the field, whose keys choose: see `aria-activedescendant` there.
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
        <div
          key={person.id}
          id={`${id}-${at}`}
          role="option"
          aria-selected={at === active}
          // The field keeps the focus, and a phone its keyboard.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(person)}
        >
          <Avatar person={person} size={24} />
          <bdi className="one-line">{nameOf(person, t.general.somebody)}</bdi>
          <span className="quiet small">{handleOf(person.username)}</span>
        </div>
      ))}
    </div>
  );
}
