import type { Person } from '../state/profiles.ts';
import type { Texts } from '../text/en.ts';
import { Avatar } from './avatar.tsx';
import type { Offer } from './completion-list.tsx';
import { matchScore } from './fuzzy.ts';
import { handleOf, nameOf } from './person-name.ts';

const most = 6;

/** The people whom a name may mean that is being typed after an `@`, the likeliest first; undefined when none is. */
export function mentionOffer(t: Texts, before: string, people: readonly Person[]): Offer | undefined {
  const found = /(?<![\p{Letter}\p{Number}<@])@([\p{Letter}\p{Mark}\p{Number}._-]*)$/u.exec(before);
  if (!found) return undefined;
  const choices = people
    .flatMap((person) => {
      const score = matchScore(found[1] ?? '', `${person.displayName} ${person.username}`);
      return score === null ? [] : [{ person, score }];
    })
    .toSorted((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ person }) => ({
      key: person.id,
      insert: `@${person.username} `,
      content: (
        <>
          <Avatar person={person} size={24} />
          <bdi className="one-line">{nameOf(person, t.general.somebody)}</bdi>
          <span className="quiet small">{handleOf(person.username)}</span>
        </>
      ),
    }));
  return { label: t.composer.mention, from: found.index, choices };
}
