import { ApiError } from '../../contracts/errors.ts';
import { eventId } from '../../contracts/events.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Limits } from '../../platform/limits.ts';
import type { CatchUpTurns } from './catch-up-turns.ts';
import { roomTopic, type Hub, type Reader } from './hub.ts';
import type { Peers } from './peers.ts';
import { differ } from './recent-events.ts';
import type { OpenRoom } from './room.ts';
import type { SlowReaders } from './slow-readers.ts';
import type { Socket } from './socket.ts';

/**
 * While more than this part of the buffer limit waits to be taken, catching up pauses: history is read no faster than
 * its reader reads. What comes at once at the end, a room's ring, is at most three quarters (see `hub.ts`).
 */
const pauseAbovePart = 1 / 8;

/** How a room is lost. */
export type Departure = 'left' | 'removed' | 'room_deleted';

/** Where the client says it stands. */
export interface Position {
  after?: number | undefined;
  epoch?: string | undefined;
  last?: string | undefined;
}

export interface OpenedRoomDeps {
  clock: Clock;
  hub: Hub;
  peers: Peers;
  limits: Pick<Limits, 'catchUpPageEvents' | 'socketBufferBytes'>;
  slowReaders: SlowReaders;
  socket: Socket;
  user: string;
  /** Whose turn it is to read, among the rooms of the socket. */
  turns: CatchUpTurns;
  /** Resolves when the socket has taken what was sent, or is closed. */
  drained: () => Promise<void>;
  /** Hears that the room is no longer this user's. */
  onLost: (room: string, code: Departure) => void;
  /** Hears that the socket was closed for reading too slowly. */
  onSlow: () => void;
  /** Hears that the room's log was replaced by one in which it is not this user's. */
  onStranger: (room: string) => void;
  /** Hears that the room could not be opened. */
  onError: (room: string, error: unknown) => void;
}

/** After so long a room whose log was replaced is opened anew again, where that failed. */
const retryMs = 1000;

/** One room on one socket: first it catches up from the store, then it is live in the native topic. */
export class OpenedRoom implements Reader {
  readonly user: string;
  readonly socket: Socket;
  private phase: 'catching-up' | 'live' | 'closed' = 'catching-up';
  /** Where the client stands; null once it was sent anything, or has what belongs to no log any more. */
  private position: Position | null = {};
  /** The room was opened before in a log that was replaced. */
  private anew = false;
  /** The head at which the store found the user a member; null until it has answered. */
  private memberAt: number | null = null;
  /** The loss that the room's events told of before that. */
  private lossHeard: { code: Departure; seq: number } | null = null;
  private room: OpenRoom;

  constructor(
    readonly id: string,
    private readonly deps: OpenedRoomDeps,
  ) {
    this.user = deps.user;
    this.socket = deps.socket;
    this.room = deps.hub.join(id, this);
  }

  get isLive(): boolean {
    return this.phase === 'live';
  }

  /** Brings the client from its position to now, says `caught-up`, and goes on live. */
  start(position: Position): Promise<void> {
    this.position = position;
    return this.open();
  }

  /** Nothing of this room reaches the socket any more. */
  close(): void {
    if (this.phase === 'live') this.socket.unsubscribe(roomTopic(this.id));
    this.phase = 'closed';
    this.deps.hub.leave(this.id, this);
  }

  /** The room is no longer the user's, by the event at `seq` or, without one, by what their own log says. */
  lost(room: string, code: Departure, seq = Infinity): void {
    // Who left and came back opens the room again: that they once left may come only now, and is no loss any more.
    if (seq <= (this.memberAt ?? -1)) return;
    if (seq < Infinity && this.memberAt === null) {
      this.lossHeard = { code, seq };
      return;
    }
    this.close();
    this.deps.onLost(room, code);
  }

  /** Whether the user was a member here before the event at `seq`, as far as is known. */
  wasOpenBefore(seq: number): boolean {
    return this.memberAt !== null && this.memberAt < seq;
  }

  closedAsSlow(): void {
    this.deps.onSlow();
  }

  replaced(inMs: number): void {
    if (this.phase === 'closed') return;
    if (this.phase === 'live') this.socket.unsubscribe(roomTopic(this.id));
    this.phase = 'catching-up';
    this.anew = true;
    // They were a member in a log that is no more; what is asked and sent for that one ends where it is.
    this.memberAt = null;
    this.lossHeard = null;
    this.room = this.deps.hub.join(this.id, this);
    this.openIn(inMs);
  }

  private openIn(ms: number): void {
    const { room } = this;
    this.deps.clock.after(ms, () => {
      if (!this.isOver(room)) void this.open();
    });
  }

