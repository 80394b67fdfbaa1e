import type { RoomEvent } from '../../../contracts/chats.ts';
import { changed, changeOf, itemOf, later, type AnyEvent, type Change } from './event-items.ts';
import { limits } from './limits.ts';
import { indexOf, type Stretch } from './stretch.ts';
import type { TimelineItem } from './timeline-items.ts';

/** A page of a room's log: consecutive events, oldest first; the newest page ends at `head`. */
export interface EventsPage {
  events: readonly RoomEvent[];
  head: number;
  epoch: string;
}

/** Where a timeline stands in its room's log, as the server wants to hear it. */
export interface Position {
  after: number;
  epoch: string;
  last?: string;
}

/** A log as plain values, to be kept in the browser's storage. */
export interface KeptLog {
  epoch: string;
  first: number;
  head: number;
  headId: string | null;
  items: TimelineItem[];
  changes: [number, Change][];
}

/**
 * A stretch of a room's log without a gap, up to its newest event, and what it comes to: messages with their edits and
 * deletions applied, joins and leaves. An edit always comes after its message, so a stretch that reaches the newest
 * event knows every edit of what it holds, and remembers those of messages further up until they are loaded.
 */
export class RoomLog {
  readonly epoch: string;
  #first: number;
  #head: number;
  #headId: string | undefined;
  #items: TimelineItem[] = [];
  /** Changes of messages above the stretch. */
  readonly #changes = new Map<number, Change>();

  constructor(page: EventsPage) {
    this.epoch = page.epoch;
    this.#first = page.events[0]?.seq ?? page.head + 1;
    this.#head = this.#first - 1;
    for (const event of page.events) this.append(event);
    this.#head = Math.max(this.#head, page.head);
  }

  /** A log as it was kept. */
  static restored(kept: KeptLog): RoomLog {
    const log = new RoomLog({ events: [], head: kept.head, epoch: kept.epoch });
    log.#first = kept.first;
    log.#headId = kept.headId ?? undefined;
    log.#items = [...kept.items];
    for (const [target, change] of kept.changes) log.#changes.set(target, change);
    return log;
  }

  /** The newest `most` entries, to be kept. */
  kept(most: number): KeptLog {
    const copy = RoomLog.restored(this.#plain());
    copy.trim(most);
    return copy.#plain();
  }

  /** The seq of the oldest event in hand. */
  get first(): number {
    return this.#first;
  }
  /** The seq of the newest event in hand. */
  get head(): number {
    return this.#head;
  }
  /** In order of seq. Not to be changed by the reader; a copy is needed to keep it. */
  get items(): readonly TimelineItem[] {
    return this.#items;
  }
  /** More changes of unseen messages than are worth keeping: better to start over. */
  get overfull(): boolean {
    return this.#changes.size > limits.timelineItems;
  }

  position(): Position {
    const position = { after: this.#head, epoch: this.epoch };
    return this.#headId === undefined ? position : { ...position, last: this.#headId };
  }

  /** Takes the next event. A `double` is in hand already; at a `gap` nothing is taken. */
  append(event: AnyEvent): 'added' | 'double' | 'gap' {
    if (event.seq <= this.#head) return 'double';
    if (event.seq > this.#head + 1) return 'gap';
    this.#head = event.seq;
    this.#headId = event.id;
    const change = changeOf(event);
    if (change) this.#change(change.target, change.change);
    const item = itemOf(event);
    if (item) this.#items.push(item);
    return 'added';
  }

  /** Takes the newest page if it goes on from here; false when it belongs to another log or leaves a gap. */
  join(page: EventsPage): boolean {
    const first = page.events[0]?.seq ?? page.head + 1;
    if (page.epoch !== this.epoch || page.head < this.#head || first > this.#head + 1) return false;
    // A store put back from a copy goes on under the same epoch with other events.
    const same = page.events.find(({ seq }) => seq === this.#head);
    if (same && this.#headId !== undefined && same.id !== this.#headId) return false;
    for (const event of page.events) this.append(event);
    return true;
  }

  /** Takes the page that ends just above. One that does not is passed over. */
  prepend(events: readonly RoomEvent[]): void {
    if (events.length === 0) {
      this.#first = 1;
      return;
    }
    const [oldest, newest] = [events[0], events.at(-1)];
    if (!oldest || newest?.seq !== this.#first - 1) return;
    const older = new RoomLog({ events, head: newest.seq, epoch: this.epoch });
    this.#items = [...older.items.map((item) => this.#withLaterChange(item)), ...this.#items];
    for (const [target, change] of older.#changes) {
      if (!this.#changes.has(target)) this.#changes.set(target, change);
    }
    this.#first = oldest.seq;
  }

  /** Lets the oldest entries go until at most `most` are left. What became of them is remembered. */
  trim(most: number): void {
    const surplus = this.#items.length - most;
    if (surplus <= 0) return;
    for (const item of this.#items.splice(0, surplus)) {
      this.#first = item.seq === null ? this.#first : item.seq + 1;
      if (item.kind !== 'message' || item.seq === null) continue;
      const { body, editedAt, deletedAt } = item;
      if (deletedAt !== undefined) this.#changes.set(item.seq, { body, deletedAt });
      else if (editedAt !== undefined) this.#changes.set(item.seq, { body, editedAt });
    }
  }

  /** Takes a stretch that reaches down to this one or into it, and is as current: what is above it counts as in hand. */
  adopt({ first, last, items }: Stretch): void {
    if (first >= this.#first || last < this.#first - 1) return;
    const above = items.filter(({ seq }) => seq !== null && seq < this.#first);
    for (const { seq } of above) if (seq !== null) this.#changes.delete(seq);
    this.#items = [...above, ...this.#items];
    this.#first = first;
  }

  #plain(): KeptLog {
    const [epoch, first, head] = [this.epoch, this.#first, this.#head];
    return {
      epoch,
      first,
      head,
      headId: this.#headId ?? null,
      items: [...this.#items],
      changes: [...this.#changes],
    };
  }

  #change(target: number, change: Change): void {
    const at = indexOf(this.#items, target);
    const item = this.#items[at];
    if (item?.kind === 'message' && item.seq === target) this.#items[at] = changed(item, change);
    else if (target < this.#first) this.#changes.set(target, later(this.#changes.get(target), change));
  }

  #withLaterChange(item: TimelineItem): TimelineItem {
    const change = item.seq === null ? undefined : this.#changes.get(item.seq);
    if (item.kind !== 'message' || item.seq === null || !change) return item;
    this.#changes.delete(item.seq);
    return changed(item, change);
  }
}
