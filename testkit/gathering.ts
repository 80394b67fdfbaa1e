import { expect } from 'bun:test';
import type { Room, RoomEvent } from '../contracts/chats.ts';
import type { UpInput } from '../contracts/live.ts';
import { register, type Person } from './person.ts';
import type { TestSocket } from './socket.ts';
import type { World } from './world.ts';

type Position = Pick<Extract<UpInput, { t: 'open' }>, 'after' | 'epoch' | 'last'>;

let people = 0;
let keys = 0;

/** Somebody new, whose username nobody else has. */
export function newcomer(world: World): Promise<Person> {
  return register(world, `person${++people}`);
}

/** An owner's room with so many members besides, in their order of joining. */
export async function gather(
  world: World,
  members = 1,
): Promise<{ room: Room; owner: Person; others: Person[] }> {
  const [owner, ...others] = await Promise.all(Array.from({ length: members + 1 }, () => newcomer(world)));
  if (!owner) throw new Error('nobody came');
  const { id } = await owner.room();
  await owner.letIn(id, ...others);
  return { room: await owner.chats.room({ params: { room: id } }), owner, others };
}

/** A socket that was welcomed and has its rooms. */
export async function connect(
  person: Person,
  hello: Parameters<TestSocket['hello']>[0] = {},
): Promise<TestSocket> {
  const socket = await person.socket();
  await socket.hello(hello);
  await socket.next('rooms', ({ more }) => !more);
  return socket;
}

/** A socket that has the room open from `position` (from now on without one), caught up. */
export async function follow(person: Person, room: string, position: Position = {}): Promise<TestSocket> {
  const socket = await connect(person);
  await open(socket, room, position);
  return socket;
}

/** Opens a room; the seq that the socket was caught up at. */
export async function open(socket: TestSocket, room: string, position: Position = {}): Promise<number> {
  socket.send({ t: 'open', room, ...position });
  return (await socket.next('caught-up', (frame) => frame.room === room)).seq;
}

/** A key that no other post of this process has. */
export function newKey(): string {
  return `key-${String(++keys).padStart(8, '0')}`;
}

/** Posts over the socket and waits for the ack. Throws when the post is refused. */
export async function post(socket: TestSocket, room: string, body: string, key = newKey()) {
  socket.send({ t: 'post', room, key, body });
  return socket.next('ack', (ack) => ack.key === key && ack.room === room);
}

/** Posts over the socket and waits for the refusal. */
export async function refusedPost(socket: TestSocket, room: string, body: string, key = newKey()) {
  socket.send({ t: 'post', room, key, body });
  return socket.next('refused', (refused) => refused.key === key && refused.room === room);
}

/** The events of a room that came on a socket, in the order of arrival. */
export function eventsOf(socket: TestSocket, room: string): RoomEvent[] {
  return socket.all.filter((frame): frame is RoomEvent => frame.t === 'event' && frame.room === room);
}

/** Waits until the event with this seq came. */
export function reached(socket: TestSocket, room: string, seq: number, withinMs = 20_000) {
  if (eventsOf(socket, room).some((event) => event.seq === seq)) return Promise.resolve();
  return socket.next('event', (event) => event.room === room && event.seq === seq, { withinMs });
}

/** Fails unless the seqs are `from`, `from` + 1, … `to`: none missing, none twice, none out of its place. */
export function expectSeqs(events: readonly { seq: number }[], from: number, to: number): void {
  const wanted = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
  expect(events.map(({ seq }) => seq)).toEqual(wanted);
}

/** The whole log of a room by REST, page by page. */
export async function wholeLog(person: Person, room: string): Promise<RoomEvent[]> {
  const all: RoomEvent[] = [];
  for (;;) {
    const after = all.at(-1)?.seq ?? 0;
    const { events } = await person.chats.events({ params: { room }, query: { after, limit: 200 } });
    if (events.length === 0) return all;
    all.push(...events);
  }
}
