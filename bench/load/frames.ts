/** Just enough WebSocket (RFC 6455) to count frames: whole frames in, no copies, no JSON. */

export const opcode = { text: 1, close: 8, ping: 9, pong: 10 } as const;

/** Hears of a frame: its payload is `bytes` from `from` up to `to`. */
export type OnFrame = (code: number, bytes: Uint8Array, from: number, to: number) => void;

/** Cuts a server's byte stream into frames. */
export class FrameReader {
  private rest: Uint8Array | null = null;

  constructor(private readonly onFrame: OnFrame) {}

  /** Takes the next bytes of the stream, cut anywhere. */
  read(chunk: Uint8Array): void {
    const bytes = this.rest === null ? chunk : Buffer.concat([this.rest, chunk]);
    this.rest = null;
    const end = bytes.length;
    let at = 0;
    while (end - at >= 2) {
      let size = (bytes[at + 1] ?? 0) & 127;
      let from = at + 2;
      if (size === 126) {
        from = at + 4;
        if (from > end) break;
        size = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
      } else if (size === 127) {
        from = at + 10;
        if (from > end) break;
        size = Number(new DataView(bytes.buffer, bytes.byteOffset + at + 2).getBigUint64(0));
      }
      if (from + size > end) break;
      this.onFrame((bytes[at] ?? 0) & 15, bytes, from, from + size);
      at = from + size;
    }
    if (at < end) this.rest = bytes.slice(at);
  }
}

/** A frame of a client. The mask is zero: it is there, as it has to be, and costs nothing. */
export function clientFrame(code: number, payload: Uint8Array): Uint8Array {
  const { length } = payload;
  const lengthBytes = length < 126 ? 0 : 2;
  if (length > 0xffff) throw new Error('a frame of the load generator is too long');
  const frame = new Uint8Array(2 + lengthBytes + 4 + length);
  frame[0] = 0x80 | code;
  frame[1] = 0x80 | (lengthBytes === 0 ? length : 126);
  if (lengthBytes > 0) new DataView(frame.buffer).setUint16(2, length);
  frame.set(payload, 2 + lengthBytes + 4);
  return frame;
}

/**
 * The type of one of our frames down, told by the letters behind `{"t":"`: two are enough for all but
 * `ack` and `activity`.
 */
export function frameType(bytes: Uint8Array, from: number): number {
  return ((bytes[from + 6] ?? 0) << 16) | ((bytes[from + 7] ?? 0) << 8) | (bytes[from + 8] ?? 0);
}

const lettersOf = (name: string) => frameType(new TextEncoder().encode(`      ${name}`), 0);
export const type = {
  event: lettersOf('event'),
  ack: lettersOf('ack'),
  refused: lettersOf('refused'),
  error: lettersOf('error'),
  caughtUp: lettersOf('caught-up'),
} as const;
