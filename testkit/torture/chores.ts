/** What people do over REST while the rest goes on. Calls that fail are passed over: what became of them is unknown. */
import { ApiError } from '../../contracts/errors.ts';
import type { Person } from '../person.ts';
import type { Random } from '../random.ts';
import type { Crowd, Gathering } from './people.ts';
import type { Recorder } from './recorder.ts';
import { textOf } from './texts.ts';

/** A call that takes longer is given up: the server may stand still. */
const callMs = 5_000;
/** The server is given so long to come back before a call is tried again, in ms. */
const againMs = 100;
const pageEvents = 200;

export interface ChoresDeps {
  crowd: Crowd;
  recorder: Recorder;
  random: Random;
  /** Ends all chores at their next step; those who are out are let in again first. */
  signal: AbortSignal;
}

/** Does all chores side by side until the signal comes; resolves when the last has ended. */
export async function doChores(deps: ChoresDeps): Promise<void> {
  await Promise.all([
    again(deps, 60, () => edit(deps)),
    again(deps, 400, () => remove(deps)),
    again(deps, 60, () => readHistory(deps)),
    again(deps, 40, () => postOverRest(deps)),
    ...deps.crowd.gatherings.slice(0, 2).map((gathering) => again(deps, 900, () => takeOut(deps, gathering))),
  ]);
}

async function again(
  { signal, random }: ChoresDeps,
  aboutMs: number,
  work: () => Promise<unknown>,
): Promise<void> {
  while (!signal.aborted) {
    await Bun.sleep(random.below(2 * aboutMs));
    await work();
  }
}

/** The answer of a call; null when it failed in any way that the server's death or a refusal explains. */
export async function attempt<T>(calling: Promise<T>): Promise<T | null> {
  try {
    return await calling;
  } catch (error) {
    // Not among what may happen to a call, whatever happens to the server.
    if (error instanceof ApiError && error.code === 'internal') throw error;
    if (error instanceof ApiError || (error as Error).name === 'TimeoutError') return null;
    throw error;
  }
}

/** What makes a call end. */
export const inTime = () => ({ signal: AbortSignal.timeout(callMs) });

/** Somebody's own message of the last seconds; null while there is none. */
function ownMessage({ crowd, recorder, random }: ChoresDeps) {
  if (recorder.latest.length === 0) return null;
  const acked = recorder.latest[random.below(recorder.latest.length)];
  const person = crowd.people.find(({ id }) => id === acked?.user);
  return acked && person ? { ...acked, person } : null;
}

async function edit(deps: ChoresDeps): Promise<void> {
  const own = ownMessage(deps);
  if (!own) return;
  const { person, room, seq, user } = own;
  const body = textOf(
    'edited',
    deps.random,
    deps.crowd.people.map(({ id }) => id),
  );
  const done = await attempt(
    person.chats.editMessage({ params: { room, seq }, body: { body }, ...inTime() }),
  );
  if (done) deps.recorder.add({ is: 'edited', user, room, target: seq, body });
}

async function remove(deps: ChoresDeps): Promise<void> {
  const own = ownMessage(deps);
  if (!own) return;
  const { person, room, seq: target } = own;
  const done = await attempt(
    person.chats.deleteMessage({ params: { room, seq: target }, ...inTime() }).then(() => true),
  );
  if (done) deps.recorder.add({ is: 'deleted', room, target });
}

async function readHistory({ crowd, recorder, random }: ChoresDeps): Promise<void> {
  const { room, owner, members } = random.pick(crowd.gatherings);
  const person = random.pick([owner, ...members]);
  const asked = recorder.now();
  const newest = recorder.latest.findLast((acked) => acked.room === room)?.seq ?? 0;
  // Mostly the end, where things move; at times anywhere.
  const after = random.chance(80) ? Math.max(0, newest - random.below(100)) : random.below(newest + 1);
  const page = await attempt(rawPage(person, room, after));
  if (page) recorder.add({ is: 'history', asked, user: person.id, room, after, ...page });
}

/** A page of the log with the bytes of its events. Throws `ApiError`. */
export async function rawPage(person: Person, room: string, after: number) {
  const address = `${person.world.url}/api/rooms/${room}/events?after=${after}&limit=${pageEvents}`;
  const unreachable = () => new ApiError('unavailable', 'no page came');
  const response = await fetch(address, { headers: { cookie: person.cookie }, ...inTime() }).catch(
    () => null,
  );
  if (!response?.ok) throw unreachable();
  const text = await response.text().catch(() => null);
  if (text === null) throw unreachable();
  const { events, head } = JSON.parse(text) as { events: object[]; head: number };
  const frames = events.map((event) => JSON.stringify(event));
  if (!text.includes(`[${frames.join(',')}]`))
    throw new Error(`the events of a page are not written as others are: ${text.slice(0, 300)}`);
  return { events: frames, head };
}

let restPosts = 0;

/** Posts with the same key until an answer comes. */
async function postOverRest({ crowd, recorder, random, signal }: ChoresDeps): Promise<void> {
  const { room, owner, members } = random.pick(crowd.gatherings);
  const person = random.pick([owner, ...members]);
  const key = `rest-${String(++restPosts).padStart(8, '0')}`;
  const body = textOf(
    key,
    random,
    crowd.people.map(({ id }) => id),
  );
  const who = { socket: null, user: person.id, room, key };
  for (;;) {
    recorder.add({ is: 'post', ...who, body });
    try {
      const { seq } = await person.chats.postMessage({ params: { room }, body: { key, body }, ...inTime() });
      return recorder.add({ is: 'ack', ...who, seq });
    } catch (error) {
      if (error instanceof ApiError && error.code !== 'unavailable') {
        const mayTryAgain = error.retryAfterMs !== undefined;
        recorder.add({ is: 'refused', ...who, code: error.code, again: mayTryAgain });
        if (!mayTryAgain) return;
      }
      if (signal.aborted) return;
      await Bun.sleep(againMs);
    }
  }
}

/** Removes a member, and lets them in again after a while, whatever it takes. */
async function takeOut({ recorder, random }: ChoresDeps, { room, owner, members }: Gathering): Promise<void> {
  const person = random.pick(members);
  const params = { room, user: person.id };
  const removed = await attempt(owner.chats.removeMember({ params, ...inTime() }).then(() => true));
  if (removed) recorder.add({ is: 'removed', user: person.id, room });
  await Bun.sleep(random.below(800));
  // Also when it is not known whether the removal happened.
  for (;;) {
    const invite = await attempt(
      owner.chats.createInvite({ params: { room }, body: { maxUses: 1 }, ...inTime() }),
    );
    const token = invite?.token;
    if (token && (await attempt(person.chats.acceptInvite({ params: { token }, ...inTime() })))) break;
    await Bun.sleep(againMs);
  }
  recorder.add({ is: 'joined', user: person.id, room });
}
