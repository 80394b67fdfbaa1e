import type { ApiError } from '../../../contracts/errors.ts';
import { asApiError } from './as-api-error.ts';
import type { AnyEvent } from './event-items.ts';
import { limits } from './limits.ts';
import type { PageDeps } from './log-page.ts';
import { LookBack } from './look-back.ts';
import type { RoomLog } from './room-log.ts';
import { Store } from './store.ts';
import { firstOfOthersAfter, indexOf, nearestTo, type Stretch } from './stretch.ts';
import type { TimelineItem } from './timeline-items.ts';

/** Where the reader is taken to. A new object each time, also to the same place again. */
export interface Place {
  seq: number;
  /** The id of the entry. */
  id: string;
  /** False: there is no message with that seq, and this is the nearest. */
  exact: boolean;
}

export interface LookingSnapshot {
  /** The stretch on show in place of the newest end; null: the newest end. */
  back: LookBack | null;
  place: Place | null;
  /** A place is being looked for. */
  going: boolean;
  /** Why it could not be reached; `retry()` tries again. */
  error: ApiError | null;
}

export interface LookingDeps extends PageDeps {
  /** The reader's user id. */
  me: string;
  /** The newest end, as far as it is in hand. */
  log: () => RoomLog | undefined;
  /** Whether it is known to be the newest. */
  isLive: () => boolean;
  /** This stretch is part of the newest end from here on. */
  joined: (stretch: Stretch) => void;
}

interface Wanted {
  seq: number;
  /** Not the message of that seq, but the first of somebody else after this one. */
  after?: number;
}

/** What part of one room's conversation is looked at: its newest end, or a stretch further up. */
export class Looking extends Store<LookingSnapshot> {
  /**
   * The seq of the oldest entry on the page; null while the newest end is in view, or none of this (the screen says so).
   * Then the oldest entries may go from memory; while somebody reads further up, more is kept.
   */
  readingFrom: number | null = null;
  readonly #deps: LookingDeps;
  #back: LookBack | null = null;
  /** Takes its place once it is loaded. */
  #coming: LookBack | undefined;
  #wanted: Wanted | undefined;
  #place: Place | null = null;
  #error: ApiError | null = null;
  #unsubscribe: () => void = () => {};

  constructor(deps: LookingDeps) {
    super();
    this.#deps = deps;
  }

  /** Goes to a message, or to the nearest where that is none. */
  at(seq: number): void {
    this.#go({ seq });
  }

  /** Goes to where reading stopped: the first message of somebody else after a seq. */
  firstAfter(read: number): void {
    this.#go({ seq: read + 1, after: read });
  }

