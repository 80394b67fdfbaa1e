import type { RoomEvent } from '../../contracts/chats.ts';
import { ApiError } from '../../contracts/errors.ts';
import type { RoomBatchHead } from '../../contracts/events.ts';

/** Who has a room open on this process. */
export interface Listener {
  readonly user: string;
  /** The room is no longer theirs: an event of the room said so. */
  lost(room: string, code: 'left' | 'removed' | 'room_deleted', seq?: number): void;
  /** The room's log was replaced by another. */
  replaced(room: string): void;
}

export interface RoomDeps {
  /** Hands the bytes of an event to every socket that is live in the room. */
  publish: (bytes: string) => void;
  /** Asks `chats` for events after a position. */
  fetch: (after: number) => Promise<{ first: number; events: string[]; epoch: string; head: number }>;
  /** Runs a task in so many milliseconds. */
  after: (ms: number, task: () => void) => () => void;
  gapHoldMs: number;
  ringEvents: number;
  ringBytes: number;
  onError: (error: unknown) => void;
}

interface Early {
  bytes: string;
  type: string;
}

/** Events that arrived before those before them; more than this are fetched instead of held. */
const earlyMax = 1000;
/** After so long events that could not be fetched are asked for again. */
const retryMs = 1000;

/**
 * One room that is open on this process: takes in its events in whatever order the bus brings them and hands them on
 * strictly n, n+1, …; what the bus lost it fetches. Keeps the recent ones to catch up from.
 */
export class OpenRoom {
  readonly listeners = new Set<Listener>();
  epoch = '';
  /** Seq of the newest event that was handed on; -1 until the room was begun. */
  head = -1;
  private ring: string[] = [];
  private ringSize = 0;
  private early = new Map<number, Early>();
  private cancelHold: (() => void) | undefined;
  private fetching: Promise<void> | undefined;
  private wanted = 0;
  private closed = false;

  constructor(
    readonly id: string,
    private readonly deps: RoomDeps,
  ) {}

  /** Seq before the first event of the ring: a reader that has it needs nothing from the store. */
  get ringFrom(): number {
    return this.head - this.ring.length;
  }

  /** The kept events after a position that lies in the ring. */
  recent(after: number): readonly string[] {
    return this.ring.slice(this.ring.length - (this.head - after));
  }

  /** Says where the room stood when it was read, after the bus was joined: what the bus brought since then follows. */
  begin(state: { head: number; epoch: string }): void {
    if (this.head === -1) {
      this.head = state.head;
      this.epoch = state.epoch;
      this.flushEarly();
    } else if (state.epoch !== this.epoch) this.replace(state);
  }

  /** Takes in a batch from the bus. */
  take(batch: RoomBatchHead, events: readonly string[]): void {
    if (this.closed) return;
    if (this.head !== -1 && batch.epoch !== this.epoch) {
      this.replace({ head: batch.first + events.length - 1, epoch: batch.epoch });
      return;
    }
    for (const [i, bytes] of events.entries()) this.event(batch.first + i, batch.types[i] ?? '', bytes);
    if (this.early.size > 0) this.hold();
  }

  /** Resolves once everything up to `seq` was handed on; fetches what the bus has not brought. Rejects when that fails. */
  async reach(seq: number): Promise<void> {
    this.wanted = Math.max(this.wanted, seq);
    // Again: the fetch that was waited for may have ended just before this one was wanted.
    while (this.head !== -1 && this.head < Math.min(seq, this.wanted) && !this.closed) {
      this.fetching ??= this.fetchMissing().finally(() => {
        this.fetching = undefined;
      });
      await this.fetching;
    }
  }

  /** Hears that the room's head is at least `seq`; if its events do not come soon, they are fetched. */
  expect(seq: number): void {
    if (this.head === -1 || seq <= this.head) return;
    this.wanted = Math.max(this.wanted, seq);
    this.hold();
  }

