import type { UpInput } from '../../../contracts/live.ts';
import type { Clock } from '../live/clock.ts';
import { Connection } from '../live/connection.ts';
import type { Frame, FrameOf } from '../live/frames.ts';
import type { Network } from '../live/network.ts';
import type { OpenSocket } from '../live/socket.ts';
import { apply, type LiveState } from './apply.ts';
import type { Deletions } from './deletions.ts';
import type { Notifications } from './notifications.ts';
import type { OpenRooms } from './open-rooms.ts';
import type { Outbox } from './outbox.ts';
import type { OwnAccount } from './own-account.ts';
import { OwnLog } from './own-log.ts';
import type { Presence } from './presence.ts';
import type { Profiles } from './profiles.ts';
import type { RoomCache } from './room-cache.ts';
import type { RoomRecords } from './room-records.ts';
import type { Rooms } from './rooms.ts';
import type { SentTimes } from './sent-times.ts';
import { Store } from './store.ts';
import type { News } from './tabs.ts';
import type { GoneCode } from './timeline-snapshot.ts';
import type { Typing } from './typing.ts';

type Ack = Extract<News, { type: 'acked' }>['ack'];

export interface LiveSyncSnapshot {
  /** What the server allows, such as `bodyUnits` of a message; null before the first welcome. */
  limits: FrameOf<'welcome'>['limits'] | null;
}

export interface LiveSyncDeps {
  me: string;
  /** Address of `/live`. */
  url: string;
  openSocket: OpenSocket;
  clock: Clock;
  random: () => number;
  network?: Network | undefined;
  account: OwnAccount;
  rooms: Rooms;
  openRooms: OpenRooms;
  records: RoomRecords;
  cache: RoomCache;
  outbox: Outbox;
  sentTimes: SentTimes;
  deletions: Deletions;
  profiles: Profiles;
  presence: Presence;
  typing: Typing;
  notifications: Notifications;
  /** A room is mine no more: forgets all that this page has of it. */
  lose: (room: string, code: GoneCode) => void;
  /** A post of this user was stored, which other pages may show. */
  acked: (ack: Ack) => void;
  /** The socket turned out to be somebody else's. */
  otherUser: () => void;
}

/**
 * Keeps what this page knows in step with the server, socket after socket: hello, welcome, the list of rooms, from then
 * on every frame, and the loss of the socket. The parts of the state are told in an order on which they rely.
 */
export class LiveSync extends Store<LiveSyncSnapshot> {
  readonly connection: Connection;
  readonly #deps: LiveSyncDeps;
  readonly #ownLog = new OwnLog();
  readonly #state: LiveState;
  #limits: FrameOf<'welcome'>['limits'] | null = null;
  /** Whether the present socket's list of rooms is whole: what is said before that the server does not take. */
  #ready = false;
  #stopped = false;

  constructor(deps: LiveSyncDeps) {
    super();
    this.#deps = deps;
    this.#state = this.#liveState();
    const { url, openSocket, clock, random, network, account } = deps;
    this.connection = new Connection({
      url,
      openSocket,
      clock,
      random,
      ...(network ? { network } : {}),
      hello: () => this.#hello(),
      receive: (frame) => {
        this.#receive(frame);
      },
      sessionHolds: () => account.sessionHolds(),
    });
    let wasLive = false;
    this.connection.subscribe(() => {
      const live = this.connection.getSnapshot().state === 'live';
      if (wasLive && !live) this.#disconnected();
      wasLive = live;
    });
  }

  /** Closes the socket for good; what still comes changes nothing. */
  stop(): void {
    this.#stopped = true;
    this.connection.stop();
  }

  /** Sends a frame; false, and nothing sent, while the connection is not ready for it. */
  send(frame: UpInput): boolean {
    return this.#ready && this.connection.send(frame);
  }

  /** Another page of this browser heard that a post is stored. */
  ackedElsewhere(ack: Ack): void {
    apply({ t: 'ack', ...ack }, this.#state);
  }

  protected build(): LiveSyncSnapshot {
    return { limits: this.#limits };
  }

  #hello(): Extract<UpInput, { t: 'hello' }> {
    this.#ready = false;
    const me = this.#ownLog.position();
    return { t: 'hello', open: this.#deps.openRooms.positions(), me, caps: [] };
  }

  #receive(frame: Frame): void {
    if (this.#stopped) return;
    const { me, sentTimes, notifications, cache, acked, otherUser } = this.#deps;
    if (frame.t === 'ack') {
      const { t: _, ...ack } = frame;
      sentTimes.acked(ack.key);
      acked(ack);
    }
    if (frame.t === 'welcome' && frame.you.id !== me) {
      otherUser();
      return;
    }
    if (frame.t === 'event' && frame.type === 'message.posted') notifications.posted(frame);
    apply(frame, this.#state);
    if (frame.t === 'event' && (frame.type === 'message.deleted' || frame.type === 'message.edited'))
      cache.changed(frame.room, true);
  }

  #liveState(): LiveState {
    const { rooms, outbox, profiles, presence, typing, notifications, openRooms, records, lose } = this.#deps;
    return {
      rooms,
      outbox,
      profiles,
      presence,
      typing,
      notifications,
      timeline: (room) => openRooms.timeline(room),
      members: (room) => openRooms.knownMembers(room),
      welcomed: (frame) => {
        this.#welcomed(frame);
      },
      listed: (lost) => {
        this.#listed(lost);
      },
      lost: lose,
      mine: (seq) => this.#ownLog.note(seq),
      reflected: (seq) => this.#ownLog.isListed(seq),
      recordMayDiffer: (room, when) => {
        records.loadIn(room, when);
      },
    };
  }

  #welcomed(frame: FrameOf<'welcome'>): void {
    this.#limits = frame.limits;
    this.#deps.rooms.welcomed(this.#ownLog.welcomed(frame.me.seq));
    this.changed();
  }

  #listed(lost: readonly string[]): void {
    const { rooms, openRooms, records, cache, outbox, presence, deletions, lose } = this.#deps;
    for (const room of lost) lose(room, 'not_found');
    cache.retain(rooms.getSnapshot().rooms);
    this.#ready = true;
    openRooms.listed();
    rooms.connected();
    presence.connected();
    if (this.#limits) outbox.connected(this.#limits.inFlightPosts);
    deletions.connected();
    if (rooms.getSnapshot().rooms.some((room) => room.role === null)) void records.loadAll();
  }

  #disconnected(): void {
    const { outbox, presence, typing, openRooms } = this.#deps;
    this.#ready = false;
    outbox.disconnected();
    presence.disconnected();
    typing.disconnected();
    openRooms.disconnected();
  }
}
