import { closeCode } from '../../contracts/errors.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Limits } from '../../platform/limits.ts';
import type { Socket } from './socket.ts';

/** One who reads, and whose end is told to its owner at once: a stalled connection itself never says that it closed. */
export interface SlowReader {
  readonly socket: Socket;
  closedAsSlow(): void;
}

/** How often readers are looked at while as much as the limit is published to them. */
const looksPerLimit = 16;

/** Closes a reader over its limit with a named code; it reconnects and resumes without a gap. */
export class SlowReaders {
  private dirty = new Set<Iterable<SlowReader>>();
  /** Bytes published since the last look, to whomever: one reader may be in every group. */
  private unseenBytes = 0;
  private scheduled = false;

  constructor(
    private readonly clock: Clock,
    private readonly limits: Pick<Limits, 'socketBufferBytes' | 'slowReaderGraceMs'>,
  ) {}

  /**
   * Looks at these readers, and those of the batches before, once so much was published since the last look that one of
   * them may have crossed the limit: looking costs a tenth of publishing, and a reader can be over the limit by that
   * much at most.
   */
  check(readers: Iterable<SlowReader>, publishedBytes: number): void {
    this.dirty.add(readers);
    this.unseenBytes += publishedBytes;
    if (this.scheduled || this.unseenBytes < this.limits.socketBufferBytes / looksPerLimit) return;
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
    this.unseenBytes = 0;
    const dirty = this.dirty;
    this.dirty = new Set();
    for (const readers of dirty) {
      for (const reader of [...readers]) if (this.closeIfSlow(reader.socket)) reader.closedAsSlow();
    }
  }
}
