import type { Person } from '../state/profiles.ts';
import { useTexts } from '../text/texts.ts';
import { useStore } from '../state/use-store.ts';
import { useMy } from './app-context.ts';

/** How somebody is called in a sentence: display name, else username, else "Somebody" until the profile is there. */
export function nameOf(person: Person, somebody: string): string {
  return person.displayName || person.username || somebody;
}

/** The username with its sign, kept together whatever direction the words around it run in. */
export const handleOf = (username: string): string => `\u2068@${username}\u2069`;

/** The names of people for sentences, with the username where somebody else is called the same; drawn anew as profiles come and change. */
export function useNames(): (user: string) => string {
  const t = useTexts();
  const profiles = useStore(useMy().profiles);
  return (user) => {
    const person = profiles.of(user);
    const name = nameOf(person, t.general.somebody);
    return profiles.isNamesake(user) ? `${name} (${handleOf(person.username)})` : name;
  };
}

/** Somebody's profile as far as known. */
export function usePerson(user: string): Person {
  return useStore(useMy().profiles, (profiles) => profiles.of(user));
}