  retry(): void {
    if (this.#wanted) this.#go(this.#wanted);
  }

  toNewest(): void {
    this.#wanted = undefined;
    this.#coming = undefined;
    this.#error = null;
    this.#place = null;
    this.#show(null);
  }

  /** The reader has been told about the place. */
  forgetPlace(): void {
    this.#place = null;
    this.#error = null;
    this.changed();
  }

  /** Goes on in a stretch of its own from around an entry of the newest end, which then need not be kept so far up. */
  detach(from: number): void {
    const log = this.#deps.log();
    if (!log || this.#back) return;
    const start = Math.max(0, indexOf(log.items, from) - Math.floor(limits.lookBackItems / 3));
    const items = log.items.slice(start, start + limits.lookBackItems);
    const [first, last] = [start === 0 ? log.first : items[0]?.seq, items.at(-1)?.seq];
    if (typeof first !== 'number' || typeof last !== 'number' || last >= log.head) return;
    log.trim(limits.timelineItems);
    this.#show(new LookBack(this.#deps, log.epoch, { first, last, items }));
  }

  /** Lets the oldest entries go, unless they are on the page: then the reader goes on in a stretch further up. */
  trim(): void {
    const log = this.#deps.log();
    if (!log) return;
    const { readingFrom } = this;
    const reading = readingFrom !== null && !this.#back;
    const most = reading ? limits.timelineItemsReadingBack : limits.timelineItems;
    if (log.items.length <= most) return;
    if (reading && indexOf(log.items, readingFrom) < limits.lookBackItems) this.detach(readingFrom);
    else log.trim(most);
  }

  /** An event of the newest end; a deletion or an edit may be of what is looked at. */
  apply(event: AnyEvent): void {
    this.#back?.apply(event);
    this.#coming?.apply(event);
  }

  /** The newest end was loaded, or cannot be for now: where it is in hand, this is what counts. */
  settled(): void {
    this.#error = null;
    this.#resolve(true);
    if (this.#back?.stale) void this.#back.refresh();
  }

  /** The newest end begins anew after a gap, perhaps with another log: what was heard of until then is not all. */
  replaced(): void {
    const log = this.#deps.log();
    const back = this.#back;
    if (back && (!log || back.epoch !== log.epoch || back.stretch.first > log.head)) this.toNewest();
    else if (back) void back.refresh();
    if (this.#coming) {
      this.#coming = undefined;
      this.#resolve(true);
    }
  }

  protected build(): LookingSnapshot {
    return {
      back: this.#back,
      place: this.#place,
      going: this.#wanted !== undefined && this.#error === null,
      error: this.#error,
    };
  }

  #go(wanted: Wanted): void {
    this.#wanted = wanted;
    this.#coming = undefined;
    this.#place = null;
    this.#error = null;
    this.#resolve(this.#deps.isLive());
    this.changed();
  }

  /** Goes where is wanted, if it is known by now where that is. */
  #resolve(settled: boolean): void {
    const log = this.#deps.log();
    const wanted = this.#wanted;
    if (!log || !wanted || this.#coming || this.#error) return;
    const { seq } = wanted;
    if (seq >= log.first) {
      // What is beyond the newest in hand may be about to come.
      if (seq > log.head && !settled) return;
      this.#arrive(wanted, { first: log.first, last: log.head, items: log.items }, null);
    } else if (this.#back?.has(seq)) this.#arrive(wanted, this.#back.stretch, this.#back);
    else void this.#fetch(wanted, log.epoch);
  }

  async #fetch(wanted: Wanted, epoch: string): Promise<void> {
    const coming = LookBack.around(this.#deps, epoch, wanted.seq);
    this.#coming = coming;
    this.changed();
    let error: ApiError | null = null;
    try {
      await coming.load(wanted.seq);
    } catch (cause) {
      error = asApiError(cause);
    }
    // Meanwhile the reader wanted to be elsewhere.
    if (this.#coming !== coming) return;
    this.#coming = undefined;
    this.#error = error;
    if (error) this.changed();
    else this.#arrive(wanted, coming.stretch, coming);
  }

  #arrive({ seq, after }: Wanted, stretch: Stretch, back: LookBack | null): void {
    const { me } = this.#deps;
    const first = after === undefined ? undefined : firstOfOthersAfter(stretch, after, me);
    const item = first ?? nearestTo(stretch.items, seq);
    this.#wanted = undefined;
    this.#place = item ? { seq, id: item.id, exact: after !== undefined || isMessage(item, seq) } : null;
    this.#show(back);
  }

  #show(back: LookBack | null): void {
    if (back !== this.#back) {
      this.#unsubscribe();
      this.#back = back;
      this.#unsubscribe = back?.subscribe(() => this.#joinNewest()) ?? (() => {});
      this.#joinNewest();
    }
    this.changed();
  }

  /** A stretch that reaches the newest end is part of it. */
  #joinNewest(): void {
    const [back, log] = [this.#back, this.#deps.log()];
    if (!back || !log || back.epoch !== log.epoch || back.stretch.last < log.first - 1 || !back.current)
      return;
    this.#deps.joined(back.stretch);
    this.#show(null);
  }
}

const isMessage = (item: TimelineItem, seq: number): boolean => item.kind === 'message' && item.seq === seq;
