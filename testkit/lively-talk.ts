import { expect } from 'bun:test';
import type { RoomEvent } from '../contracts/chats.ts';
import { connect, eventsOf, newKey, reached } from './gathering.ts';
import type { Person } from './person.ts';
import type { Random } from './random.ts';

/** Posts `count` messages, some in bursts, some waiting for the ack, some edited or deleted. */
export async function talk(person: Person, room: string, count: number, random: Random): Promise<void> {
  const socket = await connect(person);
  let unacked: string[] = [];
  for (let i = 0; i < count; i++) {
    const key = newKey();
    socket.send({ t: 'post', room, key, body: `${i} ${'x'.repeat(random.below(400))}` });
    unacked.push(key);
    if (unacked.length < 30 && random.chance(70)) continue;
    for (const sent of unacked) {
      const { seq } = await socket.next('ack', (ack) => ack.key === sent);
      if (random.chance(5))
        await person.chats.editMessage({ params: { room, seq }, body: { body: `edited ${i}` } });
      if (random.chance(3)) await person.chats.deleteMessage({ params: { room, seq } });
    }
    unacked = [];
  }
  for (const sent of unacked) await socket.next('ack', (ack) => ack.key === sent);
  await socket.close();
}

/** Comes and goes, resuming each time where it was, until `done`; then reads to the end. Gives all that it got. */
export async function comeAndGo(
  person: Person,
  room: string,
  epoch: string,
  random: Random,
  done: () => number | null,
): Promise<RoomEvent[]> {
  const got: RoomEvent[] = [];
  for (;;) {
    const head = done();
    const last = got.at(-1);
    const position = { after: last?.seq ?? 0, epoch, ...(last ? { last: last.id } : {}) };
    const byHello = random.chance(50);
    const socket = await connect(person, byHello ? { open: { [room]: position } } : {});
    if (!byHello) socket.send({ t: 'open', room, ...position });
    const caughtUp = await socket.next('caught-up', undefined, { withinMs: 20_000 });
    expect(eventsOf(socket, room).length).toBeGreaterThanOrEqual(caughtUp.seq - position.after);
    if (head === null) for (let i = random.pick([0, 1, 3, 60]); i > 0; i--) await socket.settled();
    else if (position.after < head) await reached(socket, room, head);
    if (random.chance(50)) socket.terminate();
    else await socket.close();
    expect(socket.all.filter(({ t }) => t === 'caught-up')).toHaveLength(1);
    expect(socket.all.filter(({ t }) => t === 'reset')).toEqual([]);
    got.push(...eventsOf(socket, room));
    if (head !== null) return got;
  }
}
