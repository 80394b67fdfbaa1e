import { request } from 'node:http';
import { type Down, subprotocol, type UpInput } from '../contracts/live.ts';
import type { World } from './world.ts';

export interface SocketOptions {
  cookie?: string;
  /** The Origin header; the product's own unless given, none with null. */
  origin?: string | null;
  protocols?: string[];
}

type FrameOf<T extends Down['t']> = Extract<Down, { t: T }>;
interface Wait {
  wanted: (frame: Down) => boolean;
  found: (frame: Down) => void;
  lost: (why: Error) => void;
}

/** Frames are waited for so long, in ms, unless a test says otherwise: as long as a machine with other work may take. */
const standardWaitMs = 20_000;

/** A WebSocket as a test holds it: keeps every frame that came, and waits for those to come. */
export class TestSocket {
  /** Every frame so far, in the order of arrival. */
  readonly all: Down[] = [];
  /** How the connection ended; waits until it has. */
  readonly closed: Promise<{ code: number; reason: string }>;
  private readonly unread: Down[] = [];
  private readonly waits = new Set<Wait>();

  constructor(private readonly socket: Bun.WebSocket) {
    socket.addEventListener('message', (message) => this.arrived(JSON.parse(String(message.data)) as Down));
    this.closed = new Promise((resolve) => {
      socket.addEventListener('close', ({ code, reason }) => {
        for (const wait of this.waits) wait.lost(new Error(`the socket was closed with ${code} ${reason}`));
        resolve({ code, reason });
      });
    });
  }

  /** Sends a frame of the contract. */
  send(frame: UpInput): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** Sends anything, right or wrong. */
  sendRaw(data: string | Uint8Array<ArrayBuffer>): void {
    this.socket.send(data);
  }

  /** Says hello and waits for the welcome. */
  hello(position: Omit<Extract<UpInput, { t: 'hello' }>, 't'> = {}): Promise<FrameOf<'welcome'>> {
    this.send({ t: 'hello', ...position });
    return this.next('welcome');
  }

  /**
   * The first frame of a type (which also `fits`) that was not asked for yet; waits for it. Frames passed over stay to
   * be asked for. Throws when it does not come `withinMs`, or the socket is closed before.
   */
  next<T extends Down['t']>(
    type: T,
    fits: (frame: FrameOf<T>) => boolean = () => true,
    { withinMs = standardWaitMs }: { withinMs?: number } = {},
  ): Promise<FrameOf<T>> {
    const wanted = (frame: Down) => frame.t === type && fits(frame as FrameOf<T>);
    const at = this.unread.findIndex(wanted);
    if (at >= 0) return Promise.resolve(this.unread.splice(at, 1)[0] as FrameOf<T>);
    const { promise, resolve, reject } = Promise.withResolvers<FrameOf<T>>();
    const wait: Wait = { wanted, found: (frame) => resolve(frame as FrameOf<T>), lost: reject };
    this.waits.add(wait);
    const timer = setTimeout(() => {
      const came = this.all.slice(-10).map((frame) => frame.t);
      reject(
        new Error(`no ${type} within ${withinMs} ms; the last frames were ${came.join(', ') || 'none'}`),
      );
    }, withinMs);
    return promise.finally(() => {
      clearTimeout(timer);
      this.waits.delete(wait);
    });
  }

  /** Asks and waits for a sign of life: what was handed to this socket before is here then. */
  async settled(): Promise<void> {
    this.send({ t: 'ping' });
    await this.next('pong');
  }

  /** Closes the connection and waits until it is. */
  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }

  /** Tears the connection off without a word, as a lost network does. */
  terminate(): void {
    this.socket.terminate();
  }

  private arrived(frame: Down): void {
    this.all.push(frame);
    for (const wait of this.waits) {
      if (!wait.wanted(frame)) continue;
      this.waits.delete(wait);
      wait.found(frame);
      return;
    }
    this.unread.push(frame);
  }
}

/** Takes headers, as no browser does; the types of the DOM hide that. */
export const BunWebSocket = WebSocket as unknown as new (
  url: string,
  options: Bun.WebSocketOptions,
) => Bun.WebSocket;

function headersOf(world: World, { cookie, origin = world.url }: SocketOptions): Record<string, string> {
  return { ...(origin === null ? {} : { origin }), ...(cookie ? { cookie } : {}) };
}

/** Connects to `/live`. Throws when the handshake is refused; `handshake` tells with which status. */
export async function openSocket(world: World, options: SocketOptions = {}): Promise<TestSocket> {
  const socket = new BunWebSocket(`${world.url.replace(/^http/, 'ws')}/live`, {
    headers: headersOf(world, options),
    protocols: options.protocols ?? [subprotocol],
  });
  const test = new TestSocket(socket);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('close', ({ code, reason }) =>
      reject(new Error(`not connected: ${code} ${reason}`)),
    );
  });
  return test;
}

/** Only the handshake of a WebSocket: the status it is answered with, 101 when it would work. */
export function handshake(world: World, options: SocketOptions = {}): Promise<number> {
  const protocols = options.protocols ?? [subprotocol];
  return new Promise((resolve, reject) => {
    const asked = request(`${world.url}/live`, {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64'),
        ...(protocols.length > 0 ? { 'sec-websocket-protocol': protocols.join(', ') } : {}),
        ...headersOf(world, options),
      },
    });
    asked.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response.statusCode ?? 0);
    });
    asked.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end();
  });
}
