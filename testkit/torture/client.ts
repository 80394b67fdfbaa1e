import { type Down, subprotocol } from '../../contracts/live.ts';
import type { Random } from '../random.ts';
import { Outbox } from './outbox.ts';
import { Position } from './position.ts';
import type { Recorder } from './recorder.ts';

/** A connection that is not welcomed by then is given up; a server that stands still takes handshakes and no more. */
const welcomeWithinMs = 6_000;
/** Clients come back within so long, spread by chance. */
const reconnectMs = 250;

// Bun's takes headers, as no browser does; the DOM's types hide that.
const BunWebSocket = WebSocket as unknown as new (
  url: string,
  options: Bun.WebSocketOptions,
) => Bun.WebSocket;

export interface ClientPlan {
  name: string;
  url: string;
  user: string;
  cookie: string;
  /** The rooms it keeps open whenever it may, and the position it starts from. */
  rooms: { room: string; after: number | undefined }[];
}

/** A client as the browser is one: keeps one socket alive, opens its rooms from where it stands, and posts in order. */
export class Client {
  readonly outbox: Outbox;
  readonly positions: Map<string, Position>;
  /** Rooms that are open, or asked to be, on the present socket. */
  readonly open = new Set<string>();
  isLive = false;
  private socket: Bun.WebSocket | undefined;
  private socketName = '';
  private sockets = 0;
  private posts = 0;
  private meAfter: number | undefined;
  private timer: Timer | undefined;
  private stopped = false;

  constructor(
    private readonly plan: ClientPlan,
    private readonly recorder: Recorder,
    private readonly random: Random,
  ) {
    this.outbox = new Outbox(plan.user, recorder);
    this.positions = new Map(plan.rooms.map(({ room, after }) => [room, new Position(after)]));
  }

  get user(): string {
    return this.plan.user;
  }

  get name(): string {
    return this.plan.name;
  }

  connect(): void {
    clearTimeout(this.timer);
    if (this.stopped) return;
    const socket = new BunWebSocket(`${this.plan.url.replace(/^http/, 'ws')}/live`, {
      headers: { origin: this.plan.url, cookie: this.plan.cookie },
      protocols: [subprotocol],
    });
    this.socket = socket;
    // What an older socket still says comes too late for this client.
    const mine = () => this.socket === socket;
    socket.addEventListener('open', () => {
      if (mine()) this.opened();
    });
    socket.addEventListener('message', ({ data }) => {
      if (mine()) this.frame(String(data));
    });
    socket.addEventListener('close', ({ code }) => {
      if (mine()) this.lost(code);
    });
    this.timer = setTimeout(() => this.cut(), welcomeWithinMs);
  }

  /** Posts to a room; sent when it can be. */
  post(room: string, body: string): void {
    this.outbox.add(room, `${this.plan.name}-${String(++this.posts).padStart(8, '0')}`, body);
    this.flush();
  }

  /** Sends what waits and may go. */
  flush(): void {
    if (this.isLive)
      this.outbox.flush(this.socketName, this.recorder.now(), (frame) =>
        this.socket?.send(JSON.stringify(frame)),
      );
  }

  /** Loses its connection without a word, and comes back. */
  cut(): void {
    const { socket } = this;
    this.lost(null);
    socket?.terminate();
  }

  /** Opens one more room, and keeps it open whenever it may. */
  follow(room: string, after: number | undefined): void {
    this.positions.set(room, new Position(after));
    this.openIfClosed(room);
  }

  /** Closes a room and opens it again where it stands. */
  reopen(room: string): void {
    if (!this.isLive || !this.open.has(room)) return;
    this.recorder.add({ is: 'close-room', socket: this.socketName, room });
    this.send({ t: 'close', room });
    this.openRoom(room);
  }

  /** Ends for good. */
  stop(): void {
    this.stopped = true;
    this.cut();
  }

