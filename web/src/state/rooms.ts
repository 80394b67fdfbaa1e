import type { MeEvent, Room, RoomEvent } from '../../../contracts/chats.ts';
import type { RoomLine, UpInput } from '../../../contracts/live.ts';
import type { Clock } from '../live/clock.ts';
import type { OtherEvent } from '../live/frames.ts';
import { limits } from './limits.ts';
import { changedRoom, readNOf, roomByLine, type MyRoom, type RoomChange } from './my-room.ts';
import { OtherEvents } from './other-events.ts';
import { ReadPositions } from './read-positions.ts';
import { changeByEvent } from './room-event-changes.ts';
import { Store } from './store.ts';

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
  readonly #others = new OtherEvents();
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
      if (this.#others.areMoreAt(room, head, posts)) stale.push(room);
      this.#others.told(room, head, posts);
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
    if (!this.#rooms.has(event.room)) return;
    this.#others.event(event);
    this.#update(event.room, (mine) => changeByEvent(mine, event, this.#me));
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
    this.#rooms.set(line.id, roomByLine(line, full, mine, known));
    if (!known) this.#others.forget(line.id);
    this.#others.told(line.id, line.head, line.posts);
  }

  #forget(room: string): boolean {
    this.#others.forget(room);
    this.#kept.delete(room);
    return this.#rooms.delete(room);
  }

  #update(room: string, change: (mine: MyRoom) => RoomChange): void {
    const mine = this.#rooms.get(room);
    if (!mine) return;
    this.#rooms.set(room, changedRoom(mine, change(mine)));
    this.changed();
  }
}
