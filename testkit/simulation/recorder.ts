import { createHash } from 'node:crypto';
import type { Down, UpInput } from '../../contracts/live.ts';
import type { OpenSocket } from '../../web/src/live/socket.ts';
import type { HistoryRecord } from '../checker/history.ts';
import type { Heads } from './disk.ts';
import type { VirtualTime } from './virtual-time.ts';

/** A record before it has its time. */
type Untimed = HistoryRecord extends infer R ? (R extends unknown ? Omit<R, 'at'> : never) : never;

/** Writes down what a run looks like from outside, and how the disk stands. */
export class Recorder {
  readonly records: HistoryRecord[] = [];
  private flushed: Heads = {};
  private sockets = 0;

  constructor(private readonly time: VirtualTime) {}

  add(record: Untimed): void {
    this.records.push({ at: this.now(), ...record });
  }

  now(): number {
    return this.time.elapsedUs / 1000;
  }

  fault(what: string): void {
    this.add({ is: 'fault', what });
  }

  durable(heads: Heads): void {
    for (const [room, seq] of Object.entries(heads)) {
      if (this.flushed[room] === seq) continue;
      this.flushed[room] = seq;
      this.add({ is: 'durable', room, seq });
    }
  }

  restored(heads: Heads, epochs: Record<string, string>, running: boolean): void {
    this.flushed = { ...heads };
    this.add({ is: 'restored', heads, epochs, running });
  }

  /** The same sockets, with everything written down as their client sees it. */
  watch(user: string, open: OpenSocket): OpenSocket {
    return (url, protocol, events) => {
      const socket = `socket-${++this.sockets}`;
      let over = false;
      let opened = false;
      const end = (code: number | null) => {
        if (opened && !over) this.add({ is: 'disconnected', socket, code });
        over = true;
      };
      const real = open(url, protocol, {
        opened: () => {
          opened = true;
          this.add({ is: 'connected', socket, user });
          events.opened();
        },
        received: (text) => {
          if (!over) this.came(socket, user, text);
          events.received(text);
        },
        closed: (code, reason) => {
          end(code === 1006 ? null : code);
          events.closed(code, reason);
        },
      });
      return {
        send: (text) => {
          if (!over) this.went(socket, user, text);
          real.send(text);
        },
        close: (code, reason) => {
          end(null);
          real.close(code, reason);
        },
      };
    };
  }

  /** The same for the same run, whatever ids it made. */
  hash(): string {
    const names = new Map<string, string>();
    const text = JSON.stringify(this.records).replaceAll(
      /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g,
      (id) => {
        const name = names.get(id) ?? `id-${names.size}`;
        names.set(id, name);
        return name;
      },
    );
    return createHash('sha256').update(text).digest('hex');
  }

  private went(socket: string, user: string, text: string): void {
    const frame = JSON.parse(text) as UpInput;
    if (frame.t === 'hello') {
      for (const [room, position] of Object.entries(frame.open ?? {})) this.opens(socket, room, position);
    } else if (frame.t === 'open') this.opens(socket, frame.room, frame);
    else if (frame.t === 'close') this.add({ is: 'close-room', socket, room: frame.room });
    else if (frame.t === 'post') {
      const { room, key, body } = frame;
      this.add({ is: 'post', socket, user, room, key, body });
    }
  }

  private opens(
    socket: string,
    room: string,
    {
      after,
      epoch,
      last,
    }: { after?: number | undefined; epoch?: string | undefined; last?: string | undefined },
  ): void {
    this.add({ is: 'open', socket, room, after: after ?? null, epoch: epoch ?? null, last: last ?? null });
  }

  private came(socket: string, user: string, text: string): void {
    const frame = JSON.parse(text) as Down;
    switch (frame.t) {
      case 'event':
        return this.add({ is: 'event', socket, room: frame.room, frame: text });
      case 'ack': {
        const { room, key, seq } = frame;
        return this.add({ is: 'ack', socket, user, room, key, seq });
      }
      case 'refused': {
        const { room, key, code, retryAfterMs } = frame;
        return this.add({ is: 'refused', socket, user, room, key, code, again: retryAfterMs !== undefined });
      }
      case 'caught-up':
        return this.add({ is: 'caught-up', socket, room: frame.room, seq: frame.seq });
      case 'reset': {
        const { room, epoch, head } = frame;
        return this.add({ is: 'reset', socket, room, epoch, head });
      }
      case 'gone':
        return this.add({ is: 'gone', socket, room: frame.room, code: frame.code });
      case 'error':
        if ((frame.re === 'open' || frame.re === 'hello') && frame.room !== undefined)
          this.add({ is: 'open-refused', socket, room: frame.room, code: frame.code });
        return;
      default:
    }
  }
}
