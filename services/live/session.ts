import type { Account } from '../../contracts/auth.ts';
import type { MeEvent } from '../../contracts/chats.ts';
import { ApiError, closeCode, type CloseName } from '../../contracts/errors.ts';
import type { Up } from '../../contracts/live.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Limits } from '../../platform/limits.ts';
import type { Log } from '../../platform/log.ts';
import { RateCounter } from '../../platform/rates.ts';
import { CatchUpTurns } from './catch-up-turns.ts';
import { OpenedRoom, type Position } from './catchup.ts';
import { readFrame } from './frames.ts';
import type { Hub } from './hub.ts';
import { OwnLog } from './own-log.ts';
import type { Peers } from './peers.ts';
import { keepNewest, type People, type Person, type PersonalSession, type Reached } from './people.ts';
import { PostGate } from './post-gate.ts';
import type { Posting } from './posting.ts';
import { userTopic, type Presence } from './presence.ts';
import type { Reading } from './reading.ts';
import type { SlowReaders } from './slow-readers.ts';
import type { Socket, SocketEvents } from './socket.ts';
import type { Typing } from './typing.ts';

/** When the bus lost the event that took a room away, the user's own log does it after so long. */
const lostAnywayMs = 1000;
/** Clients that have to begin anew come back spread over so long. */
const resyncSpreadMs = 5000;

/** Where a session stands. */
type State =
  | { is: 'connecting' }
  | { is: 'silent'; socket: Socket; cancelTimeout: () => void }
  | { is: 'greeting'; socket: Socket; person: Person; frames: Up[]; changed: Map<string, Reached> }
  | { is: 'live'; socket: Socket; person: Person }
  | { is: 'closed' };

export interface SessionDeps {
  user: Account;
  /** The id of the sign-in session that the socket stands on. */
  signIn: string;
  version: string;
  clock: Clock;
  /** A number from 0 up to, but not, 1. */
  random: () => number;
  log: Log;
  limits: Limits;
  peers: Peers;
  hub: Hub;
  people: People;
  posting: Posting;
  presence: Presence;
  reading: Reading;
  typing: Typing;
  slowReaders: SlowReaders;
  /** A socket of this user is closed for flooding. */
  onFlood: (user: string) => void;
  onOpened: (session: Session) => void;
  onClosed: (session: Session) => void;
}

/** One WebSocket of one signed-in person. */
export class Session implements SocketEvents, PersonalSession {
  private state: State = { is: 'connecting' };
  private readonly rooms = new Map<string, OpenedRoom>();
  private opening = 0;
  private watched: string[] = [];
  private drains: (() => void)[] = [];
  private readonly turns = new CatchUpTurns();
  private readonly gate: PostGate;
  private readonly ownLog: OwnLog;
  private readonly opens: RateCounter;
  /** Rooms that the user's own log says are lost, while their own last event is still to come. */
  private readonly leaving = new Map<string, 'left' | 'removed'>();
  /** Rooms whose loss was said and whose entry in the user's own log is still to come. */
  private readonly saidGone = new Set<string>();

  constructor(readonly deps: SessionDeps) {
    this.gate = new PostGate({
      posting: deps.posting,
      clock: deps.clock,
      limits: deps.limits,
      user: deps.user.id,
      answer: ({ key, room }, result) => {
        if (!(result instanceof ApiError)) {
          deps.typing.posted(room, deps.user.id);
          const { seq, at, n } = result;
          return this.send({ t: 'ack', key, room, seq, at, ...(n === undefined ? {} : { n }) });
        }
        const { code, message, retryAfterMs } = result;
        this.send({
          t: 'refused',
          key,
          room,
          code,
          message,
          ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
        });
      },
      onFlood: () => this.flooded(),
    });
    this.ownLog = new OwnLog({
      ...deps,
      user: deps.user.id,
      take: (entry, bytes) => this.takeMe(entry, bytes),
      onTooMuch: () => this.close('slow_reader'),
      onReset: () => this.beginAnew(),
    });
    this.opens = new RateCounter(deps.limits.opensPerSocket, deps.clock, 'rooms opened');
  }

