import type { RoomEvent } from '../../contracts/chats.ts';
import { ApiError } from '../../contracts/errors.ts';
import { eventId, type RoomBatchHead } from '../../contracts/events.ts';
import { differ, RecentEvents, type RoomState } from './recent-events.ts';

/** Who has a room open on this process. */
export interface Listener {
  readonly user: string;
  /** The room is no longer theirs: an event of the room said so. */
  lost(room: string, code: 'left' | 'removed' | 'room_deleted', seq?: number): void;
}

export interface RoomDeps {
  /** Hands the bytes of an event to every socket that is live in the room. */
  publish: (bytes: string) => void;
  /** Asks `chats` for events after a position. `before`: the id of the event at the position. */
  fetch: (
    after: number,
  ) => Promise<RoomState & { first: number; before?: string | undefined; events: string[] }>;
  /** The room's log is another one than was handed on from here. */
  replaced: () => void;
  /** Runs a task in so many milliseconds. */
  after: (ms: number, task: () => void) => () => void;
  gapHoldMs: number;
  ringEvents: number;
  ringBytes: number;
  onError: (error: unknown) => void;
}

/** An event that was told of; `before` is the id of the one before it, where that is known. */
interface Heard {
  seq: number;
  type: string;
  bytes: string;
  before: string | undefined;
}

/** Events that arrived before those before them; more than this are fetched instead of held. */
const earlyMax = 1000;
/** After so long events that could not be fetched are asked for again. */
const retryMs = 1000;

/**
 * One room that is open on this process: takes in its events in whatever order the bus brings them and hands them on
 * strictly n, n+1, …; what the bus lost it fetches. Keeps the recent ones to catch up from.
 *
 * A store that was put back goes on with other events at numbers that were given out before. So an event follows only
 * the very one that it followed in the store; whatever does not fit is asked of the store, and where that has another
 * log the room is over here: whoever has it open begins anew, with another of these.
 */
export class OpenRoom {
  readonly listeners = new Set<Listener>();
  epoch = '';
  private readonly recentEvents: RecentEvents;
  private early = new Map<number, Heard>();
  private cancelHold: (() => void) | undefined;
  private fetching: Promise<void> | undefined;
  private wanted = 0;
  /** Something that was heard does not fit the log that is known here. */
  private doubted = false;
  private closed = false;

  constructor(
    readonly id: string,
    private readonly deps: RoomDeps,
  ) {
    this.recentEvents = new RecentEvents(deps);
  }

  /** Seq of the newest event that was handed on; -1 until the room was begun. */
  get head(): number {
    return this.recentEvents.head;
  }

  /** Seq before the first event of the ring: a reader that has it needs nothing from the store. */
  get ringFrom(): number {
    return this.recentEvents.from;
  }

  /** The kept events after a position that lies in the ring. */
  recent(after: number): readonly string[] {
    return this.recentEvents.after(after);
  }

  /** The id of an event, where it is known here. */
  idAt(seq: number): string | undefined {
    return this.recentEvents.idAt(seq);
  }

  /**
   * Says where the room stood when it was read, after the bus was joined: what the bus brought since then follows. `known`
   * is the head here when that was asked.
   */
  begin(state: RoomState, known: number): void {
    if (this.head !== -1) return this.compare(state, known);
    this.recentEvents.begin(state.head, state.last);
    this.epoch = state.epoch;
    this.flushEarly();
  }

  /** Takes in a batch from the bus. */
  take(batch: RoomBatchHead, events: readonly string[]): void {
    if (this.closed) return;
    // It may be late, and of a log of before: the store says which one holds.
    if (this.head !== -1 && batch.epoch !== this.epoch) return this.doubt();
    let { before } = batch;
    for (const [i, bytes] of events.entries()) {
      const { head } = this;
      this.heard({ seq: batch.first + i, type: batch.types[i] ?? '', bytes, before });
      // What was handed on just now is what the next one follows: there is nothing to compare.
      before = this.head > head ? undefined : eventId(bytes);
    }
    if (this.early.size > 0) this.hold();
  }

  /** Resolves once everything up to `seq` was handed on; fetches what the bus has not brought. Rejects when that fails. */
  async reach(seq: number): Promise<void> {
    this.wanted = Math.max(this.wanted, seq);
    // Again: the fetch that was waited for may have ended just before this one was wanted.
    while (this.head !== -1 && (this.doubted || this.head < Math.min(seq, this.wanted)) && !this.closed) {
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
   * durable, so a store that ends before that, or has another event there, was put back to an earlier state.
   */
  compare(stored: RoomState, known: number): void {
    if (this.head === -1 || this.closed) return;
    if (stored.epoch !== this.epoch || stored.head < known || differ(stored.last, this.idAt(stored.head)))
      this.deps.replaced();
    else this.expect(stored.head);
  }

  /** Asks the store whether its log is still the one that was handed on from here; resolves when it has answered. */
  async verify(): Promise<void> {
    this.doubted = true;
    await this.reach(this.head);
  }

  close(): void {
    this.closed = true;
    this.cancelHold?.();
  }

  private heard(event: Heard): void {
    const { head } = this;
    const { seq } = event;
    if (head !== -1 && seq <= head) {
      if (differ(eventId(event.bytes), this.idAt(seq))) this.doubt();
    } else if (head === -1 || seq > head + 1 || differ(event.before, this.idAt(head))) {
      if (this.early.size < earlyMax) this.early.set(seq, event);
      this.wanted = Math.max(this.wanted, seq);
    } else {
      this.hand(event);
      if (this.early.size > 0) this.flushEarly();
    }
  }

  private doubt(): void {
    this.doubted = true;
    this.hold();
  }

  private hand({ type, bytes }: Heard): void {
    // A redacted text must not be replayed from here: what is kept goes, and is read anew from the store when needed.
    if (type === 'message.deleted') this.recentEvents.drop();
    this.recentEvents.add(bytes);
    this.deps.publish(bytes);
    if (type === 'member.left' || type === 'member.removed')
      this.lose(bytes, type === 'member.left' ? 'left' : 'removed');
  }

  /** The room is there no more, and the bus lost the word of it. */
  private end(): void {
    for (const listener of [...this.listeners]) listener.lost(this.id, 'room_deleted');
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
      if (!early || seq > this.head + 1) break;
      this.early.delete(seq);
      if (seq <= this.head) this.heard(early);
      // One of another log is left out: what is wanted is then fetched, and shows which log holds.
      else if (!differ(early.before, this.idAt(this.head))) this.hand(early);
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
    while ((this.doubted || this.head < this.wanted) && !this.closed) {
      const { head } = this;
      const id = this.idAt(head);
      this.doubted = false;
      const page = await this.deps.fetch(head).catch((error: unknown) => {
        this.doubted = true;
        throw error;
      });
      // Whoever opened the room meanwhile has another one, and sockets in the same topic.
      if (this.closed) return;
      if (page.epoch !== this.epoch || page.head < head || differ(page.before, id))
        return this.deps.replaced();
      if (page.events.length === 0) {
        // Nothing is there: whoever said so was wrong.
        this.wanted = this.head;
        return;
      }
      let { before } = page;
      for (const [i, bytes] of page.events.entries()) {
        const { type } = JSON.parse(bytes) as RoomEvent;
        this.heard({ seq: page.first + i, type, bytes, before });
        before = eventId(bytes);
      }
    }
  }
}
