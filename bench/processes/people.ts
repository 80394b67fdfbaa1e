/** A store with people and rooms in it, made through the public calls, to measure on. */
import { register, type Person } from '../../testkit/person.ts';
import type { World } from '../../testkit/world.ts';
import type { SocketPlan } from '../load/commands.ts';
import type { ServerProcess } from './server.ts';

/** Two at a time are hashed; more would only wait. */
const registeringAtOnce = 2;
/** As many sockets as one person may have without a raised limit. */
const socketsEach = 20;

/** Everybody who takes part in the measures, and where they talk. */
export interface People {
  people: { cookie: string; ownRoom: string }[];
  /** The room that all of them are in. */
  sharedRoom: string;
}

/** Registers so many people, makes a room for each alone, and one for all. */
export async function makePeople(
  server: ServerProcess,
  port: number,
  dataFolder: string,
  count: number,
): Promise<People> {
  const world: World = { url: server.url, port, claimUrl: null, dataFolder, stop: () => server.stop() };
  const people: Person[] = [];
  while (people.length < count) {
    const next = Array.from(
      { length: Math.min(registeringAtOnce, count - people.length) },
      (_, i) => people.length + i,
    );
    people.push(...(await Promise.all(next.map((i) => register(world, `bench-${i}`)))));
  }
  const [first, ...others] = people;
  if (!first) throw new Error('nobody was registered');
  const shared = await first.room('Everybody');
  await first.letIn(shared.id, ...others);
  const made = [];
  for (const person of people) made.push({ cookie: person.cookie, ownRoom: (await person.room('Alone')).id });
  return { people: made, sharedRoom: shared.id };
}

/** Sockets in the shared room. The first person, who posts, has one; the others have many, as devices and tabs. */
export function crowd({ people, sharedRoom }: People, sockets: number): SocketPlan[] {
  const [poster, ...others] = people.map(({ cookie }) => cookie);
  const readers = others.flatMap((cookie) => Array.from({ length: socketsEach }, () => cookie));
  if (!poster || readers.length < sockets - 1)
    throw new Error(`${people.length} people cannot have ${sockets} sockets`);
  return [poster, ...readers.slice(0, sockets - 1)].map((cookie) => ({ cookie, room: sharedRoom }));
}

/** One socket for everybody, in the shared room. */
export function members({ people, sharedRoom }: People): SocketPlan[] {
  return people.map(({ cookie }) => ({ cookie, room: sharedRoom }));
}

/** One socket for everybody, each in the room where they are alone. */
export function loners({ people }: People): SocketPlan[] {
  return people.map(({ cookie, ownRoom }) => ({ cookie, room: ownRoom }));
}
