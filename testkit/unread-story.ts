/** Long random stories of what is unread, on two devices of one person. */
import { expect } from 'bun:test';
import { refusedWith } from './call.ts';
import { Device } from './device.ts';
import { eventually } from './eventually.ts';
import { newKey } from './gathering.ts';
import { type Person, register } from './person.ts';
import { type Random, seededRandom } from './random.ts';
import type { World } from './world.ts';

const steps = 1_000;
/** So often both devices and the database are held against each other. */
const looks = 4;
const roomCount = 5;

export interface Scene {
  reader: Person;
  devices: readonly [Device, Device];
  others: Person[];
  /** The owner of each is one of the others, who never leaves. */
  rooms: { id: string; owner: Person; invite: string }[];
}

/** Ann at two devices, three others, and rooms that all of them are in. */
export async function gatherAll(world: World, random: Random): Promise<Scene> {
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
      if (mine) my.openRooms.open(room.id);
    },
    readAll: async () => {
      if (mine) my.openRooms.markRead(room.id, mine.head);
    },
    readSome: async () => {
      const { items } = mine ? my.openRooms.open(room.id).getSnapshot() : { items: [] };
      const seqs = items.flatMap(({ seq }) => seq ?? []);
      if (seqs.length > 0) my.openRooms.markRead(room.id, random.pick(seqs));
    },
    readByCall: () => reader.chats.markRead({ params, body: { seq: random.below((mine?.head ?? 0) + 1) } }),
    postMyself: async () => {
      if (mine) await my.posting.post(room.id, `said by myself at ${step}`);
    },
    comeOrGoMyself: async () => {
      if (mine) await my.roomActions.leave(room.id);
      else await my.roomActions.acceptInvite(room.invite);
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
export async function expectAgreement({ reader, devices }: Scene): Promise<void> {
  await eventually(async () => {
    const stored = await storedUnread(reader);
    for (const [at, device] of devices.entries()) {
      device.my.connection.retryNow();
      const { unsentCount: unsent } = device.my.outbox;
      expect({ at, unsent, badges: device.badges(), title: device.title() }).toEqual({
        at,
        unsent: 0,
        badges: stored,
        title: titleOf(stored['all'] ?? 0),
      });
    }
  });
}

/** What the tab's title says with so many unread messages. */
const titleOf = (unread: number): string => `${unread > 0 ? `(${unread}) ` : ''}Rooms · Rookery`;

/** A thousand things that happen by chance, among them reads, posts, joins and reconnects; agreement now and then, and at the end. */
export async function tellStory(world: World, seed: number): Promise<void> {
  const random = seededRandom(seed);
  const scene = await gatherAll(world, random);
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
}
