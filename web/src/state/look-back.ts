import { ApiError } from '../../../contracts/errors.ts';
import { asApiError } from './as-api-error.ts';
import { changed, changeOf, later, type AnyEvent, type Change } from './event-items.ts';
import { limits } from './limits.ts';
import { loadPage, type LogPage, type PageDeps, type PageQuery } from './log-page.ts';
import { Store } from './store.ts';
import { indexOf, type Stretch } from './stretch.ts';
import type { TimelineItem } from './timeline-items.ts';

export interface LookBackSnapshot {
  /** Oldest first, without a gap. */
  items: readonly TimelineItem[];
  canLoadOlder: boolean;
  /** There is always more below: where there is not, this has joined the newest end. */
  loading: Readonly<Record<Side, boolean>>;
  /** Why the last page of a side could not be loaded; null once it was. */
  errors: Readonly<Record<Side, ApiError | null>>;
}

export type Side = 'older' | 'newer';

/**
 * A stretch of a room's log away from its newest end. It grows by pages at both sides and lets go at the far one, so a
 * room of any length can be read to its first message in the same memory.
 *
 * Pages come as they are at that moment (see `log-page.ts`). What changes while one is on its way, or afterwards, the socket
 * tells: `apply`.
 */
export class LookBack extends Store<LookBackSnapshot> {
  readonly #deps: PageDeps;
  #epoch: string;
  #first: number;
  #last: number;
  #items: readonly TimelineItem[];
  #loading = { older: false, newer: false };
  #errors: Record<Side, ApiError | null> = { older: null, newer: null };
  /** Changes of messages that are not in hand, heard while something was being loaded. */
  readonly #meanwhile = new Map<number, Change>();
  #loads = 0;
  /** Goes up when all in hand is replaced: pages asked for before are then of no use. */
  #generation = 0;
  #stale = false;
  #refreshing = false;

  /** Begins with a stretch that is current; see `around` for one that is to be loaded. */
  constructor(deps: PageDeps, epoch: string, { first, last, items }: Stretch) {
    super();
    this.#deps = deps;
    this.#epoch = epoch;
    [this.#first, this.#last, this.#items] = [first, last, items];
  }

  /** One with nothing in hand yet, to be filled by `load()`; what changes until then it has to hear already. */
  static around(deps: PageDeps, epoch: string, seq: number): LookBack {
    const after = Math.max(0, seq - 1 - Math.floor(limits.lookBackPage / 2));
    return new LookBack(deps, epoch, { first: after + 1, last: after, items: [] });
  }

  get epoch(): string {
    return this.#epoch;
  }
  get stretch(): Stretch {
    return { first: this.#first, last: this.#last, items: this.#items };
  }
  /** Something was missed that could not be made up for: `refresh()` tries again. */
  get stale(): boolean {
    return this.#stale;
  }
  /** All that became of what is in hand is known. */
  get current(): boolean {
    return !this.#stale && !this.#refreshing;
  }

  has(seq: number): boolean {
    return seq >= this.#first && seq <= this.#last;
  }

  /** Loads the first page and, where long texts make that end before `seq`, those up to it. Throws `ApiError`. */
  async load(seq: number): Promise<void> {
    await this.#counted(async () => {
      const pages: LogPage[] = [];
      for (let after = this.#last; pages.length === 0 || after < seq;) {
        const page = await this.#page({ after, limit: limits.lookBackPage });
        const goesOn = page.last > after && page.epoch === (pages[0] ?? page).epoch;
        if (pages.length > 0 && !goesOn) break;
        pages.push(page);
        this.#epoch = page.epoch;
        if (!goesOn) break;
        after = page.last;
      }
      this.#replace(pages);
    });
  }

