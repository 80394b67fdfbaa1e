import type { UpInput } from '../../../contracts/live.ts';
import type { Clock } from '../live/clock.ts';
import type { Api } from './api.ts';
import { limits } from './limits.ts';
import { Members } from './members.ts';
import type { Outbox } from './outbox.ts';
import type { Profiles } from './profiles.ts';
import type { RoomCache } from './room-cache.ts';
import type { RoomRecords } from './room-records.ts';
import type { Position } from './room-log.ts';
import type { Rooms } from './rooms.ts';
import type { ServerTime } from './server-time.ts';
import { Timeline } from './timeline.ts';
import type { GoneCode } from './timeline-snapshot.ts';

export interface OpenRoomsDeps {
  me: string;
  api: Api;
  clock: Clock;
  random: () => number;
  rooms: Rooms;
  outbox: Outbox;
  profiles: Profiles;
  cache: RoomCache;
  records: RoomRecords;
  serverTime: ServerTime;
  /** Sends a frame; false when the connection is not ready for it. */
  send: (frame: UpInput) => boolean;
}

/** The rooms whose conversations are in memory and open on the socket: the one on show and those looked at before it. */
export class OpenRooms {
  readonly #deps: OpenRoomsDeps;
  /** Least recently looked at first. */
  readonly #timelines = new Map<string, Timeline>();
  readonly #members = new Map<string, Members>();
  /** The room on show, and whether its "new" line is fixed: the list of rooms may come later than the room. */
  #entered: { room: string; known: boolean } | undefined;
  /** Rooms that the present socket heard of in its hello. */
  #inHello = new Set<string>();
  #lastLiveAt: number | undefined;