  opened(socket: Socket): void {
    const cancelTimeout = this.deps.clock.after(this.deps.limits.helloTimeoutMs, () =>
      this.close('hello_timeout'),
    );
    this.state = { is: 'silent', socket, cancelTimeout };
    this.deps.presence.entered(this.deps.user.id);
    this.deps.onOpened(this);
  }

  text(text: string): void {
    // What a flooder sent before it was closed may still come in by the thousand.
    if (this.state.is === 'closed') return;
    const read = readFrame(text, this.deps.limits.jsonDepth);
    if (read === null) return;
    if ('bad' in read) return this.error(read.bad.re, 'malformed', read.bad.message, read.bad.room);
    this.frame(read.frame);
  }

  binary(): void {
    this.error('frame', 'malformed', 'Frames are JSON text.');
  }

  drained(): void {
    for (const resolve of this.drains.splice(0)) resolve();
  }

  closed(): void {
    const { state } = this;
    if (state.is === 'closed') return;
    this.state = { is: 'closed' };
    if (state.is === 'silent') state.cancelTimeout();
    this.ownLog.close();
    for (const room of this.rooms.values()) room.close();
    this.rooms.clear();
    this.deps.people.leave(this.deps.user.id, this);
    if (state.is !== 'connecting') this.deps.presence.left(this.deps.user.id);
    this.drained();
    this.deps.onClosed(this);
  }

  /** Ends the socket with a named code, saying `bye` first where the client should know when to come back. */
  close(name: CloseName, bye?: { code: string; retryAfterMs?: number }): void {
    const socket = this.socket();
    if (!socket) return;
    if (bye) socket.send(JSON.stringify({ t: 'bye', ...bye }));
    socket.close(closeCode[name], name);
    // What still comes in on a closing socket is not worked on.
    this.closed();
  }

  /** Sends the client away to come back with nothing taken for granted, after a store was put back. */
  private beginAnew(): void {
    // This comes to everybody at once; they should not come back at once.
    const retryAfterMs = Math.floor(this.deps.random() * resyncSpreadMs);
    this.close('going_away', { code: 'resync', retryAfterMs });
  }

  private flooded(): void {
    this.deps.onFlood(this.deps.user.id);
    this.close('flooding');
  }

  meFrame(entry: MeEvent, bytes: string): void {
    this.ownLog.entry(entry, bytes);
  }

  meHead(head: number): void {
    this.ownLog.expect(head);
  }

  activity(changed: Map<string, Reached>): void {
    // The list of rooms that is being read may be older than this.
    if (this.state.is === 'greeting')
      for (const [room, reached] of changed) keepNewest(this.state.changed, room, reached);
    const rooms = Object.fromEntries([...changed].filter(([room]) => !this.rooms.get(room)?.isLive));
    if (this.state.is === 'live' && Object.keys(rooms).length > 0) this.send({ t: 'activity', rooms });
  }

  private takeMe(entry: MeEvent, bytes: string): void {
    if (this.state.is !== 'live') return;
    if (entry.type === 'room.joined') this.cameBack(entry.data.room);
    this.deps.people.apply(this.state.person, entry);
    this.sendBytes(bytes);
    if (entry.type === 'room.left') this.roomLeft(entry.data.room, entry.data.reason);
  }

  /**
   * Joined, perhaps again before the room's own events told of the leaving: then that it was lost is said before that it
   * is back, unless it was opened since.
   */
  private cameBack({ id, head }: { id: string; head: number }): void {
    const code = this.leaving.get(id);
    const opened = this.rooms.get(id);
    if (code && opened?.wasOpenBefore(head)) opened.lost(id, code);
    this.leaving.delete(id);
    this.saidGone.delete(id);
  }

