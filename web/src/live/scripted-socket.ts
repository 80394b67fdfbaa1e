import type { UpInput } from '../../../contracts/live.ts';
import type { OpenSocket, SocketEvents } from './socket.ts';

/** A socket for tests, whose other end is the test itself. */
export class ScriptedSocket {
  readonly sent: UpInput[] = [];
  closedByClient = false;
  readonly #events: SocketEvents;

  constructor(events: SocketEvents) {
    this.#events = events;
  }

  /** The handshake succeeds. */
  open(): void {
    this.#events.opened();
  }
  /** The server sends a frame. */
  say(frame: object): void {
    this.#events.received(JSON.stringify(frame));
  }
  /** The server sends text that may be no frame at all. */
  sayText(text: string): void {
    this.#events.received(text);
  }
  /** The connection ends; 1006 when it breaks. */
  end(code = 1006): void {
    this.#events.closed(code, '');
  }
  /** The handshake succeeds and the server answers the hello. */
  welcome(more: { me?: number; heartbeatMs?: number } = {}): void {
    this.open();
    this.say(welcomeFrame('user-one', more));
  }
}

/** All sockets that a client opens, the newest last. */
export class ScriptedSockets {
  readonly all: ScriptedSocket[] = [];

  readonly open: OpenSocket = (_url, _protocol, events) => {
    const socket = new ScriptedSocket(events);
    this.all.push(socket);
    return {
      send: (text) => {
        socket.sent.push(JSON.parse(text) as UpInput);
      },
      close: () => {
        socket.closedByClient = true;
      },
    };
  };

  get last(): ScriptedSocket {
    const socket = this.all.at(-1);
    if (!socket) throw new Error('no socket was opened');
    return socket;
  }
}

/** What a server greets `user` with. */
export function welcomeFrame(user: string, more: { me?: number; heartbeatMs?: number } = {}): object {
  return {
    t: 'welcome',
    you: { id: user, username: user },
    me: { seq: more.me ?? 0 },
    server: { version: '0' },
    limits: { bodyUnits: 16_000, frameBytes: 131_072, inFlightPosts: 64, openRooms: 50, watchUsers: 200 },
    heartbeatMs: more.heartbeatMs ?? 25_000,
  };
}