  /** Loads the page above or below. A failure shows in `errors`; calling again tries again. Never throws. */
  async loadMore(side: Side): Promise<void> {
    if (this.#loading[side] || this.#refreshing || (side === 'older' && this.#first <= 1)) return;
    const generation = this.#generation;
    const query = side === 'older' ? { before: this.#first } : { after: this.#last };
    this.#note(side, true, null);
    let error: ApiError | null = null;
    await this.#counted(async () => {
      try {
        const page = await this.#page({ ...query, limit: limits.lookBackPage });
        // Of a log that replaced this one; the socket is about to say so.
        if (page.epoch !== this.#epoch) throw new ApiError('unavailable', 'The log is another one now.');
        if (generation === this.#generation) this.#take(side, page);
      } catch (cause) {
        error = asApiError(cause);
      }
    });
    if (generation === this.#generation) this.#note(side, false, error);
  }

  /** Loads all that is in hand anew: some of its changes may have been missed. What is shown stays until it is there. */
  async refresh(): Promise<void> {
    const generation = ++this.#generation;
    this.#loading = { older: false, newer: false };
    this.#stale = false;
    this.#refreshing = true;
    const { first, last } = this.stretch;
    await this.#counted(async () => {
      try {
        const pages: LogPage[] = [];
        for (let after = first - 1; after < last; after = pages.at(-1)?.last ?? last) {
          const limit = Math.min(limits.pageMost, last - after);
          const page = await this.#page({ after, limit });
          if (generation !== this.#generation) return;
          if (page.last <= after) break;
          pages.push(page);
        }
        this.#refreshing = false;
        this.#replace(pages);
      } catch {
        if (generation !== this.#generation) return;
        this.#refreshing = false;
        this.#stale = true;
      }
    });
  }

  /** An event came at the newest end: it may change what is in hand. */
  apply(event: AnyEvent): void {
    const found = changeOf(event);
    if (!found) return;
    const { target, change } = found;
    if (this.#loads > 0) this.#meanwhile.set(target, later(this.#meanwhile.get(target), change));
    const at = indexOf(this.#items, target);
    const item = this.#items[at];
    if (item?.kind !== 'message' || item.seq !== target) return;
    this.#items = this.#items.with(at, changed(item, change));
    this.changed();
  }

  protected build(): LookBackSnapshot {
    return {
      items: this.#items,
      canLoadOlder: this.#first > 1,
      loading: { ...this.#loading },
      errors: { ...this.#errors },
    };
  }

  #note(side: Side, loading: boolean, error: ApiError | null): void {
    this.#loading[side] = loading;
    this.#errors[side] = error;
    this.changed();
  }

  /** Changes that are heard while this runs are remembered for what it loads. */
  async #counted(load: () => Promise<void>): Promise<void> {
    this.#loads++;
    try {
      await load();
    } finally {
      if (--this.#loads === 0) this.#meanwhile.clear();
    }
  }

  async #page(query: PageQuery): Promise<LogPage> {
    const page = await loadPage(this.#deps, query);
    return { ...page, items: page.items.map((item) => this.#withMeanwhile(item)) };
  }

  #take(side: Side, page: LogPage): void {
    const { lookBackItems } = limits;
    if (side === 'older') {
      // An empty page: what is further up is not for this reader.
      if (page.last < page.first) this.#first = 1;
      if (page.last !== this.#first - 1) return;
      this.#first = page.first;
      this.#items = [...page.items, ...this.#items];
      if (this.#items.length <= lookBackItems) return;
      this.#items = this.#items.slice(0, lookBackItems);
      this.#last = this.#items.at(-1)?.seq ?? this.#last;
    } else {
      // Without an end below, nothing would ever stop asking.
      if (page.last < page.first) throw new ApiError('unavailable', 'The log ends here.');
      if (page.first !== this.#last + 1) return;
      this.#last = page.last;
      this.#items = [...this.#items, ...page.items];
      if (this.#items.length <= lookBackItems) return;
      this.#items = this.#items.slice(-lookBackItems);
      this.#first = this.#items[0]?.seq ?? this.#first;
    }
  }

  #replace(pages: readonly LogPage[]): void {
    const [top, bottom] = [pages[0], pages.at(-1)];
    if (!top || !bottom) return;
    [this.#first, this.#last] = [top.first, bottom.last];
    this.#items = pages.flatMap(({ items }) => items.map((item) => this.#withMeanwhile(item)));
    this.changed();
  }

  #withMeanwhile(item: TimelineItem): TimelineItem {
    const change = item.kind === 'message' ? this.#meanwhile.get(item.seq ?? 0) : undefined;
    return change && item.kind === 'message' ? changed(item, change) : item;
  }
}