  private opened(): void {
    this.socketName = `${this.plan.name}.${++this.sockets}`;
    const { socketName: socket } = this;
    this.recorder.add({ is: 'connected', socket, user: this.plan.user });
    const open: Record<string, object> = {};
    for (const [room, position] of this.positions) {
      open[room] = position.asked();
      this.asks(room, position);
    }
    this.send({ t: 'hello', open, me: this.meAfter === undefined ? {} : { after: this.meAfter } });
  }

  private frame(text: string): void {
    const { socketName: socket } = this;
    const frame = JSON.parse(text) as Down;
    switch (frame.t) {
      case 'event':
        this.recorder.add({ is: 'event', socket, room: frame.room, frame: text });
        this.positions.get(frame.room)?.event(frame.seq, frame.id);
        return;
      case 'ack':
        this.outbox.acked(socket, frame.room, frame.key, frame.seq);
        return this.flush();
      case 'refused':
        this.outbox.refused(socket, frame, this.recorder.now());
        return this.flush();
      case 'caught-up':
        this.recorder.add({ is: 'caught-up', socket, room: frame.room, seq: frame.seq });
        this.positions.get(frame.room)?.caughtUp(frame.seq);
        return;
      case 'reset':
        this.recorder.add({ is: 'reset', socket, room: frame.room, epoch: frame.epoch, head: frame.head });
        this.positions.get(frame.room)?.reset(frame.epoch, frame.head);
        return;
      case 'gone':
        this.recorder.add({ is: 'gone', socket, room: frame.room, code: frame.code });
        this.open.delete(frame.room);
        return;
      case 'error':
        if (frame.re === 'open' && frame.room !== undefined) {
          this.recorder.add({ is: 'open-refused', socket, room: frame.room, code: frame.code });
          this.notOpened(frame.room, frame.retryAfterMs);
        }
        return;
      case 'rooms':
        return this.listed(frame.rooms);
      case 'welcome':
        clearTimeout(this.timer);
        this.meAfter ??= frame.me.seq;
        this.isLive = true;
        this.outbox.reconnected();
        return this.flush();
      case 'me':
        this.meAfter = frame.seq;
        // Let in again, by this or another device.
        if (frame.type === 'room.joined') this.openIfClosed(frame.data.room.id);
        return;
      default:
    }
  }

  private listed(rooms: { id: string; epoch: string }[]): void {
    for (const { id, epoch } of rooms) {
      const position = this.positions.get(id);
      if (position) position.epoch ??= epoch;
    }
  }

  private openIfClosed(room: string): void {
    if (!this.open.has(room)) this.openRoom(room);
  }

  private openRoom(room: string): void {
    const position = this.positions.get(room);
    if (!position || !this.isLive) return;
    this.asks(room, position);
    this.send({ t: 'open', room, ...position.asked() });
  }

  private asks(room: string, position: Position): void {
    position.isCaughtUp = false;
    this.open.add(room);
    const { after = null, epoch = null, last = null } = position.asked();
    this.recorder.add({ is: 'open', socket: this.socketName, room, after, epoch, last });
  }

  /** Not a member any more, or the server could not read the room just now. */
  private notOpened(room: string, retryAfterMs: number | undefined): void {
    this.open.delete(room);
    const { socket } = this;
    if (retryAfterMs === undefined) return;
    setTimeout(() => {
      if (this.socket === socket) this.openIfClosed(room);
    }, retryAfterMs);
  }

  private send(frame: object): void {
    this.socket?.send(JSON.stringify(frame));
  }

  /** The socket is over for this client; `code` null: it was cut by the client itself. */
  private lost(code: number | null): void {
    clearTimeout(this.timer);
    if (this.socketName !== '') this.recorder.add({ is: 'disconnected', socket: this.socketName, code });
    this.socketName = '';
    this.socket = undefined;
    this.isLive = false;
    this.open.clear();
    if (!this.stopped) this.timer = setTimeout(() => this.connect(), 20 + this.random.below(reconnectMs));
  }
}
