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
  /** Bytes published to each group of readers since it was last looked at. */
  private readonly unseen = new WeakMap<Iterable<SlowReader>, number>();
  private scheduled = false;

  constructor(
    private readonly clock: Clock,
    private readonly limits: Pick<Limits, 'socketBufferBytes' | 'slowReaderGraceMs'>,
  ) {}

  /**
   * Looks at these readers once the present batch was published, if so much was published to them since the last look
   * that one of them may have crossed the limit: looking costs a tenth of publishing, and a reader can be over the
   * limit by that much at most.
   */
  check(readers: Iterable<SlowReader>, publishedBytes: number): void {
    const unseen = (this.unseen.get(readers) ?? 0) + publishedBytes;
    const look = unseen >= this.limits.socketBufferBytes / looksPerLimit;
    this.unseen.set(readers, look ? 0 : unseen);
    if (!look) return;
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
