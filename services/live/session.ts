import type { Account } from '../../contracts/auth.ts';
import type { MeEvent } from '../../contracts/chats.ts';
import { ApiError, closeCode, type CloseName } from '../../contracts/errors.ts';
import type { Up } from '../../contracts/live.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Limits } from '../../platform/limits.ts';
import type { Log } from '../../platform/log.ts';
import type { Position } from './catchup.ts';
import { readFrame } from './frames.ts';
import { roomsFrame, welcomeFrame } from './greeting.ts';
import type { Hub } from './hub.ts';
import { OpenedRooms } from './opened-rooms.ts';
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
  private watched: string[] = [];
  private readonly rooms: OpenedRooms;
  private readonly gate: PostGate;
  private readonly ownLog: OwnLog;

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
    this.rooms = new OpenedRooms({
      ...deps,
      user: deps.user.id,
      gone: (room, code) => this.send({ t: 'gone', room, code }),
      refused: (room, { code, message, retryAfterMs }) =>
        this.error('open', code, message, room, retryAfterMs),
      onSlow: () => this.closed(),
      onStranger: () => this.beginAnew(),
    });
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
    this.rooms.drained();
  }

  closed(): void {
    const { state } = this;
    if (state.is === 'closed') return;
    this.state = { is: 'closed' };
    if (state.is === 'silent') state.cancelTimeout();
    this.ownLog.close();
    this.rooms.closeAll();
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
    const rooms = Object.fromEntries([...changed].filter(([room]) => !this.rooms.isLive(room)));
    if (this.state.is === 'live' && Object.keys(rooms).length > 0) this.send({ t: 'activity', rooms });
  }

  private takeMe(entry: MeEvent, bytes: string): void {
    if (this.state.is !== 'live') return;
    const { departures } = this.rooms;
    if (entry.type === 'room.joined') departures.cameBack(entry.data.room.id, entry.data.room.head);
    this.deps.people.apply(this.state.person, entry);
    this.sendBytes(bytes);
    // Sending may have closed a socket that reads too slowly.
    if (entry.type === 'room.left' && this.socket()) departures.left(entry.data.room, entry.data.reason);
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
        return this.rooms.openInTurn(frame.room, frame, state.socket);
      case 'close':
        return this.rooms.close(frame.room);
      case 'post':
        return this.gate.post(frame);
      case 'typing':
        if (!state.person.rooms.has(frame.room)) return this.notMine(frame.t, frame.room);
        if (this.rooms.isLive(frame.room)) this.deps.typing.typed(frame.room, this.deps.user.id);
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
      this.send(welcomeFrame(deps.user, deps.version, deps.limits, me.head));
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
      this.send(roomsFrame(page.rooms, page.more));
      if (!page.more) return;
      after = page.rooms.at(-1)?.id;
    }
  }

  private open(room: string, position: Position): void {
    const socket = this.socket();
    if (socket) this.rooms.open(room, position, socket);
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
