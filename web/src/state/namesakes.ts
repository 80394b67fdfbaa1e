import type { Profile } from '../../../contracts/users.ts';

/** What shows nothing, wherever it stands in a name: control and format characters, fillers, the empty Braille cell. */
const unseen = /[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** What a name is to the eye: equal for names that differ only in case, width, kinds of spaces, or what shows nothing. */
function look(name: string): string {
  const plain = name.normalize('NFKC').replace(unseen, '').replace(/\s+/gu, ' ').trim();
  // Upper case first: ß and SS are one.
  return plain.toUpperCase().toLowerCase();
}

/** Names do not change in a person's object: looked at once, however often the others change. */
const looks = new WeakMap<Profile, string>();

function lookOf(person: Profile): string {
  const known = looks.get(person) ?? look(person.displayName || person.username);
  looks.set(person, known);
  return known;
}

/** The ids of those whose names look like somebody else's. Who is not known yet is nobody's namesake. */
export function namesakes(people: Iterable<Profile>): ReadonlySet<string> {
  const first = new Map<string, string>();
  const found = new Set<string>();
  for (const person of people) {
    const name = lookOf(person);
    if (name === '') continue;
    const other = first.get(name);
    if (other === undefined) first.set(name, person.id);
    else found.add(other).add(person.id);
  }
  return found;
}
