import { connect, type Socket } from 'node:net';
import { type Down, subprotocol } from '../contracts/live.ts';
import type { Person } from './person.ts';

/** Opcodes of RFC 6455, 5.2. */
export const opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9 } as const;

/** One frame's bytes, masked as a client must. `declared` lies about the length of the payload. */
export function frameBytes(
  kind: number,
  payload: string | Uint8Array,
  { final = true, masked = true, declared }: { final?: boolean; masked?: boolean; declared?: bigint } = {},
): Buffer {
  const data = Buffer.from(payload);
  const length = declared ?? BigInt(data.length);
  const maskBit = masked ? 0x80 : 0;
  const head = Buffer.alloc(length < 126n ? 2 : length < 65_536n ? 4 : 10);
  head[0] = (final ? 0x80 : 0) | kind;
  if (head.length === 2) head[1] = maskBit | Number(length);
  else if (head.length === 4) {
    head[1] = maskBit | 126;
    head.writeUInt16BE(Number(length), 2);
  } else {
    head[1] = maskBit | 127;
    head.writeBigUInt64BE(length, 2);
  }
  if (!masked) return Buffer.concat([head, data]);
  // A mask of zeros leaves the payload as it is.
  return Buffer.concat([head, Buffer.alloc(4), data]);
}

/** A WebSocket by hand over TCP: it can stop reading, and send what no library would. */
export class RawSocket {
  /** The text frames that were read so far. */
  readonly frames: Down[] = [];
  /** The close code that came, null when the connection ended without one. Waits until then; needs reading. */
  readonly ended: Promise<number | null>;
  private bytes: Buffer = Buffer.alloc(0);
  private closeCode: number | null = null;
  private waits: (() => void)[] = [];

  private constructor(private readonly tcp: Socket) {
    tcp.on('data', (chunk: Buffer) => this.read(chunk));
    tcp.on('error', () => tcp.destroy());
    this.ended = new Promise((resolve) => tcp.once('close', () => resolve(this.closeCode)));
  }

  /** Connects with the person's cookie and waits for the upgrade. */
  static async open(person: Person): Promise<RawSocket> {
    const { port, url } = person.world;
    const tcp = connect(port, '127.0.0.1');
    const key = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
    tcp.write(
      `GET /live HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${url}\r\nCookie: ${person.cookie}\r\n` +
        `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n` +
        `Sec-WebSocket-Protocol: ${subprotocol}\r\n\r\n`,
    );
    const head = await new Promise<Buffer>((resolve, reject) => {
      tcp.once('data', resolve);
      tcp.once('error', reject);
    });
    if (!head.toString('latin1').startsWith('HTTP/1.1 101')) {
      tcp.destroy();
      throw new Error('the upgrade was refused');
    }
    return new RawSocket(tcp);
  }

  write(bytes: Uint8Array): void {
    this.tcp.write(bytes);
  }

  send(frame: object): void {
    this.write(frameBytes(opcode.text, JSON.stringify(frame)));
  }

  /** Takes nothing more from the network: what is sent piles up on the other side. */
  stopReading(): void {
    this.tcp.pause();
  }

  goOnReading(): void {
    this.tcp.resume();
  }

  destroy(): void {
    this.tcp.destroy();
  }

  /** Waits until a frame of this type was read. */
  async got(type: Down['t']): Promise<void> {
    while (!this.frames.some(({ t }) => t === type)) {
      await Promise.race([new Promise<void>((resolve) => this.waits.push(resolve)), this.ended]);
      if (this.tcp.destroyed) throw new Error(`the connection ended before ${type} came`);
    }
  }

  private read(chunk: Buffer): void {
    this.bytes = this.bytes.length === 0 ? chunk : Buffer.concat([this.bytes, chunk]);
    for (;;) {
      const { bytes } = this;
      const short = (bytes[1] ?? 0) & 0x7f;
      const start = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (bytes.length < start) break;
      const length =
        short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
      if (bytes.length < start + length) break;
      this.frame((bytes[0] ?? 0) & 0x0f, bytes.subarray(start, start + length));
      this.bytes = bytes.subarray(start + length);
    }
    for (const wake of this.waits.splice(0)) wake();
  }

  private frame(kind: number, payload: Buffer): void {
    if (kind === opcode.text) this.frames.push(JSON.parse(payload.toString('utf8')) as Down);
    else if (kind === opcode.close) this.closeCode = payload.length >= 2 ? payload.readUInt16BE(0) : null;
  }
}
