import type { Client } from './client.ts';
import type { Crowd } from './people.ts';
import type { Recorder } from './recorder.ts';

/** Without faults, everything must be answered, delivered and erased within so long. */
const settleWithinMs = 30_000;

export interface Unsettled {
  clients: readonly Client[];
  crowd: Crowd;
  recorder: Recorder;
  /** Rooms that were deleted. */
  deleted: readonly string[];
  /** Rooms that are gone, though rows of theirs are still stored. */
  leftovers: () => Promise<string[]> | string[];
}

/**
 * Waits until every post has its answer, every client has every event of its rooms and knows which are gone, and nothing
 * of these is stored. What does not come to that is returned, a sentence each.
 */
export async function settle(unsettled: Unsettled): Promise<string[]> {
  const { clients, recorder } = unsettled;
  const until = performance.now() + settleWithinMs;
  let waitsFor: string[] = [];
  while (performance.now() < until) {
    for (const client of clients) client.flush();
    waitsFor = clients.flatMap(unanswered);
    if (waitsFor.length === 0) waitsFor = await behind(unsettled);
    if (waitsFor.length === 0)
      waitsFor = (await unsettled.leftovers()).map(
        (room) => `something of the deleted room ${room} is stored`,
      );
    if (waitsFor.length === 0) return [];
    await Bun.sleep(100);
  }
  recorder.add({ is: 'fault', what: 'not settled' });
  return waitsFor;
}

function unanswered(client: Client): string[] {
  const { name, outbox, isLive } = client;
  if (!isLive) return [`${name} could not connect`];
  return outbox.size > 0 ? [`${name} has ${outbox.size} posts without an answer`] : [];
}

/** Who has not yet got all events of a room that they are in, though nobody posts any more. */
async function behind({ clients, crowd, deleted }: Unsettled): Promise<string[]> {
  const heads = new Map<string, number>();
  for (const { room, owner } of crowd.gatherings) {
    const { head } = await owner.chats.room({ params: { room } });
    heads.set(room, head);
  }
  return clients.flatMap((client) =>
    [...client.positions].flatMap(([room, { after, isCaughtUp }]) => {
      if (deleted.includes(room))
        return client.open.has(room) ? [`${client.name} was not told that ${room} is deleted`] : [];
      return isCaughtUp && after === heads.get(room)
        ? []
        : [`${client.name} stands at ${after} of ${heads.get(room)} in room ${room}`];
    }),
  );
}
