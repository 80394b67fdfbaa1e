/** Rooms that come and go while others talk: made, opened, filled, and deleted in the midst of it. */
import { ApiError } from '../../contracts/errors.ts';
import type { Person } from '../person.ts';
import type { Random } from '../random.ts';
import { attempt, inTime, rawPage } from './chores.ts';
import type { Client } from './client.ts';
import type { Crowd } from './people.ts';
import type { Recorder } from './recorder.ts';

/** A room is talked in for so long at most, and another one made after so long. */
const talkMs = 1_500;
const pauseMs = 1_000;
/** So long around the deletion people hurry to do something there. */
const rushMs = 300;
/** A call that failed is made again after so long. */
const againMs = 100;
const membersMost = 5;

export interface FleetingDeps {
  crowd: Crowd;
  clients: readonly Client[];
  recorder: Recorder;
  random: Random;
  /** Ends it with the deletion of the room there is just now. */
  signal: AbortSignal;
}

/** Makes and deletes one room after the other until the signal comes. Gives the deleted ones. */
export async function makeFleetingRooms(deps: FleetingDeps): Promise<string[]> {
  const { random, signal } = deps;
  const deleted: string[] = [];
  while (!signal.aborted) {
    await Bun.sleep(random.below(pauseMs));
    const room = await oneRoom(deps);
    if (room !== null) deleted.push(room);
  }
  return deleted;
}

async function oneRoom({ crowd, clients, recorder, random }: FleetingDeps): Promise<string | null> {
  const owner = random.pick(crowd.people);
  // Where no answer comes there may be a room that nobody knows of.
  const made = await attempt(owner.chats.createRoom({ body: { name: 'Not for long' }, ...inTime() }));
  if (!made) return null;
  const room = made.id;
  recorder.add({ is: 'joined', user: owner.id, room });
  const others = crowd.people.filter((person) => person !== owner);
  const members = Array.from({ length: 1 + random.below(membersMost) }, () => random.pick(others));
  const letIn = async (person: Person) => {
    const invite = await attempt(owner.chats.createInvite({ params: { room }, body: {}, ...inTime() }));
    const token = invite?.token;
    if (token && (await attempt(person.chats.acceptInvite({ params: { token }, ...inTime() }))))
      recorder.add({ is: 'joined', user: person.id, room });
  };
  await Promise.all(members.map(letIn));
  const ids = new Set([owner, ...members].map(({ id }) => id));
  const theirs = clients.filter(({ user }) => ids.has(user));
  for (const client of theirs) client.follow(room, random.chance(50) ? 0 : undefined);
  await Bun.sleep(random.below(talkMs));

  const rush = async () => {
    await Bun.sleep(random.below(rushMs));
    const client = theirs.length > 0 ? random.pick(theirs) : undefined;
    const what = random.below(5);
    if (what === 0) client?.cut();
    else if (what === 1) client?.reopen(room);
    else if (what === 2) for (let i = 0; i < 5; i++) client?.post(room, 'in a hurry');
    else if (what === 3) await letIn(random.pick(others));
    else await readAll(random.pick(members), room, recorder);
  };
  await Promise.all([
    ...Array.from({ length: 6 }, rush),
    Bun.sleep(random.below(rushMs)).then(() => deleteRoom(owner, room, recorder)),
  ]);
  // Nobody gets anything of it now, by whatever way.
  for (const client of theirs) client.post(room, 'too late');
  if (theirs.length > 0) random.pick(theirs).cut();
  await readAll(owner, room, recorder);
  return room;
}

/** Deletes a room, asking until it is known to be gone. */
async function deleteRoom(owner: Person, room: string, recorder: Recorder): Promise<void> {
  recorder.add({ is: 'room-deletion', room });
  for (;;) {
    try {
      await owner.chats.deleteRoom({ params: { room }, ...inTime() });
      break;
    } catch (error) {
      // One that got no answer did it.
      if (error instanceof ApiError && error.code === 'not_found') break;
      if (!(error instanceof ApiError) && (error as Error).name !== 'TimeoutError') throw error;
    }
    await Bun.sleep(againMs);
  }
  recorder.add({ is: 'room-deleted', room });
}

async function readAll(person: Person, room: string, recorder: Recorder): Promise<void> {
  const asked = recorder.now();
  const page = await attempt(rawPage(person, room, 0));
  if (page) recorder.add({ is: 'history', asked, user: person.id, room, after: 0, ...page });
}
