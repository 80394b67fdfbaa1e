import type { MeEvent, Room, RoomEvent } from '../../../contracts/chats.ts';
import type { RoomLine, UpInput } from '../../../contracts/live.ts';
import type { Clock } from '../live/clock.ts';
import type { OtherEvent } from '../live/frames.ts';
import { limits } from './limits.ts';
import { mentions } from './mentions.ts';
import { ReadPositions } from './read-positions.ts';
import { Store } from './store.ts';

/** One of my rooms. Immutable: a change makes a new one. */
export interface MyRoom {
  id: string;
  name: string;
  /** The seq of the newest event. */
  head: number;
  epoch: string;
  /** How many messages were ever posted. */
  posts: number;
  /** My read position, a seq. */
  read: number;
  /** Messages after my read position: exact; joins, edits and my own posts never count. */
  unread: number;
  /** Seqs of messages after my read position that mention me, oldest first; a server of before does not tell. */
  mentions?: readonly number[];
  /** My role, how many members, since when; null until the room's full record has come. */
  role: Room['role'] | null;
  members: number | null;
  createdAt: number | null;
}

export interface RoomsSnapshot {
  /** By name, as people of the browser's language sort. */
  rooms: readonly MyRoom[];
  /** False until the whole list was there once: an empty list means something only then. */
  complete: boolean;
  /** Unread messages of all rooms. */
  unread: number;
}

export interface RoomsDeps {
  me: string;
  clock: Clock;
  /** Sends a frame; false when the connection is not live. */
  send: (frame: UpInput) => boolean;
}

const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** My rooms, with what is unread in each. */
export class Rooms extends Store<RoomsSnapshot> {
  readonly #me: string;
  readonly #reads: ReadPositions;
  readonly #rooms = new Map<string, MyRoom>();
  /** Up to a seq, how many events were no messages. Not touched by what other devices read or what I post. */
  readonly #told = new Map<string, { seq: number; others: number }>();
  /** Rooms of which only an earlier page's word is in hand, or one on a log that was replaced since. */
  readonly #kept = new Set<string>();
  #complete = false;
  /** Rooms named since the list of the present socket began; the others are no longer mine when it ends. */
  #listed: Set<string> | undefined;

