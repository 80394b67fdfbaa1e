/** What is unread on two devices of one person, after long random stories, beside what the database says. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { refusedWith } from './call.ts';
import { Device } from './device.ts';
import { eventually } from './eventually.ts';
import { newKey } from './gathering.ts';
import { type Person, register } from './person.ts';
import { type Random, seededRandom } from './random.ts';
import { startWorld, type World } from './world.ts';

const steps = 1_000;
/** So often both devices and the database are held against each other. */
const looks = 4;
const roomCount = 5;

let world: World;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.stop());

interface Scene {
  reader: Person;
  devices: readonly [Device, Device];
  others: Person[];
  /** The owner of each is one of the others, who never leaves. */
  rooms: { id: string; owner: Person; invite: string }[];
}

/** Ann at two devices, three others, and rooms that all of them are in. */
async function gatherAll(random: Random): Promise<Scene> {
  const names = ['ann', 'ben', 'cat', 'dan'];
  const [reader, ...others] = await Promise.all(
    names.map((name) => register(world, `${name}-${newKey().slice(-6)}`)),
  );
  if (!reader) throw new Error('nobody came');
  const rooms: Scene['rooms'] = [];
  for (let n = 1; n <= roomCount; n++) {
    const owner = random.pick(others);
    const { id } = await owner.room(`Room ${n}`);
    const { token } = await owner.chats.createInvite({ params: { room: id }, body: {} });
    for (const person of [reader, ...others]) await person.chats.acceptInvite({ params: { token } });
    rooms.push({ id, owner, invite: token });
  }
  const device = () => new Device(reader, () => random.below(1_000_000) / 1_000_000);
  return { reader, devices: [device(), device()], others, rooms };
}

/** One thing that happens: to the reader's devices, or among the others. */
async function happen({ reader, devices, others, rooms }: Scene, random: Random, step: number) {
  const room = random.pick(rooms);
  const params = { room: room.id };
  const device = random.pick(devices);
  const { my } = device;
  const mine = my.rooms.get(room.id);
  const other = random.pick(others);
  const acts = {
    post: () => other.chats.postMessage({ params, body: { key: newKey(), body: `said at ${step}` } }),
    edit: async () => {
      const { messages } = await other.chats.messages({ params, query: { limit: 20 } });
      const own = messages.find(({ by, body }) => by === other.id && body !== null);
      if (own)
        await other.chats.editMessage({ params: { ...params, seq: own.seq }, body: { body: `at ${step}` } });
    },
    delete: async () => {
      const { messages } = await room.owner.chats.messages({ params, query: { limit: 20 } });
      if (messages.length > 0)
        await room.owner.chats.deleteMessage({ params: { ...params, seq: random.pick(messages).seq } });
    },
    comeOrGo: async () => {
      if (other === room.owner) return;
      if (random.chance(50)) await other.chats.leave({ params, query: {} });
      else await other.chats.acceptInvite({ params: { token: room.invite } });
    },
    rename: () => room.owner.chats.renameRoom({ params, body: { name: `Renamed at ${step}` } }),
    look: async () => {
      if (mine) my.openRoom(room.id);
    },
    readAll: async () => {
      if (mine) my.markRead(room.id, mine.head);
    },
    readSome: async () => {
      const { items } = mine ? my.openRoom(room.id).getSnapshot() : { items: [] };
      const seqs = items.flatMap(({ seq }) => seq ?? []);
      if (seqs.length > 0) my.markRead(room.id, random.pick(seqs));
    },
    readByCall: () => reader.chats.markRead({ params, body: { seq: random.below((mine?.head ?? 0) + 1) } }),
    postMyself: async () => {
      if (mine) await my.post(room.id, `said by myself at ${step}`);
    },
    comeOrGoMyself: async () => {
      if (mine) await my.leaveRoom(room.id);
      else await my.acceptInvite(room.invite);
    },
    loseConnection: async () => device.loseConnection(),
    reconnect: async () => my.connection.retryNow(),
  };
  const often = ['post', 'post', 'post', 'post', 'post', 'post', 'look', 'readAll', 'readSome', 'reconnect'];
  const name = random.pick([...often, ...Object.keys(acts)] as (keyof typeof acts)[]);
  // Whoever is not in the room is refused: that, too, must change nothing.
  await refusedWith(acts[name]());
}

