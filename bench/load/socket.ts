import type { Socket } from 'bun';
import { subprotocol, type UpInput } from '../../contracts/live.ts';
import type { SocketPlan } from './commands.ts';
import { clientFrame, FrameReader, frameType, opcode, type } from './frames.ts';

/** Hears of the text frames of a socket. */
export interface Listener {
  frame(socket: LoadSocket, kind: number, bytes: Uint8Array, from: number, to: number): void;
  /** What arrived together was worked through. */
  worked?(): void;
}

const silent: Listener = { frame: () => undefined };
const headEnd = '\r\n\r\n';

/** One signed-in socket with one room open. Bun's own WebSocket client would do more than count, for each frame. */
export class LoadSocket {
  listener: Listener = silent;
  /** For the measures: messages that this socket got in the present run. */
  received = 0;
  private readonly reader = new FrameReader((code, bytes, from, to) => this.frame(code, bytes, from, to));
  private head: string | null = '';
  private unsent: Uint8Array | null = null;
  private leaving = false;

  private constructor(
    readonly plan: SocketPlan,
    private readonly tcp: Socket<unknown>,
    private readonly ready: { resolve: () => void; reject: (why: Error) => void },
    private readonly fail: (why: Error) => void,
  ) {}

  /**
   * Connects, says hello and opens the room; resolves once it is live.
   * `fail` hears when the server closes it or refuses something later on.
   */
  static async open(
    standardPort: number,
    plan: SocketPlan,
    fail: (why: Error) => void,
    origin?: string,
  ): Promise<LoadSocket> {
    const port = plan.port ?? standardPort;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const later: { socket?: LoadSocket } = {};
    const tcp = await Bun.connect({
      hostname: '127.0.0.1',
      port,
      socket: {
        data: (_, chunk) => later.socket?.arrived(chunk),
        drain: () => later.socket?.drained(),
        close: () => later.socket?.lost('the connection was closed'),
        error: (_, error) => later.socket?.lost(error.message),
      },
    });
    const socket = new LoadSocket(plan, tcp, { resolve, reject }, fail);
    later.socket = socket;
    socket.write(Buffer.from(upgradeRequest(port, plan.cookie, origin)));
    await promise;
    return socket;
  }

  /** Sends posts in one write. `keys`: one for each. */
  post(keys: readonly string[], body: string): void {
    this.write(Buffer.concat(keys.map((key) => textFrame({ t: 'post', room: this.plan.room, key, body }))));
  }

  close(): void {
    this.leaving = true;
    this.tcp.end();
  }

  private write(bytes: Uint8Array): void {
    if (this.unsent !== null) {
      this.unsent = Buffer.concat([this.unsent, bytes]);
      return;
    }
    const written = this.tcp.write(bytes);
    if (written < bytes.length) this.unsent = bytes.slice(written);
  }

  private drained(): void {
    const { unsent } = this;
    this.unsent = null;
    if (unsent !== null) this.write(unsent);
  }

  private arrived(chunk: Uint8Array): void {
    if (this.head === null) this.reader.read(chunk);
    else this.upgraded(chunk);
    this.listener.worked?.();
  }

  private upgraded(chunk: Uint8Array): void {
    const text = this.head + Buffer.from(chunk).toString('latin1');
    this.head = text;
    const end = text.indexOf(headEnd);
    if (end < 0) return;
    if (!text.startsWith('HTTP/1.1 101')) return this.lost(`the handshake was refused: ${text}`);
    this.head = null;
    this.write(textFrame({ t: 'hello', open: { [this.plan.room]: {} } }));
    this.reader.read(Buffer.from(text.slice(end + headEnd.length), 'latin1'));
  }

  private frame(code: number, bytes: Uint8Array, from: number, to: number): void {
    if (code === opcode.ping) return this.write(clientFrame(opcode.pong, bytes.subarray(from, to)));
    if (code === opcode.close) return this.lost('the server closed the socket');
    const kind = frameType(bytes, from);
    if (kind === type.caughtUp) this.ready.resolve();
    else if (kind === type.refused || kind === type.error)
      this.lost(Buffer.from(bytes.subarray(from, to)).toString());
    else this.listener.frame(this, kind, bytes, from, to);
  }

  private lost(why: string): void {
    if (this.leaving) return;
    this.leaving = true;
    const error = new Error(why);
    this.ready.reject(error);
    this.fail(error);
  }
}

function textFrame(frame: UpInput): Uint8Array {
  return clientFrame(opcode.text, Buffer.from(JSON.stringify(frame)));
}

function upgradeRequest(port: number, cookie: string, origin = `http://127.0.0.1:${port}`): string {
  const key = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const lines = [
    'GET /live HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    `Origin: ${origin}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${key}`,
    `Sec-WebSocket-Protocol: ${subprotocol}`,
    `Cookie: ${cookie}`,
  ];
  return lines.join('\r\n') + headEnd;
}