  /**
   * Takes in what the store said of the room after the head here was `known`: events are handed on only once they are
   * durable, so a store that ends before that was put back to an earlier state.
   */
  compare(stored: { head: number; epoch: string }, known: number): void {
    if (this.head === -1 || this.closed) return;
    if (stored.epoch !== this.epoch || stored.head < known) this.replace(stored);
    else this.expect(stored.head);
  }

  close(): void {
    this.closed = true;
    this.cancelHold?.();
  }

  private event(seq: number, type: string, bytes: string): void {
    if (this.head === -1 || seq > this.head + 1) {
      if (this.early.size < earlyMax) this.early.set(seq, { bytes, type });
      this.wanted = Math.max(this.wanted, seq);
    } else if (seq === this.head + 1) {
      this.hand(seq, type, bytes);
      if (this.early.size > 0) this.flushEarly();
    }
  }

  private hand(seq: number, type: string, bytes: string): void {
    this.head = seq;
    // A redacted text must not be replayed from here: what is kept goes, and is read anew from the store when needed.
    if (type === 'message.deleted') this.dropRing();
    this.ring.push(bytes);
    this.ringSize += bytes.length;
    while (this.ring.length > this.deps.ringEvents || this.ringSize > this.deps.ringBytes) {
      this.ringSize -= this.ring.shift()?.length ?? 0;
    }
    this.deps.publish(bytes);
    if (type === 'member.left' || type === 'member.removed')
      this.lose(bytes, type === 'member.left' ? 'left' : 'removed');
  }

  /** The room is there no more, and the bus lost the word of it. */
  private end(): void {
    for (const listener of [...this.listeners]) listener.lost(this.id, 'room_deleted');
  }

  private dropRing(): void {
    this.ring = [];
    this.ringSize = 0;
  }

  private lose(bytes: string, code: 'left' | 'removed'): void {
    const event = JSON.parse(bytes) as RoomEvent;
    if (event.type !== 'member.left' && event.type !== 'member.removed') return;
    for (const listener of [...this.listeners]) {
      if (listener.user === event.data.user) listener.lost(this.id, code, event.seq);
    }
  }

  private flushEarly(): void {
    for (const seq of [...this.early.keys()].toSorted((a, b) => a - b)) {
      const early = this.early.get(seq);
      if (seq > this.head + 1) break;
      this.early.delete(seq);
      if (early && seq === this.head + 1) this.hand(seq, early.type, early.bytes);
    }
    if (this.wanted > this.head) this.hold();
  }

  private hold(ms = this.deps.gapHoldMs): void {
    if (this.cancelHold || this.head === -1 || this.closed) return;
    this.cancelHold = this.deps.after(ms, () => {
      this.cancelHold = undefined;
      this.reach(this.wanted).catch((error: unknown) => {
        if (error instanceof ApiError && error.code === 'not_found') return this.end();
        this.deps.onError(error);
        // Nothing else may come of this room for long: digests tell of a head once only.
        this.hold(retryMs);
      });
    });
  }

  private async fetchMissing(): Promise<void> {
    while (this.head < this.wanted && !this.closed) {
      const page = await this.deps.fetch(this.head);
      // Whoever opened the room meanwhile has another one, and sockets in the same topic.
      if (this.closed) return;
      if (page.epoch !== this.epoch) return this.replace(page);
      if (page.events.length === 0) {
        // Nothing is there: whoever said so was wrong, or the log is shorter than it was.
        this.wanted = this.head;
        return;
      }
      for (const [i, bytes] of page.events.entries()) {
        const type = (JSON.parse(bytes) as RoomEvent).type;
        this.event(page.first + i, type, bytes);
      }
    }
  }

  private replace(state: { head: number; epoch: string }): void {
    this.dropRing();
    this.early.clear();
    this.cancelHold?.();
    this.cancelHold = undefined;
    this.head = state.head;
    this.wanted = state.head;
    this.epoch = state.epoch;
    for (const listener of [...this.listeners]) listener.replaced(this.id);
  }
}