  private roomLeft(room: string, code: 'left' | 'removed' | 'room_deleted'): void {
    if (this.state.is !== 'live' || this.saidGone.delete(room)) return;
    const opened = this.rooms.get(room);
    if (!opened) return this.send({ t: 'gone', room, code });
    // The room's own last event comes first, unless there is none any more.
    if (code === 'room_deleted') return opened.lost(room, code);
    this.leaving.set(room, code);
    this.deps.clock.after(lostAnywayMs, () => {
      if (this.leaving.has(room) && this.rooms.get(room) === opened) opened.lost(room, code);
    });
  }

  private frame(frame: Up): void {
    const { state } = this;
    if (state.is === 'closed' || state.is === 'connecting') return;
    if (frame.t === 'hello') {
      if (state.is !== 'silent') return this.error('hello', 'malformed', 'There was a hello already.');
      state.cancelTimeout();
      return void this.greet(frame, state.socket);
    }
    if (frame.t === 'ping') return this.send({ t: 'pong' });
    if (state.is === 'silent') {
      return this.error(
        frame.t,
        'malformed',
        'The first frame is hello.',
        'room' in frame ? frame.room : undefined,
      );
    }
    if (state.is === 'greeting') {
      state.frames.push(frame);
      if (state.frames.length > this.deps.limits.framesWaiting) this.flooded();
      return;
    }
    switch (frame.t) {
      case 'open':
        return this.openInTurn(frame.room, frame);
      case 'close':
        this.rooms.get(frame.room)?.close();
        this.rooms.delete(frame.room);
        return;
      case 'post':
        return this.gate.post(frame);
      case 'typing':
        if (!state.person.rooms.has(frame.room)) return this.notMine(frame.t, frame.room);
        if (this.rooms.get(frame.room)?.isLive) this.deps.typing.typed(frame.room, this.deps.user.id);
        return;
      case 'read':
        if (state.person.rooms.has(frame.room))
          this.deps.reading.read(this.deps.user.id, frame.room, frame.seq);
        return;
      case 'watch':
        return this.watch(frame.users, state.socket);
    }
  }

  private async greet(hello: Extract<Up, { t: 'hello' }>, socket: Socket): Promise<void> {
    const { deps } = this;
    const person = deps.people.enter(deps.user.id, this);
    const greeting: State = { is: 'greeting', socket, person, frames: [], changed: new Map() };
    this.state = greeting;
    try {
      const me = await deps.peers.chats.meLog({ body: { user: deps.user.id, after: hello.me.after } });
      this.welcome(me.head);
      await this.sendRooms(person);
      for (const bytes of me.events) this.sendBytes(bytes);
      if (this.state !== greeting) return;
      this.state = { is: 'live', socket, person };
      // What changed while the rooms were read holds against what was read.
      this.ownLog.begin(me.head);
      this.activity(greeting.changed);
      for (const [room, position] of Object.entries(hello.open)) this.open(room, position);
      for (const frame of greeting.frames) this.frame(frame);
    } catch (error) {
      deps.log.warn({ err: error }, 'a client could not be greeted');
      this.close('going_away', {
        code: 'unavailable',
        retryAfterMs: 1000 + Math.floor(deps.random() * 4000),
      });
    }
  }

  private welcome(meSeq: number): void {
    const { user, version, limits } = this.deps;
    this.send({
      t: 'welcome',
      you: { id: user.id, username: user.username },
      me: { seq: meSeq },
      server: { version },
      limits: {
        bodyUnits: limits.bodyUnits,
        frameBytes: limits.frameBytes,
        inFlightPosts: limits.inFlightPosts,
        openRooms: limits.openRooms,
        watchUsers: limits.watchUsers,
      },
      heartbeatMs: limits.heartbeatMs,
    });
  }

