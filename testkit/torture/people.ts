import { Person } from '../person.ts';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';

/** A room with the one who may remove others, and those. */
export interface Gathering {
  room: string;
  owner: Person;
  members: Person[];
}

export interface Crowd {
  people: Person[];
  gatherings: Gathering[];
}

/** Two at a time are hashed; more would only wait. */
const registeringAtOnce = 2;

/** Registers people and lets them into rooms by chance; everybody is in at least one. */
export async function makeCrowd(
  server: World,
  random: Random,
  counts: { people: number; rooms: number },
): Promise<Crowd> {
  const people: Person[] = [];
  people.push(await new Person(server).claim('person-0'));
  while (people.length < counts.people) {
    const next = Array.from(
      { length: Math.min(registeringAtOnce, counts.people - people.length) },
      (_, i) => `person-${people.length + i}`,
    );
    people.push(...(await Promise.all(next.map((name) => new Person(server).register(name)))));
  }
  const gatherings: Gathering[] = [];
  for (let i = 0; i < counts.rooms; i++) {
    const owner = random.pick(people);
    const { id } = await owner.room(`Room ${i}`);
    const members = people.filter(
      (person, at) => person !== owner && (at % counts.rooms === i || random.chance(20)),
    );
    await owner.letIn(id, ...members);
    gatherings.push({ room: id, owner, members });
  }
  return { people, gatherings };
}

/** The rooms that somebody is in. */
export function roomsOf({ gatherings }: Crowd, person: Person): string[] {
  return gatherings
    .filter(({ owner, members }) => owner === person || members.includes(person))
    .map(({ room }) => room);
}