  constructor(deps: OpenRoomsDeps) {
    this.#deps = deps;
    deps.outbox.subscribe(() => {
      for (const timeline of this.#timelines.values()) timeline.pendingChanged();
    });
    deps.rooms.subscribe(() => {
      this.#enter();
    });
  }

  timeline(room: string): Timeline | undefined {
    return this.#timelines.get(room);
  }

  /** The members of a room, if they were asked for. */
  knownMembers(room: string): Members | undefined {
    return this.#members.get(room);
  }

  /**
   * The conversation of a room, which the user now looks at: opened on the socket and kept up from here on. The last
   * ten stay in memory, so going back to one shows it at once. Unknown or foreign rooms become `gone`.
   */
  open(room: string): Timeline {
    void this.#deps.records.load(room);
    const before = this.#timelines.get(room);
    const timeline =
      before && before.getSnapshot().status.state !== 'gone' ? before : this.#newTimeline(room);
    this.#timelines.delete(room);
    this.#timelines.set(room, timeline);
    // Whoever comes to a room comes to its newest end; an address of a message leads on from there.
    timeline.looking.toNewest();
    this.#entered = { room, known: false };
    this.#enter();
    if (timeline !== before) {
      this.#restore(timeline);
      void timeline.reload();
    }
    for (const oldest of this.#timelines.keys()) {
      if (this.#timelines.size <= limits.openRooms) break;
      this.#close(oldest);
    }
    return timeline;
  }

  /** What an earlier page kept is there now. */
  restored(): void {
    for (const timeline of this.#timelines.values()) this.#restore(timeline);
  }

  /** Goes to a message of a room that is open, or to the nearest where that is none. */
  lookAt(room: string, seq: number): void {
    this.#timelines.get(room)?.looking.at(seq);
  }

  /** I have read up to a seq of a room that is open. */
  markRead(room: string, seq: number): void {
    this.#deps.rooms.markRead(room, seq, this.#timelines.get(room)?.ordinalAt(seq));
  }

  /** The members of a room; call `loadMore()` for the first page. */
  members(room: string): Members {
    const { api, profiles } = this.#deps;
    let members = this.#members.get(room);
    if (members) return members;
    members = new Members({
      load: (after) =>
        api.chats.members({ params: { room }, query: { limit: 200, ...(after ? { after } : {}) } }),
      found: (users) => {
        profiles.want(users);
      },
    });
    this.#members.set(room, members);
    for (const oldest of this.#members.keys()) {
      if (this.#members.size <= limits.openRooms) break;
      this.#members.delete(oldest);
    }
    return members;
  }

  /** Rooms looked at on this page, the last one first. */
  recent(): readonly string[] {
    return [...this.#timelines.keys()].toReversed();
  }

  /** Those who were seen in the rooms in memory, each with the room looked at last of theirs. */
  people(): ReadonlyMap<string, string> {
    const people = new Map<string, string>();
    for (const [room, timeline] of this.#timelines) {
      const members = this.#members.get(room)?.getSnapshot().members ?? [];
      const authors = timeline.getSnapshot().items.map(({ by }) => by);
      for (const user of [...authors, ...members.map(({ user }) => user)]) people.set(user, room);
    }
    return people;
  }

  /** What a new socket is told in its hello. */
  positions(): Record<string, Position> {
    const positions: Record<string, Position> = {};
    const away = this.#lastLiveAt === undefined ? Infinity : this.#deps.clock.now() - this.#lastLiveAt;
    // After a long absence the heads decide first whether to replay what is missing: see `listed`.
    if (away <= limits.resumeBlindMs) {
      for (const [room, timeline] of this.#timelines) {
        const position = timeline.position();
        if (position) positions[room] = position;
      }
    }
    this.#inHello = new Set(Object.keys(positions));
    return positions;
  }

  /** The list of rooms is there: everything that the hello did not name goes on from where it is, or starts over. */
  listed(): void {
    for (const [room, timeline] of this.#timelines) {
      if (this.#inHello.has(room)) continue;
      const mine = this.#deps.rooms.get(room);
      if (mine) timeline.resume(mine.head, mine.epoch);
      // Not in the list: lost before this page ever had a list, which only asking for it tells.
      else void timeline.reload();
    }
    for (const members of this.#members.values()) if (members.asked) void members.reload();
  }

  disconnected(): void {
    this.#lastLiveAt = this.#deps.clock.now();
    for (const timeline of this.#timelines.values()) timeline.disconnected();
  }

  lost(room: string, code: GoneCode): void {
    this.#timelines.get(room)?.gone(code);
    this.#members.delete(room);
  }

  stop(): void {
    for (const timeline of this.#timelines.values()) timeline.close();
    this.#timelines.clear();
    this.#members.clear();
  }

  /** Fixes the "new" line of the room on show as soon as its read position is known. */
  #enter(): void {
    if (!this.#entered || this.#entered.known) return;
    const mine = this.#deps.rooms.get(this.#entered.room);
    if (!mine) return;
    // What the browser kept is from before: what is new since then only the server knows.
    this.#entered.known = !this.#deps.rooms.isKept(mine.id);
    this.#timelines.get(mine.id)?.newAtEntry.entered(mine, this.#entered.known);
  }

  #restore(timeline: Timeline): void {
    const kept = this.#deps.cache.get(timeline.room);
    if (kept) timeline.restore(kept);
  }

  #close(room: string): void {
    this.#deps.cache.flush();
    this.#timelines.get(room)?.close();
    this.#timelines.delete(room);
    this.#deps.send({ t: 'close', room });
  }

  #newTimeline(room: string): Timeline {
    const { me, api, clock, random, rooms, outbox, profiles, serverTime, send } = this.#deps;
    const timeline = new Timeline(room, {
      me,
      clock,
      random,
      loadEvents: async (query) => {
        const page = await api.chats.events({ params: { room }, query });
        const newest = page.events.findLast((event) => event.type === 'message.posted');
        if (newest) rooms.reached(room, newest.seq, newest.data.n);
        return page;
      },
      loadMessages: (query) => api.chats.messages({ params: { room }, query }),
      seen: (users) => {
        profiles.want(users);
      },
      open: (position) => send({ t: 'open', room, ...position }),
      serverTime,
      pending: () => outbox.of(room),
      settled: (key) => {
        outbox.settled(key);
      },
      retry: (key) => {
        outbox.retry(key);
      },
      discard: (key) => {
        outbox.discard(key);
      },
    });
    timeline.subscribe(() => {
      this.#deps.cache.changed(room);
    });
    return timeline;
  }
}
