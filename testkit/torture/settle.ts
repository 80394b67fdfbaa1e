import type { Client } from './client.ts';
import type { Crowd } from './people.ts';
import type { Recorder } from './recorder.ts';

/** Without faults, everything must be answered and delivered within so long. */
const settleWithinMs = 30_000;

/**
 * Waits until every post has its answer and every client has every event of its rooms. What does not come to that is
 * returned, a sentence each.
 */
export async function settle(
  clients: readonly Client[],
  crowd: Crowd,
  recorder: Recorder,
): Promise<string[]> {
  const until = performance.now() + settleWithinMs;
  let waitsFor: string[] = [];
  while (performance.now() < until) {
    for (const client of clients) client.flush();
    waitsFor = clients.flatMap(unanswered);
    if (waitsFor.length === 0) waitsFor = await behind(clients, crowd);
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
async function behind(clients: readonly Client[], { gatherings }: Crowd): Promise<string[]> {
  const heads = new Map<string, number>();
  for (const { room, owner } of gatherings) {
    const { head } = await owner.chats.room({ params: { room } });
    heads.set(room, head);
  }
  return clients.flatMap((client) =>
    [...client.positions].flatMap(([room, { after, isCaughtUp }]) =>
      isCaughtUp && after === heads.get(room)
        ? []
        : [`${client.name} stands at ${after} of ${heads.get(room)} in room ${room}`],
    ),
  );
}
