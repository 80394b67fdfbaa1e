import { closeCode } from '../../contracts/errors.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Limits } from '../../platform/limits.ts';
import type { Socket } from './socket.ts';

/** One who reads, and whose end is told to its owner at once: a stalled connection itself never says that it closed. */
export interface SlowReader {
  readonly socket: Socket;
  closedAsSlow(): void;
}

/** Closes a reader over its limit with a named code; it reconnects and resumes without a gap. */
export class SlowReaders {
  private dirty = new Set<Iterable<SlowReader>>();
  private scheduled = false;

  constructor(
    private readonly clock: Clock,
    private readonly limits: Pick<Limits, 'socketBufferBytes' | 'slowReaderGraceMs'>,
  ) {}

  /** Looks at these readers once the present batch was published. */
  check(readers: Iterable<SlowReader>): void {
    this.dirty.add(readers);
    if (this.scheduled) return;
    this.scheduled = true;
    this.clock.soon(() => this.sweep());
  }

  /** Closes one reader if it is over the limit; true when it was. */
  closeIfSlow(socket: Socket): boolean {
    if (socket.buffered() <= this.limits.socketBufferBytes) return false;
    socket.close(closeCode.slow_reader, 'slow_reader');
    // One that has stalled altogether never takes the close either.
    this.clock.after(this.limits.slowReaderGraceMs, () => socket.terminate());
    return true;
  }

  private sweep(): void {
    this.scheduled = false;
    const dirty = this.dirty;
    this.dirty = new Set();
    for (const readers of dirty) {
      for (const reader of [...readers]) if (this.closeIfSlow(reader.socket)) reader.closedAsSlow();
    }
  }
}