  private async open(): Promise<void> {
    const { room } = this;
    try {
      await this.run(room);
    } catch (error) {
      if (this.isOver(room)) return;
      const isStranger = error instanceof ApiError && error.code === 'not_found';
      if (this.lossHeard && isStranger) return this.lost(this.id, this.lossHeard.code);
      // Nobody asked for this opening, and so nobody would ask again.
      if (this.anew && !isStranger) return this.openIn(retryMs);
      this.close();
      if (this.anew) this.deps.onStranger(this.id);
      else this.deps.onError(this.id, error);
    }
  }

  private async run(room: OpenRoom): Promise<void> {
    const { peers } = this.deps;
    const known = room.head;
    const { position } = this;
    const state = await peers.chats.openRoom({ body: { room: this.id, user: this.user, ...position } });
    if (this.isOver(room)) return;
    this.memberAt = state.head;
    if (this.lossHeard) this.lost(this.id, this.lossHeard.code, this.lossHeard.seq);
    if (this.isOver(room)) return;
    room.begin(state, known);
    if (this.isOver(room)) return;
    await room.reach(state.head);
    if (this.isOver(room)) return;
    this.position = null;
    let at: Reached = { seq: position?.after ?? room.head, id: position?.last };
    if (state.reset || position === null) at = this.sayReset(room);
    while (!this.fits(room, at) || at.seq < room.ringFrom || this.isBehind()) {
      const from = at;
      const next = this.fits(room, from) ? await this.deps.turns.run(() => this.sendPage(room, from)) : null;
      if (this.isOver(room)) return;
      if (next) at = next;
      else {
        // What was sent and what the room holds are of two logs; where the room's is not the store's, it is replaced.
        await room.verify();
        if (this.isOver(room)) return;
        at = this.sayReset(room);
      }
    }
    // From here to the subscription nothing may wait: what is published meanwhile would fall between.
    for (const bytes of room.recent(at.seq)) this.socket.send(bytes);
    this.socket.subscribe(roomTopic(this.id));
    this.phase = 'live';
    this.sayCaughtUp(room);
  }

  /** Whether what the room holds goes on from there, as far as is known. */
  private fits(room: OpenRoom, at: Reached): boolean {
    return at.seq <= room.head && !differ(at.id, room.idAt(at.seq));
  }

  /** Sends a page of what comes next, and says how far it goes; null: the store's log does not go on from there. */
  private async sendPage(room: OpenRoom, at: Reached): Promise<Reached | null> {
    const { deps } = this;
    // Nothing is read for a reader who has not taken what was sent, nor for a room that was closed while it waited.
    if (!this.isOver(room) && this.isBehind()) await deps.drained();
    if (this.isOver(room)) return null;
    if (at.seq >= room.ringFrom) return at;
    const page = await deps.peers.chats.catchUp({
      body: { room: this.id, user: this.user, after: at.seq, limit: deps.limits.catchUpPageEvents },
    });
    if (this.isOver(room)) return null;
    if (page.epoch !== room.epoch || page.head < at.seq || differ(page.before, at.id)) return null;
    // What lies beyond the room's head here comes live; sending it now would send it twice.
    const events = page.events.slice(0, room.head - at.seq);
    const last = events.at(-1);
    if (last === undefined)
      throw new ApiError('unavailable', 'Events of this room are missing.', { retryAfterMs: 1000 });
    for (const bytes of events) {
      this.socket.send(bytes);
      // After each one: a page of long messages is many times what a reader may be behind.
      if (this.isBehind()) await deps.drained();
      if (this.isOver(room)) return null;
    }
    return { seq: at.seq + events.length, id: eventId(last) };
  }

  private isBehind(): boolean {
    return this.socket.buffered() > this.deps.limits.socketBufferBytes * pauseAbovePart;
  }

  /** Whether the room was closed, or replaced by another. A method, since that changes while `run` waits. */
  private isOver(room: OpenRoom): boolean {
    return this.phase === 'closed' || this.room !== room;
  }

  private sayReset(room: OpenRoom): Reached {
    const { epoch, head } = room;
    this.socket.send(JSON.stringify({ t: 'reset', room: this.id, epoch, head }));
    return { seq: head, id: room.idAt(head) };
  }

  private sayCaughtUp(room: OpenRoom): void {
    this.socket.send(JSON.stringify({ t: 'caught-up', room: this.id, seq: room.head }));
    if (this.deps.slowReaders.closeIfSlow(this.socket)) this.deps.onSlow();
  }
}

/** How far a client has a room's log, and the id of the event there where that is known. */
interface Reached {
  seq: number;
  id: string | undefined;
}
