import type { MeEvent, RoomEvent } from '../../../contracts/chats.ts';
import type { Clock } from '../live/clock.ts';
import { limits } from './limits.ts';
import { mentions } from './mentions.ts';
import type { MyRoom } from './my-room.ts';
import type { Rooms } from './rooms.ts';

/** A message of somebody else's; `body` is not known of a room that is not open in this page. */
export interface MissedMessage {
  seq: number;
  by: string;
  body: string | null;
  mention: boolean;
}

/** What came to a room while nobody saw this page. */
export interface Missed {
  room: MyRoom;
  /** Messages since the page was hidden that are still unread. */
  count: number;
  /** The message to tell of, one that mentions the reader before others; undefined where only the count is known. */
  message: MissedMessage | undefined;
}

type Mention = Extract<MeEvent, { type: 'mention' }>['data'];

/**
 * Gathers what is missed while the page is hidden, room by room. A message that this page has is told of soon; a mere
 * count, which another page may know more about, later, and a mention of which only the sender is known, between them.
 */
export class MissedMessages {
  readonly #me: string;
  readonly #clock: Clock;
  readonly #rooms: Rooms;
  readonly #due: (missed: Missed) => void;
  /** How many messages each room had when the page was hidden; undefined while it is seen. */
  #before: Map<string, number> | undefined;
  /** How many it had, and up to which seq, when they were last told of: a mention may be told before it is counted. */
  readonly #told = new Map<string, { posts: number; seq: number }>();
  readonly #newest = new Map<string, MissedMessage>();
  readonly #timers = new Map<string, { at: number; cancel: () => void }>();

  constructor(me: string, clock: Clock, rooms: Rooms, due: (missed: Missed) => void) {
    this.#me = me;
    this.#clock = clock;
    this.#rooms = rooms;
    this.#due = due;
  }

  /** The page was hidden, or is seen again. */
  hidden(hidden: boolean): void {
    if (hidden === (this.#before !== undefined)) return;
    for (const { cancel } of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#newest.clear();
    this.#told.clear();
    this.#before = hidden ? new Map() : undefined;
    this.roomsChanged();
  }

  /** A message of an open room came; to be told before the rooms are. */
  posted(event: Extract<RoomEvent, { type: 'message.posted' }>): void {
    const { room, seq, by, data } = event;
    if (!this.#before || by === this.#me || data.body === null) return;
    const mention = mentions(data.body, this.#me);
    this.#heard(room, { seq, by, body: data.body, mention }, limits.gatherMessageMs);
  }

  /** My own log says that a message mentions me. */
  mentioned({ room, seq, by }: Mention): void {
    if (this.#before) this.#heard(room, { seq, by, body: null, mention: true }, limits.gatherMentionMs);
  }

  roomsChanged(): void {
    const { rooms, complete } = this.#rooms.getSnapshot();
    // What an earlier page kept is no measure: what came since then was not missed by this one.
    if (!this.#before || !complete) return;
    for (const room of rooms) {
      // One that is new here was joined, or the list has just come.
      if (!this.#before.has(room.id)) this.#before.set(room.id, room.posts);
      const told = this.#told.get(room.id) ?? { posts: 0, seq: 0 };
      if (this.#count(room) > 0 && room.posts > told.posts && room.head > told.seq)
        this.#tellIn(room.id, limits.gatherCountMs);
    }
  }

  #heard(room: string, message: MissedMessage, withinMs: number): void {
    const known = this.#newest.get(room);
    const stillNew = known && known.seq > (this.#rooms.get(room)?.read ?? 0);
    const better = known?.seq === message.seq ? message.body !== null : message.mention || !known?.mention;
    if (!stillNew || better) this.#newest.set(room, message);
    this.#tellIn(room, withinMs);
  }

  #tellIn(room: string, ms: number): void {
    const at = this.#clock.now() + ms;
    const waiting = this.#timers.get(room);
    if (waiting && waiting.at <= at) return;
    waiting?.cancel();
    const cancel = this.#clock.after(ms, () => {
      this.#timers.delete(room);
      this.#tell(room);
    });
    this.#timers.set(room, { at, cancel });
  }

  #tell(id: string): void {
    const room = this.#rooms.get(id);
    if (!room) return;
    const newest = this.#newest.get(id);
    this.#newest.delete(id);
    const message = newest && newest.seq > room.read ? newest : undefined;
    const uncounted = message && message.seq > room.head ? 1 : 0;
    const count = this.#count(room) + uncounted;
    if (count === 0) return;
    this.#told.set(id, { posts: room.posts, seq: Math.max(room.head, message?.seq ?? 0) });
    this.#due({ room, count, message });
  }

  #count({ id, posts, unread }: MyRoom): number {
    return Math.min(unread, posts - (this.#before?.get(id) ?? posts));
  }
}
