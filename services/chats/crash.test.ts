// Tries D3.1, D3.2.
import { expect, test } from 'bun:test';
import type { Message } from '../../contracts/chats.ts';
import { connect, eventsOf, expectSeqs, gather, newKey, open, wholeLog } from '../../testkit/gathering.ts';
import type { Person } from '../../testkit/person.ts';
import { type ServerProcess, startProcess } from '../../testkit/process.ts';
import { seededRandom } from '../../testkit/random.ts';
import type { TestSocket } from '../../testkit/socket.ts';
import { removeTemp, tempFolder } from '../../testkit/temp.ts';

const inFlight = 32;

interface Sent {
  key: string;
  body: string;
}

/** A sender that keeps what it has not seen acknowledged, and sends it again in order after a crash. */
class Outbox {
  readonly acked = new Map<string, number>();
  unacked: Sent[] = [];
  private made = 0;

  constructor(
    private readonly name: string,
    private readonly room: string,
  ) {}

  /** Posts without end until the connection is lost. */
  async run(socket: TestSocket): Promise<void> {
    for (const one of this.unacked) socket.send({ t: 'post', room: this.room, ...one });
    try {
      for (;;) {
        while (this.unacked.length < inFlight) this.sendNew(socket);
        await this.takeAck(socket);
      }
    } catch {
      // What arrived before the end counts, read or not.
      for (const frame of socket.all) if (frame.t === 'ack') this.note(frame.key, frame.seq);
    }
  }

  /** Sends again what was not acknowledged, and waits for all of it. */
  async finish(socket: TestSocket): Promise<void> {
    for (const one of this.unacked) socket.send({ t: 'post', room: this.room, ...one });
    while (this.unacked.length > 0) await this.takeAck(socket);
  }

  private sendNew(socket: TestSocket): void {
    const one = { key: newKey(), body: `${this.name} ${this.made++}` };
    this.unacked.push(one);
    socket.send({ t: 'post', room: this.room, ...one });
  }

  private async takeAck(socket: TestSocket): Promise<void> {
    const { key, seq } = await socket.next('ack', undefined, { withinMs: 20_000 });
    this.note(key, seq);
  }

  private note(key: string, seq: number): void {
    const known = this.acked.get(key);
    if (known !== undefined) expect(seq).toBe(known);
    this.acked.set(key, seq);
    this.unacked = this.unacked.filter((one) => one.key !== key);
  }
}

async function history(person: Person, room: string): Promise<Message[]> {
  const all: Message[] = [];
  for (;;) {
    const { messages } = await person.chats.messages({
      params: { room },
      query: { after: all.at(-1)?.seq ?? 0, limit: 200 },
    });
    if (messages.length === 0) return all;
    all.push(...messages);
  }
}

test('after kill -9 in the middle of posting, every acknowledged message is there once, in order', async () => {
  const dataFolder = tempFolder();
  const random = seededRandom(9);
  let world: ServerProcess = await startProcess(dataFolder);
  try {
    const { room, owner, others } = await gather(world);
    const people = [owner, ...others];
    const outboxes = people.map((_, i) => new Outbox(`sender ${i}`, room.id));
    const reader = await connect(owner);
    await open(reader, room.id, { after: 0 });
    let position = { after: 0, epoch: room.epoch };
    for (let round = 0; round < 3; round++) {
      const sockets = await Promise.all(people.map((person) => connect(person)));
      const watching = await connect(owner, { open: { [room.id]: position } });
      const posting = outboxes.map((outbox, i) => sockets[i] && outbox.run(sockets[i]));
      const enough = position.after + 200 + random.below(300);
      await watching.next('event', ({ seq }) => seq >= enough, { withinMs: 20_000 });
      await world.kill();
      await Promise.all(posting);
      await watching.closed;

      const seen = eventsOf(watching, room.id);
      expectSeqs(seen, position.after + 1, seen.at(-1)?.seq ?? 0);
      world = await startProcess(dataFolder, { PORT: String(world.port) });
      // Nobody saw what was not durable.
      const log = await wholeLog(owner, room.id);
      expect(log.slice(position.after, position.after + seen.length)).toEqual(seen);
      position = { after: log.length, epoch: room.epoch };
    }
    for (const [i, outbox] of outboxes.entries()) {
      const person = people[i];
      if (person) await outbox.finish(await connect(person));
    }

    const messages = await history(owner, room.id);
    expect(messages.map(({ n }) => n)).toEqual(messages.map((_, i) => i + 1));
    const seqOf = new Map(messages.map(({ key, seq }) => [key, seq]));
    expect(seqOf.size).toBe(messages.length);
    for (const [i, outbox] of outboxes.entries()) {
      for (const [key, seq] of outbox.acked) expect(seqOf.get(key)).toBe(seq);
      const own = messages.filter(({ by }) => by === people[i]?.id).map(({ body }) => body);
      expect(own).toEqual(own.map((_, n) => `sender ${i} ${n}`));
      expect(own).toHaveLength(outbox.acked.size);
    }
    expectSeqs(await wholeLog(owner, room.id), 1, messages.length + room.head);
  } finally {
    await world.kill();
    removeTemp(dataFolder);
  }
}, 60_000);
