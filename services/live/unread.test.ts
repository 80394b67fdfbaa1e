import { afterAll, beforeAll, expect, test } from 'bun:test';
import { connect, gather, newcomer, post } from '../../testkit/gathering.ts';
import type { Person } from '../../testkit/person.ts';
import { seededRandom } from '../../testkit/random.ts';
import type { TestSocket } from '../../testkit/socket.ts';
import { startWorld, type World } from '../../testkit/world.ts';

let world: World;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.stop());

/** What a room and its members' positions should be, kept beside the product. */
class Expected {
  head = 0;
  /** Seqs of all messages ever posted. */
  readonly posted: number[] = [];
  readonly readBy = new Map<string, number>();

  happened(seq: number): void {
    expect(seq).toBe(this.head + 1);
    this.head = seq;
  }

  moved(user: string, seq: number): void {
    this.readBy.set(user, Math.max(this.readBy.get(user) ?? 0, seq));
  }

  lineOf(user: string) {
    const read = this.readBy.get(user) ?? 0;
    const unread = this.posted.filter((seq) => seq > read).length;
    return { head: this.head, posts: this.posted.length, read, unread };
  }
}

interface Actor {
  person: Person;
  socket: TestSocket;
}

test.each([1, 2, 3])(
  'unread counts stay exact through posts, edits, deletions, joins and reads (seed %d)',
  async (seed) => {
    const random = seededRandom(seed);
    const { room, owner, others } = await gather(world, 2);
    const params = { room: room.id };
    const actors: Actor[] = [];
    const expected = new Expected();
    expected.head = room.head;
    const arrive = async (person: Person) => {
      actors.push({ person, socket: await connect(person) });
      expected.moved(person.id, (await person.chats.room({ params })).read);
    };
    for (const person of [owner, ...others]) await arrive(person);

    const acts: (() => Promise<void>)[] = [
      async () => {
        const { person, socket } = random.pick(actors);
        const { seq } = await post(socket, room.id, `message ${expected.head}`);
        expected.happened(seq);
        expected.posted.push(seq);
        expected.moved(person.id, seq);
      },
      async () => {
        const { person } = random.pick(actors);
        const body = { key: `rest-${seed}-${expected.head}`.padEnd(12, '-'), body: 'by REST' };
        const { seq } = await person.chats.postMessage({ params, body });
        expected.happened(seq);
        expected.posted.push(seq);
        expected.moved(person.id, seq);
      },
      async () => {
        const { person } = random.pick(actors);
        const seq = random.below(expected.head + 1);
        await person.chats.markRead({ params, body: { seq } });
        expected.moved(person.id, seq);
      },
      async () => {
        if (expected.posted.length === 0) return;
        const seq = random.pick(expected.posted);
        const { messages } = await owner.chats.messages({ params, query: { after: seq - 1, limit: 1 } });
        const author = actors.find(({ person }) => person.id === messages[0]?.by)?.person;
        if (!author || messages[0]?.deletedAt !== undefined) return;
        const at = { params: { ...params, seq } };
        if (random.chance(50))
          await author.chats.editMessage({ ...at, body: { body: `edited at ${expected.head}` } });
        else await author.chats.deleteMessage(at);
        expected.happened(expected.head + 1);
      },
      async () => {
        await owner.chats.renameRoom({ params, body: { name: `Name ${expected.head}` } });
        expected.happened(expected.head + 1);
      },
    ];
    for (let step = 0; step < 60; step++) {
      await random.pick(acts)();
      if (step % 20 === 10) {
        const guest = await newcomer(world);
        await owner.letIn(room.id, guest);
        expected.happened(expected.head + 1);
        await arrive(guest);
      }
      const { person } = random.pick(actors);
      expect(await person.chats.room({ params })).toMatchObject(expected.lineOf(person.id));
    }
    for (const { person } of actors) {
      const line = expected.lineOf(person.id);
      const { rooms } = await person.chats.rooms();
      expect(rooms.find(({ id }) => id === room.id)).toMatchObject(line);
      const socket = await person.socket();
      await socket.hello();
      expect((await socket.next('rooms')).rooms.find(({ id }) => id === room.id)).toMatchObject(line);
    }
  },
);