  private async sendRooms(person: Person): Promise<void> {
    const { peers, user, signIn, limits, people } = this.deps;
    let after: string | undefined;
    for (;;) {
      const page = await peers.chats.rooms({
        query: { after, limit: limits.roomsFrameItems },
        headers: peers.actingFor(user, signIn),
      });
      if (this.state.is !== 'greeting') return;
      for (const room of page.rooms) people.joined(person, room.id);
      this.send({
        t: 'rooms',
        rooms: page.rooms.map(({ id, name, head, epoch, posts, read, unread, mentions }) => ({
          id,
          name,
          head,
          epoch,
          posts,
          read,
          unread,
          ...(mentions === undefined ? {} : { mentions }),
        })),
        more: page.more,
      });
      if (!page.more) return;
      after = page.rooms.at(-1)?.id;
    }
  }

  /** Opens a room that a frame asks for, unless this socket asks too often. */
  private openInTurn(room: string, position: Position): void {
    try {
      this.opens.take('');
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return this.error('open', error.code, error.message, room, error.retryAfterMs);
    }
    this.open(room, position);
  }

  private open(room: string, position: Position): void {
    const { deps } = this;
    const socket = this.socket();
    if (!socket) return;
    this.rooms.get(room)?.close();
    this.rooms.delete(room);
    const { openRooms } = deps.limits;
    if (this.rooms.size >= openRooms || this.opening >= openRooms) {
      return this.error(
        'open',
        'limit_reached',
        `At most ${openRooms} rooms may be open; close one first.`,
        room,
      );
    }
    const opened = new OpenedRoom(room, {
      ...deps,
      socket,
      user: deps.user.id,
      turns: this.turns,
      drained: () => new Promise((resolve) => this.drains.push(resolve)),
      onSlow: () => this.closed(),
      onLost: (lost, code) => {
        this.rooms.delete(lost);
        if (!this.leaving.delete(lost) && code !== 'room_deleted') this.saidGone.add(lost);
        this.send({ t: 'gone', room: lost, code });
      },
      onStranger: (lost) => {
        this.rooms.delete(lost);
        this.send({ t: 'gone', room: lost, code: 'removed' });
        // Which rooms they are in, and what their own log holds, may be something else, too.
        this.beginAnew();
      },
      onError: (failed, error) => {
        if (this.rooms.get(failed) === opened) this.rooms.delete(failed);
        const known =
          error instanceof ApiError ? error : new ApiError('internal', 'The room could not be opened.');
        this.error('open', known.code, known.message, failed, known.retryAfterMs);
      },
    });
    this.rooms.set(room, opened);
    this.opening++;
    const { after, epoch, last } = position;
    void opened.start({ after, epoch, last }).finally(() => this.opening--);
  }

  private watch(users: readonly string[], socket: Socket): void {
    for (const user of this.watched) socket.unsubscribe(userTopic(user));
    this.watched = [...new Set(users)];
    for (const user of this.watched) socket.subscribe(userTopic(user));
    if (this.watched.length > 0) this.sendBytes(this.deps.presence.frameFor(this.watched));
  }

  private socket(): Socket | undefined {
    return 'socket' in this.state ? this.state.socket : undefined;
  }

  private send(frame: object): void {
    this.sendBytes(JSON.stringify(frame));
  }

  /** Whatever is sent counts: a client may ask without end and read nothing of the answers. */
  private sendBytes(bytes: string): void {
    const socket = this.socket();
    if (!socket) return;
    socket.send(bytes);
    if (this.deps.slowReaders.closeIfSlow(socket)) this.closed();
  }

  private notMine(re: string, room: string): void {
    this.error(re, 'not_found', 'There is no such room, or you are not in it.', room);
  }

  private error(
    re: string,
    code: ApiError['code'],
    message: string,
    room?: string,
    retryAfterMs?: number,
  ): void {
    this.send({
      t: 'error',
      re,
      code,
      message,
      ...(room === undefined ? {} : { room }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
}
