import type { Account } from '../../../contracts/auth.ts';
import type { Room, RoomEvent } from '../../../contracts/chats.ts';
import type { Clock } from '../live/clock.ts';

export interface ServerRoom {
  id: string;
  name: string;
  epoch: string;
  events: RoomEvent[];
  posts: number;
  members: Set<string>;
  /** Read position of each member: seq and ordinal. */
  reads: Map<string, { seq: number; n: number }>;
}

/** Who hears at once of what happens. */
export interface ScriptedChatsDeps {
  clock: Clock;
  /** A room's log has one more event. */
  event: (room: ServerRoom, event: RoomEvent) => void;
  /** Somebody is no member of a room any more. */
  removed: (room: string, user: string) => void;
  /** A user's own log has one more entry. */
  mine: (user: string, frame: object) => void;
}

/** What the scripted server knows: accounts, rooms with their logs, and each user's own log. */
export class ScriptedChats {
  readonly rooms = new Map<string, ServerRoom>();
  readonly accounts = new Map<string, Account>();
  readonly #deps: ScriptedChatsDeps;
  readonly #logs = new Map<string, { seq: number; frame: object }[]>();

  constructor(deps: ScriptedChatsDeps) {
    this.#deps = deps;
  }

  addAccount(id: string, username: string): Account {
    const account: Account = { id, username, role: 'member' };
    this.accounts.set(id, account);
    return account;
  }

  addRoom(id: string, name: string, members: string[]): ServerRoom {
    const reads = new Map(members.map((user) => [user, { seq: 1, n: 0 }]));
    const room: ServerRoom = {
      id,
      name,
      epoch: 'epoch-1',
      events: [],
      posts: 0,
      members: new Set(members),
      reads,
    };
    this.rooms.set(id, room);
    this.append(id, members[0] ?? '', { type: 'room.created', data: { name } });
    return room;
  }

  /** Writes an event into a room's log. */
  append(room: string, by: string, rest: Pick<RoomEvent, 'type' | 'data'>): RoomEvent {
    const target = this.room(room);
    const seq = target.events.length + 1;
    const event = {
      t: 'event',
      v: 1,
      room,
      seq,
      id: `event-${target.epoch}-${seq}`,
      at: this.#deps.clock.now(),
      by,
      ...rest,
    } as RoomEvent;
    target.events.push(event);
    this.#deps.event(target, event);
    return event;
  }

  /** Posts; the same key again answers the first seq. */
  post(room: string, by: string, key: string, body: string): RoomEvent {
    const target = this.room(room);
    const known = target.events.find(
      (event) => event.type === 'message.posted' && event.by === by && event.data.key === key,
    );
    if (known) return known;
    target.posts++;
    const event = this.append(room, by, { type: 'message.posted', data: { n: target.posts, key, body } });
    this.read(room, by, event.seq);
    return event;
  }

  /** Moves a read position, which the user's own log tells. */
  read(room: string, user: string, seq: number): void {
    const target = this.room(room);
    const n = target.events.slice(0, seq).findLast((event) => event.type === 'message.posted');
    const ordinal = n?.type === 'message.posted' ? n.data.n : 0;
    if ((target.reads.get(user)?.seq ?? 0) >= seq) return;
    target.reads.set(user, { seq, n: ordinal });
    this.tellMe(user, { type: 'read', data: { room, seq, n: ordinal } });
  }

  /** Takes somebody out of a room: an event, and the user's own log. */
  remove(room: string, user: string, by: string): void {
    this.append(room, by, { type: 'member.removed', data: { user } });
    this.room(room).members.delete(user);
    this.#deps.removed(room, user);
    this.tellMe(user, { type: 'room.left', data: { room, reason: 'removed' } });
  }

  /** An entry in a user's own log. */
  tellMe(user: string, entry: { type: string; data: object }): void {
    const log = this.logOf(user);
    const frame = { t: 'me', seq: log.length + 1, ...entry };
    log.push({ seq: frame.seq, frame });
    this.#deps.mine(user, frame);
  }

  /** A room as one of its members is told of it. */
  record(id: string, user: string): Room {
    const room = this.room(id);
    const { seq, n } = room.reads.get(user) ?? { seq: 0, n: 0 };
    const { name, epoch, posts } = room;
    const counts = { head: room.events.length, epoch, posts, read: seq, unread: posts - n };
    return { id, name, ...counts, role: 'member', members: room.members.size, createdAt: 1 };
  }

  /** A user's own log. */
  logOf(user: string): { seq: number; frame: object }[] {
    let log = this.#logs.get(user);
    if (!log) this.#logs.set(user, (log = []));
    return log;
  }

  /** Throws when there is none. */
  room(id: string): ServerRoom {
    const room = this.rooms.get(id);
    if (!room) throw new Error(`no room ${id}`);
    return room;
  }

  /** The records of all rooms of somebody's. */
  roomsOf(user: string): Room[] {
    return [...this.rooms.values()]
      .filter((room) => room.members.has(user))
      .map((room) => this.record(room.id, user));
  }
}
