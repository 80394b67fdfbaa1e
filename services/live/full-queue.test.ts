// Tries D9.1.
import { expect, test } from 'bun:test';
import { localBus } from '../../platform/bus-local.ts';
import { connect, gather, newKey } from '../../testkit/gathering.ts';
import { startLiveWorld } from '../../testkit/live-world.ts';

const queue = 8;
const posts = 200;

test('a full queue refuses with a time before it accepts, by socket and by REST; nothing refused is stored', async () => {
  const env = { ROOKERY_LIMIT_POST_QUEUE: String(queue), ROOKERY_LIMIT_POSTS_PER_COMMIT: '2' };
  let slow = Promise.resolve();
  const world = await startLiveWorld(
    localBus(() => undefined),
    env,
    { beforeStoring: () => slow },
  );
  try {
    const { room, owner, others } = await gather(world, 3);
    const params = { room: room.id };
    const sockets = await Promise.all([owner, ...others].map((person) => connect(person)));
    const keys = sockets.map(() => Array.from({ length: posts / sockets.length }, newKey));
    // A commit takes so long that everything is there before it is over.
    const commit = Promise.withResolvers<void>();
    slow = commit.promise;
    for (const [i, socket] of sockets.entries())
      for (const key of keys[i] ?? []) socket.send({ t: 'post', room: room.id, key, body: key });
    for (const socket of sockets) await socket.settled();
    const firstRefusal = Promise.withResolvers<void>();
    const byRest = Array.from({ length: 60 }, newKey).map(async (key) => {
      const body = { key, body: key };
      const answer = await owner.call('POST', `/api/rooms/${room.id}/messages`, { body });
      if (answer.status === 503) firstRefusal.resolve();
      return { key, status: answer.status, retryAfter: Number(answer.headers.get('retry-after')) };
    });

    await firstRefusal.promise;
    commit.resolve();

    const [stored, refused] = [new Set<string>(), new Set<string>()];
    const codes = new Set<string>();
    for (const [i, socket] of sockets.entries()) {
      for (const key of keys[i] ?? []) {
        const isAnswer = (frame: { key: string }) => frame.key === key;
        const answer = await Promise.race([socket.next('ack', isAnswer), socket.next('refused', isAnswer)]);
        if (answer.t === 'ack') stored.add(key);
        else {
          refused.add(key);
          codes.add(answer.code);
          expect(answer.retryAfterMs).toBeGreaterThan(0);
        }
      }
    }
    const statuses = new Set<number>();
    for (const { key, status, retryAfter } of await Promise.all(byRest)) {
      statuses.add(status);
      if (status === 201) stored.add(key);
      else {
        refused.add(key);
        expect(retryAfter).toBeGreaterThan(0);
      }
    }
    expect(codes).toEqual(new Set(['overloaded', 'after_refused']));
    expect([...statuses].filter((status) => status !== 201)).toEqual([503]);

    const { events } = await owner.chats.events({ params, query: { after: room.head, limit: 200 } });
    const inStore = events.flatMap((event) => (event.type === 'message.posted' ? [event.data.key] : []));
    expect(new Set(inStore)).toEqual(stored);
    expect(inStore.filter((key) => refused.has(key))).toEqual([]);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => room.head + 1 + i));
  } finally {
    await world.stop();
  }
});