/** What the database says is unread: by the record of each room, and counted once more in the room's log. */
async function storedUnread(reader: Person): Promise<Record<string, number>> {
  const { rooms } = await reader.chats.rooms({ query: {} });
  const unread: Record<string, number> = { all: 0 };
  for (const { id, read, ...room } of rooms) {
    unread[id] = room.unread;
    unread['all'] = (unread['all'] ?? 0) + room.unread;
    expect(await messagesOfOthersAfter(reader, id, read)).toBe(room.unread);
  }
  return unread;
}

async function messagesOfOthersAfter(reader: Person, room: string, read: number): Promise<number> {
  let count = 0;
  for (let after = read; ;) {
    const { events } = await reader.chats.events({ params: { room }, query: { after, limit: 200 } });
    count += events.filter(({ type, by }) => type === 'message.posted' && by !== reader.id).length;
    const last = events.at(-1);
    if (!last) return count;
    after = last.seq;
  }
}

/** Everything was said and heard: then both devices show what is stored. */
async function expectAgreement({ reader, devices }: Scene): Promise<void> {
  await eventually(async () => {
    const stored = await storedUnread(reader);
    for (const [at, device] of devices.entries()) {
      device.my.connection.retryNow();
      expect({ at, unsent: device.my.outbox.unsentCount, badges: device.badges() }).toEqual({
        at,
        unsent: 0,
        badges: stored,
      });
    }
  });
}

test.each([1])('two devices and the database agree on what is unread (seed %d)', async (seed) => {
  const random = seededRandom(seed);
  const scene = await gatherAll(random);
  try {
    for (let step = 1; step <= steps; step++) {
      await happen(scene, random, step);
      // Mostly the next thing happens before the devices have heard of this one.
      if (random.chance(10)) await Bun.sleep(random.below(20));
      if (step % (steps / looks) === 0) await expectAgreement(scene);
    }
  } finally {
    for (const { my } of scene.devices) my.stop();
  }
});

test('joins, edits, deletions, new names and own posts never count', async () => {
  const scene = await gatherAll(seededRandom(3));
  const [room] = scene.rooms;
  const [first, second] = scene.devices;
  if (!room) throw new Error('there is no room');
  const params = { room: room.id };
  try {
    await expectAgreement(scene);
    const before = first.badges();
    const latecomer = await register(world, `late-${newKey().slice(-6)}`);
    await latecomer.chats.acceptInvite({ params: { token: room.invite } });
    await first.my.post(room.id, 'said by myself');
    await eventually(() => expect(second.my.rooms.get(room.id)?.posts).toBe(1));
    await expectAgreement(scene);
    expect(second.badges()).toEqual(before);

    const { seq } = await room.owner.chats.postMessage({ params, body: { key: newKey(), body: 'one' } });
    await room.owner.chats.editMessage({ params: { ...params, seq }, body: { body: 'two' } });
    await room.owner.chats.renameRoom({ params, body: { name: 'Another name' } });
    await room.owner.chats.deleteMessage({ params: { ...params, seq } });
    await latecomer.chats.leave({ params, query: {} });
    const { head } = await room.owner.chats.room({ params });
    await eventually(() => {
      for (const device of scene.devices) expect(device.my.rooms.get(room.id)?.head).toBe(head);
    });
    expect(first.badges()).toEqual({ ...before, all: 1, [room.id]: 1 });
    expect(second.badges()).toEqual(first.badges());
    await expectAgreement(scene);
  } finally {
    for (const { my } of scene.devices) my.stop();
  }
});