  constructor(deps: RoomsDeps) {
    super();
    this.#me = deps.me;
    this.#reads = new ReadPositions(deps.clock, limits.readMs, (room, seq) =>
      deps.send({ t: 'read', room, seq }),
    );
  }

  /** A room of mine, or undefined. */
  get(room: string): MyRoom | undefined {
    return this.#rooms.get(room);
  }

  /** Whether a room's numbers are only what an earlier page kept. */
  isKept(room: string): boolean {
    return this.#kept.has(room);
  }

  /** Shows the list as an earlier page kept it, until the server's is there. */
  restore(kept: readonly MyRoom[]): void {
    if (this.#complete || this.#rooms.size > 0) return;
    for (const room of kept) {
      this.#rooms.set(room.id, room);
      this.#kept.add(room.id);
    }
    this.changed();
  }

  /** A new socket is live: its list of rooms begins. `setBack`: the server went back to an earlier state meanwhile. */
  welcomed(setBack = false): void {
    this.#listed = new Set();
    if (setBack) for (const room of this.#rooms.keys()) this.#kept.add(room);
  }

  /** The room's log was replaced: what the server says next is believed, also where it is less than this page heard. */
  replaced(room: string): void {
    if (this.#rooms.has(room)) this.#kept.add(room);
  }

  /** The server takes frames now: read positions not sent yet go out. */
  connected(): void {
    this.#reads.connected();
  }

  /** Stops what was still to be sent. */
  stop(): void {
    this.#reads.stop();
  }

  /** A page of the list that every new socket sends. Answers the rooms that turned out to be lost, once it is whole. */
  list(lines: readonly RoomLine[], more: boolean): readonly string[] {
    const listed = (this.#listed ??= new Set());
    for (const line of lines) {
      listed.add(line.id);
      // What was said on a socket that was dying, the server never heard.
      const mine = this.#rooms.get(line.id);
      if (mine?.epoch === line.epoch && mine.read > line.read) this.#reads.moved(line.id, mine.read);
      this.#take(line);
    }
    let lost: string[] = [];
    if (!more) {
      lost = [...this.#rooms.keys()].filter((room) => !listed.has(room));
      for (const room of lost) this.#forget(room);
      this.#listed = undefined;
      this.#complete = true;
    }
    this.changed();
    return lost;
  }

  /**
   * Full records that were asked for by REST. Once the socket's list is there they only add what it leaves out (role,
   * members): a room missing from the list was lost meanwhile.
   */
  details(rooms: readonly Room[], whole = false): void {
    for (const room of rooms) {
      if (this.#complete && !this.#rooms.has(room.id)) continue;
      this.#take(room, room);
    }
    if (whole) this.#complete = true;
    this.changed();
  }

  /** I made or joined a room. */
  joined(room: Room): void {
    this.#listed?.add(room.id);
    this.#take(room, room);
    this.changed();
  }

  /** The room is not mine any more. */
  gone(room: string): void {
    this.#listed?.delete(room);
    this.#reads.forget(room);
    if (this.#forget(room)) this.changed();
  }

  /** An entry of my own log about reading, perhaps from another device. */
  readElsewhere({ room, seq, n }: Extract<MeEvent, { type: 'read' }>['data']): void {
    // It may come before the news that the message exists.
    this.#update(room, (mine) => ({
      head: Math.max(mine.head, seq),
      posts: Math.max(mine.posts, n),
      read: Math.max(mine.read, seq),
      readN: Math.max(readNOf(mine), n),
    }));
  }

  /** A message mentions me. */
  mentioned({ room, seq }: Extract<MeEvent, { type: 'mention' }>['data']): void {
    this.#update(room, (mine) => ({ mentions: [...(mine.mentions ?? []), seq] }));
  }

  /**
   * Heads of rooms that are not open. Answers the rooms where more happened than messages, such as a new name, which
   * nothing tells of until their records are asked for.
   */
  activity(rooms: Readonly<Record<string, { head: number; posts: number }>>): readonly string[] {
    const stale: string[] = [];
    for (const [room, { head, posts }] of Object.entries(rooms)) {
      const told = this.#told.get(room);
      if (told && head - posts > told.others) stale.push(room);
      this.#tell(room, head, posts);
      this.#update(room, (now) => ({ head: Math.max(now.head, head), posts: Math.max(now.posts, posts) }));
    }
    return stale;
  }

  /**
   * A page of the log says how far it reaches. What it shows is not sent again once the room is open, and `activity` does
   * not tell of open rooms.
   */
  reached(room: string, head: number, posts: number): void {
    this.#update(room, (mine) => ({ head: Math.max(mine.head, head), posts: Math.max(mine.posts, posts) }));
  }

  /** An event of an open room. Events come in order; one that is older than what is known changes nothing. */
  event(event: RoomEvent | OtherEvent): void {
    const room = this.#rooms.get(event.room);
    if (!room) return;
    const isNew = event.seq > room.head;
    const told = this.#told.get(event.room);
    if (event.type === 'message.posted') this.#tell(event.room, event.seq, event.data.n);
    else if (told && event.seq > told.seq)
      this.#told.set(event.room, { seq: event.seq, others: told.others + 1 });
    this.#update(event.room, (mine) => {
      const change: Change = { head: Math.max(mine.head, event.seq) };
      if (event.type === 'message.posted') {
        change.posts = Math.max(mine.posts, event.data.n);
        if (event.by === this.#me) {
          change.read = Math.max(mine.read, event.seq);
          change.readN = Math.max(readNOf(mine), event.data.n);
        }
      } else if (event.type === 'message.deleted' || event.type === 'message.edited') {
        const { target } = event.data;
        const still = event.type === 'message.edited' && mentions(event.data.body, this.#me);
        // Whom an edit mentions anew, their own log tells.
        if (!still && mine.mentions?.includes(target))
          change.mentions = mine.mentions.filter((seq) => seq !== target);
      } else if (event.type === 'room.renamed' && isNew) {
        change.name = event.data.name;
      } else if (isNew && mine.members !== null) {
        if (event.type === 'member.joined') change.members = mine.members + 1;
        if (event.type === 'member.left' || event.type === 'member.removed')
          change.members = mine.members - 1;
      }
      return change;
    });
  }

  /**
   * A post of mine was acknowledged, the `n`th message of its room where that is known: posting moves my own read
   * position.
   */
  posted(room: string, seq: number, n?: number): void {
    this.#update(room, (mine) => ({
      head: Math.max(mine.head, seq),
      posts: Math.max(mine.posts, n ?? 0),
      read: Math.max(mine.read, seq),
      readN: Math.max(readNOf(mine), n ?? 0),
    }));
  }

  /**
   * I have read up to a seq; `n` is the ordinal of the last message at or before it, where that is known. Shows at
   * once; the server hears of it at most once a second for each room, also after a time without connection.
   */
  markRead(room: string, seq: number, n: number | undefined): void {
    const mine = this.#rooms.get(room);
    if (!mine || seq <= mine.read) return;
    this.#update(room, () => ({
      read: seq,
      ...(n === undefined ? {} : { readN: Math.max(readNOf(mine), n) }),
    }));
    this.#reads.moved(room, seq);
  }

  protected build(): RoomsSnapshot {
    const rooms = [...this.#rooms.values()].sort(
      (a, b) => byName.compare(a.name, b.name) || (a.id < b.id ? -1 : 1),
    );
    return { rooms, complete: this.#complete, unread: rooms.reduce((sum, room) => sum + room.unread, 0) };
  }

  /** Takes what the server says of a room. A read position that it has not heard of yet is kept. */
  #take(line: RoomLine, full?: Room): void {
    const mine = this.#rooms.get(line.id);
    // A server that was set back since is believed: only what this very page heard counts more than a list.
    const setBack = this.#kept.delete(line.id) && mine !== undefined && line.head < mine.head;
    const known = mine?.epoch === line.epoch && !setBack ? mine : undefined;
    const { id, name, epoch } = line;
    const behind = known !== undefined && line.head < known.head;
    const room: MyRoom = {
      id,
      name: behind ? known.name : name,
      epoch,
      head: Math.max(known?.head ?? 0, line.head),
      posts: Math.max(known?.posts ?? 0, line.posts),
      read: line.read,
      unread: 0,
      role: full?.role ?? mine?.role ?? null,
      members: full?.members ?? mine?.members ?? null,
      createdAt: full?.createdAt ?? mine?.createdAt ?? null,
    };
    // What came after the line was made, it cannot tell.
    const later = (known?.mentions ?? []).filter((seq) => !line.mentions || behind || seq > line.head);
    room.mentions = [...(line.mentions ?? []), ...later];
    let readN = line.posts - line.unread;
    if (known && known.read > line.read) {
      room.read = known.read;
      readN = Math.max(readN, readNOf(known));
    }
    this.#rooms.set(id, counted(room, readN));
    if (!known) this.#told.delete(id);
    this.#tell(id, line.head, line.posts);
  }

  /** Notes a head together with the number of messages up to it. */
  #tell(room: string, seq: number, posts: number): void {
    const told = this.#told.get(room);
    if (!told || seq >= told.seq) this.#told.set(room, { seq, others: seq - posts });
  }

  #forget(room: string): boolean {
    this.#told.delete(room);
    this.#kept.delete(room);
    return this.#rooms.delete(room);
  }

  #update(room: string, change: (mine: MyRoom) => Change): void {
    const mine = this.#rooms.get(room);
    if (!mine) return;
    const { readN, ...fields } = change(mine);
    this.#rooms.set(room, counted({ ...mine, ...fields }, readN ?? readNOf(mine)));
    this.changed();
  }
}

type Change = Partial<Pick<MyRoom, 'name' | 'head' | 'posts' | 'read' | 'members' | 'mentions'>> & {
  readN?: number;
};

/** The ordinal of the last message I have read. */
function readNOf(room: MyRoom): number {
  return room.posts - room.unread;
}

/** Who has read up to the newest event has nothing unread, whatever the ordinals are. */
function counted(room: MyRoom, readN: number): MyRoom {
  const unread = (room.mentions ?? []).filter((seq) => seq > room.read);
  return {
    ...room,
    mentions: [...new Set(unread)].sort((a, b) => a - b),
    unread: room.read >= room.head ? 0 : Math.max(0, room.posts - readN),
  };
}
