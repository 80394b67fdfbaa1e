import { ApiError } from '../../contracts/errors.ts';
import type { Limits } from '../../platform/limits.ts';
import { roomTopic, type Hub, type Reader } from './hub.ts';
import type { Peers } from './peers.ts';
import type { OpenRoom } from './room.ts';
import type { SlowReaders } from './slow-readers.ts';
import type { Socket } from './socket.ts';

/**
 * While more than this part of the buffer limit waits to be taken, catching up pauses: history is read no faster than
 * its reader reads. What comes at once at the end, a room's ring, is at most three quarters (see `hub.ts`).
 */
const pauseAbovePart = 1 / 8;

/** Where the client says it stands. */
export interface Position {
  after?: number | undefined;
  epoch?: string | undefined;
  last?: string | undefined;
}

export interface OpenedRoomDeps {
  hub: Hub;
  peers: Peers;
  limits: Pick<Limits, 'catchUpPageEvents' | 'socketBufferBytes'>;
  slowReaders: SlowReaders;
  socket: Socket;
  user: string;
  /** Resolves when the socket has taken what was sent, or is closed. */
  drained: () => Promise<void>;
  /** Hears that the room is no longer this user's. */
  onLost: (room: string, code: 'left' | 'removed' | 'room_deleted') => void;
  /** Hears that the socket was closed for reading too slowly. */
  onSlow: () => void;
  /** Hears that the room could not be opened. */
  onError: (room: string, error: unknown) => void;
}

/** One room on one socket: first it catches up from the store, then it is live in the native topic. */
export class OpenedRoom implements Reader {
  readonly user: string;
  readonly socket: Socket;
  private phase: 'catching-up' | 'live' | 'closed' = 'catching-up';
  /** The head at which the store found the user a member; null until it has answered. */
  private memberAt: number | null = null;
  /** The loss that the room's events told of before that. */
  private lossHeard: { code: 'left' | 'removed' | 'room_deleted'; seq: number } | null = null;
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
  async start(position: Position): Promise<void> {
    try {
      await this.run(position);
    } catch (error) {
      if (this.isClosed()) return;
      if (this.lossHeard && error instanceof ApiError && error.code === 'not_found')
        return this.lost(this.id, this.lossHeard.code);
      this.close();
      this.deps.onError(this.id, error);
    }
  }

  /** Nothing of this room reaches the socket any more. */
  close(): void {
    if (this.phase === 'live') this.socket.unsubscribe(roomTopic(this.id));
    this.phase = 'closed';
    this.deps.hub.leave(this.id, this);
  }

  /** The room is no longer the user's, by the event at `seq` or, without one, by what their own log says. */
  lost(room: string, code: 'left' | 'removed' | 'room_deleted', seq = Infinity): void {
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

  replaced(): void {
    // One that is still catching up sees the new epoch itself.
    if (this.phase !== 'live') return;
    this.sayReset();
    this.sayCaughtUp();
  }

  private async run(position: Position): Promise<void> {
    const { peers } = this.deps;
    const { room } = this;
    const state = await peers.chats.openRoom({ body: { room: this.id, user: this.user, ...position } });
    if (this.isClosed()) return;
    this.memberAt = state.head;
    if (this.lossHeard) this.lost(this.id, this.lossHeard.code, this.lossHeard.seq);
    if (this.isClosed()) return;
    room.begin(state);
    await room.reach(state.head);
    if (this.isClosed()) return;
    let { epoch } = state;
    let at = position.after ?? room.head;
    if (state.reset) at = this.sayReset();
    for (;;) {
      if (room.epoch !== epoch) {
        epoch = room.epoch;
        at = this.sayReset();
      }
      if (at >= room.ringFrom) break;
      at = await this.sendPage(at, epoch);
      if (this.isClosed()) return;
    }
    // From here to the subscription nothing may wait: what is published meanwhile would fall between.
    for (const bytes of room.recent(at)) this.socket.send(bytes);
    this.socket.subscribe(roomTopic(this.id));
    this.phase = 'live';
    this.sayCaughtUp();
  }

  private async sendPage(at: number, epoch: string): Promise<number> {
    const { room, deps } = this;
    const page = await deps.peers.chats.catchUp({
      body: { room: this.id, user: this.user, after: at, limit: deps.limits.catchUpPageEvents },
    });
    if (this.isClosed()) return at;
    if (page.epoch !== epoch) {
      room.begin(page);
      return at;
    }
    // What lies beyond the room's head here comes live; sending it now would send it twice.
    const events = page.events.slice(0, room.head - at);
    if (events.length === 0)
      throw new ApiError('unavailable', 'Events of this room are missing.', { retryAfterMs: 1000 });
    const pauseAboveBytes = deps.limits.socketBufferBytes * pauseAbovePart;
    for (const bytes of events) {
      this.socket.send(bytes);
      // After each one: a page of long messages is many times what a reader may be behind.
      if (this.socket.buffered() > pauseAboveBytes) await deps.drained();
      if (this.isClosed()) return at;
    }
    return at + events.length;
  }

  // A method, since the phase changes while `run` waits and the compiler cannot know.
  private isClosed(): boolean {
    return this.phase === 'closed';
  }

  private sayReset(): number {
    const { epoch, head } = this.room;
    this.socket.send(JSON.stringify({ t: 'reset', room: this.id, epoch, head }));
    return head;
  }

  private sayCaughtUp(): void {
    this.socket.send(JSON.stringify({ t: 'caught-up', room: this.id, seq: this.room.head }));
    if (this.deps.slowReaders.closeIfSlow(this.socket)) this.deps.onSlow();
  }
}
