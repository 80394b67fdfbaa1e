import type { RoomEvent } from '../../../contracts/chats.ts';
import type { ApiError } from '../../../contracts/errors.ts';
import { waitBeforeTry } from '../live/backoff.ts';
import type { Clock } from '../live/clock.ts';
import type { OtherEvent } from '../live/frames.ts';
import { asApiError } from './as-api-error.ts';
import { peopleOf } from './event-items.ts';
import { limits } from './limits.ts';
import type { PageDeps } from './log-page.ts';
import { Looking } from './looking.ts';
import type { OutboxPost } from './outbox-post.ts';
import { OwnPosts, type OwnPostsDeps } from './own-posts.ts';
import { RoomLog, type EventsPage, type KeptLog } from './room-log.ts';
import type { MyRoom } from './my-room.ts';
import { Store } from './store.ts';
import { firstOfOthersAfter, indexOf, ordinalAt } from './stretch.ts';
import type { TimelineItem } from './timeline-items.ts';

/** Why a room is no longer there for its reader. `not_found`: nobody said. */
export type GoneCode = 'left' | 'removed' | 'room_deleted' | 'not_found';

export type TimelineStatus =
  /** Nothing to show yet: the newest page is on its way. */
  | { state: 'loading' }
  /** The newest page could not be loaded; `reload()` tries again, as does the next connection. */
  | { state: 'failed'; error: ApiError }
  /** What is shown may lack the newest: there is no connection, or it is being filled in. */
  | { state: 'catching-up' }
  /** Everything there is, as it happens. */
  | { state: 'live' }
  /** Not the user's room (any more). Nothing is shown. */
  | { state: 'gone'; code: GoneCode };

export interface TimelineSnapshot {
  room: string;
  status: TimelineStatus;
  /** Oldest first, without a gap; posts on their way come last. */
  items: readonly TimelineItem[];
  /** Whether there is more above. */
  canLoadOlder: boolean;
  loadingOlder: boolean;
  /** Why the last `loadOlder()` failed; null once it worked. */
  olderError: ApiError | null;
  /**
   * The message to draw the "new" line above, as it was when the room was entered. Null: nothing was new, or it is
   * further up than what is in hand.
   */
  firstUnreadSeq: number | null;
  /** What was new when the room was entered: read up to `read`, and `count` messages since. Null: nothing. */
  newAtEntry: NewAtEntry | null;
  /** Whether the server has said what was new then, and all of that is in hand or further up. */
  entryKnown: boolean;
  /** Whether the first of them is further up than what is in hand. */
  newAbove: boolean;
  /** The seq of the newest event in hand; 0 before the first page. */
  head: number;
}

interface NewAtEntry {
  read: number;
  count: number;
}

/** Where a timeline stands in its room's log, as the server wants to hear it. */
export interface Position {
  after: number;
  epoch: string;
  last?: string;
}

export interface TimelineDeps extends OwnPostsDeps, PageDeps {
  clock: Clock;
  random: () => number;
  /** Asks for every event after a position; false when the connection is not live. */
  open: (position: Position) => boolean;
  /** A post of the reader's own was seen in the log. */
  settled: (key: string) => void;
}

/** One room's conversation: a stretch of its log up to the newest event, and the reader's posts on their way. */
export class Timeline extends Store<TimelineSnapshot> {
  readonly room: string;
  /** What of the conversation is looked at: this newest end, or a stretch further up. */
  readonly looking: Looking;
  /**
   * The seq of the oldest entry on the page; null while the newest end is in view, or none of this (the screen says so).
   * Then the oldest entries may go from memory; while somebody reads further up, more is kept.
   */
  readingFrom: number | null = null;
  readonly #deps: TimelineDeps;
  #log: RoomLog | undefined;
  #status: TimelineStatus = { state: 'loading' };
  readonly #own: OwnPosts;
  #loading = false;
  #closed = false;
  /** Goes up when the log in hand is replaced: pages asked for before are then of no use. */
  #generation = 0;
  /** Whether what is in hand may be of another log, which the next page replaces. */
  #stale = false;
  #loadingOlder = false;
  #olderError: ApiError | null = null;
  #newAtEntry: NewAtEntry | null = null;
  /** The newest seq of the room when the reader came, by the server's word; null until that is there. */
  #entryHead: number | null = null;
  #mends = 0;
  #cancelMend: () => void = () => {};

  constructor(room: string, deps: TimelineDeps) {
    super();
    this.room = room;
    this.#deps = deps;
    this.#own = new OwnPosts(deps);
    this.looking = new Looking({
      ...deps,
      log: () => this.#log,
      isLive: () => this.#status.state === 'live',
      joined: (stretch) => {
        this.#log?.adopt(stretch);
        this.changed();
      },
    });
  }

  /** Shows what an earlier page kept, unless there is something newer; the server fills in the rest. */
  restore(kept: KeptLog): void {
    if (this.#log || this.#over()) return;
    this.#log = RoomLog.restored(kept);
    const people = new Set(kept.items.flatMap((item) => ('user' in item ? [item.by, item.user] : [item.by])));
    this.#deps.seen(people);
    const failed = this.#status.state === 'failed';
    this.#become({ state: 'catching-up' });
    if (!failed) return;
    // The first page was refused before this was there, and nothing else would ask again while the socket is live.
    this.#mendLater();
    this.looking.settled();
  }

  /** The newest part of what is in hand, to be kept. */
  kept(): KeptLog | undefined {
    return this.#over() || this.#stale ? undefined : this.#log?.kept(limits.cachedItems);
  }

  /** Loads the newest page, then goes live from its head. What is shown stays until the page is there. */
  async reload(): Promise<void> {
    if (this.#loading || this.#over()) return;
    this.#loading = true;
    this.#cancelMend();
    this.#become(this.#log ? { state: 'catching-up' } : { state: 'loading' });
    try {
      const page = await this.#deps.loadEvents({ limit: limits.page });
      this.#loading = false;
      if (this.#over()) return;
      this.#take(page);
      this.looking.settled();
      this.#reopen();
    } catch (cause) {
      this.#loading = false;
      if (this.#over()) return;
      const error = asApiError(cause);
      if (error.code === 'not_found') this.gone('not_found');
      else if (this.#log) this.#mend();
      else this.#become({ state: 'failed', error });
      this.looking.settled();
    }
  }

  /** Loads the page above. A failure shows as `olderError`; calling again tries again. Never throws. */
  async loadOlder(): Promise<void> {
    const log = this.#log;
    if (!log || this.#loadingOlder || !this.#canLoadOlder()) return;
    if (log.items.length >= limits.timelineItemsReadingBack) {
      this.looking.detach(log.first);
      this.changed();
      return;
    }
    const generation = this.#generation;
    this.#loadingOlder = true;
    this.#olderError = null;
    this.changed();
    try {
      const page = await this.#deps.loadEvents({ before: log.first, limit: limits.page });
      if (generation === this.#generation) {
        log.prepend(page.events);
        this.#deps.seen(peopleOf(page.events));
      }
    } catch (cause) {
      if (generation === this.#generation) this.#olderError = asApiError(cause);
    }
    this.#loadingOlder = false;
    this.changed();
  }

  /**
   * The reader comes to this room, having read up to `read` (a seq), where `head` is the newest: fixes where the "new" line
   * is. `known` is false where that is only what the browser kept: the server's word on it is still to come.
   */
  entered({ read, unread, head }: Pick<MyRoom, 'read' | 'unread' | 'head'>, known = true): void {
    this.#newAtEntry = unread > 0 ? { read, count: unread } : null;
    this.#entryHead = known ? head : null;
    this.changed();
  }

  /** The reader does not care about what was new. */
  dismissNew(): void {
    this.#newAtEntry = null;
    this.changed();
  }

  /** Where to go on from; undefined when a page has to be loaded first. */
  position(): Position | undefined {
    return this.#log && !this.#loading ? this.#log.position() : undefined;
  }

  /**
   * A new socket is live and did not hear of this room in its hello. `head` and `epoch` are the room's now: a short gap
   * is replayed, a long one is not, and another log starts over.
   */
  resume(head: number, epoch: string): void {
    if (this.#over()) return;
    const log = this.#log;
    if (log && !this.#loading && log.epoch === epoch && head - log.head <= limits.replay) this.#reopen();
    else void this.reload();
  }

  /** The socket is gone. */
  disconnected(): void {
    this.#cancelMend();
    this.#mends = 0;
    this.#own.disconnected();
    if (this.#status.state === 'live') this.#become({ state: 'catching-up' });
  }

  /** An event of this room came. Doubles are passed over; after a gap the room is opened again from what is in hand. */
  apply(event: RoomEvent | OtherEvent): void {
    // While a page is on its way, or wanted, events are passed over: the room is opened anew from the page's head.
    if (!this.#log || this.#loading || this.#stale || this.#over()) return;
    const outcome = this.#log.append(event);
    if (outcome === 'double') return;
    if (outcome === 'gap') {
      // While catching up these are of an older subscription; `caughtUp` finds what is really missing.
      if (this.#status.state === 'live') this.#mend();
      return;
    }
    this.#settle(event);
    this.#deps.seen(peopleOf([event]));
    this.looking.apply(event);
    if (this.#log.overfull) void this.reload();
    else this.#trim(this.#log);
    this.changed();
  }

  /** The server says that everything up to `seq` was sent. */
  caughtUp(seq: number): void {
    if (!this.#log || this.#loading || this.#over()) return;
    // After a reset whose page could not be loaded nothing but a page will do.
    if (this.#stale || this.#log.head < seq) {
      this.#mend();
      return;
    }
    this.#mends = 0;
    this.#cancelMend();
    this.#own.caughtUp();
    this.#become({ state: 'live' });
    this.looking.settled();
  }

  /** The server cannot go on from our position: starts over from the newest page, and from nothing else. */
  reset(): void {
    this.#stale = true;
    void this.reload();
  }

  /** The server would not open the room now. */
  openRefused(): void {
    if (!this.#over()) this.#mendLater();
  }

  /** The room is lost to the reader; everything of it is let go. */
  gone(code: GoneCode): void {
    const known = this.#status.state === 'gone' && code === 'not_found';
    this.#letGo();
    if (!known) this.#become({ state: 'gone', code });
  }

  /** Nobody needs it any more: lets everything go and does nothing further. */
  close(): void {
    this.#closed = true;
    this.#letGo();
  }

  /** One of the reader's posts was acknowledged; it stays on show until the log brings it. To be told before the outbox. */
  acked(post: OutboxPost, seq: number, at: number): void {
    if (!this.#log || this.#log.head >= seq) return;
    this.#own.acked(post, seq, at);
    this.changed();
  }

  /** The outbox changed. */
  pendingChanged(): void {
    this.changed();
  }

  /** The ordinal of the last message at or before a seq; undefined when what is in hand does not tell. */
  ordinalAt(seq: number): number | undefined {
    const back = this.looking.getSnapshot().back?.stretch;
    return (
      (back && seq <= back.last ? ordinalAt(back, seq) : undefined) ??
      (this.#log && ordinalAt(this.#log, seq))
    );
  }

  protected build(): TimelineSnapshot {
    const log = this.#log;
    const fresh = this.#newAtEntry;
    return {
      room: this.room,
      status: this.#status,
      items: this.#status.state === 'gone' ? [] : [...(log?.items ?? []), ...this.#own.items()],
      canLoadOlder: this.#canLoadOlder(),
      loadingOlder: this.#loadingOlder,
      olderError: this.#olderError,
      firstUnreadSeq: (log && fresh && firstOfOthersAfter(log, fresh.read, this.#deps.me)?.seq) ?? null,
      newAtEntry: fresh,
      entryKnown: this.#entryKnown(),
      newAbove: log !== undefined && fresh !== null && log.first > fresh.read + 1,
      head: log?.head ?? 0,
    };
  }

  #entryKnown(): boolean {
    if (!this.#log || this.#entryHead === null) return false;
    // What an earlier page kept ends before what is new. A log that was set back may never reach that head.
    return this.#log.head >= this.#entryHead || this.#status.state === 'live';
  }

  #over(): boolean {
    return this.#closed || this.#status.state === 'gone';
  }

  #letGo(): void {
    this.#cancelMend();
    this.#generation++;
    this.#log = undefined;
    this.#own.clear();
    this.looking.toNewest();
  }

  #become(status: TimelineStatus): void {
    this.#status = status;
    this.changed();
  }

  #canLoadOlder(): boolean {
    return this.#log !== undefined && this.#log.first > 1;
  }

  #take(page: EventsPage): void {
    if (this.#stale || !this.#log?.join(page)) {
      // What was acknowledged in another log need not be in this one.
      if (this.#stale) this.#own.clear();
      this.#stale = false;
      this.#generation++;
      this.#log = new RoomLog(page);
      this.looking.replaced();
    }
    for (const event of page.events) {
      this.#settle(event);
      this.looking.apply(event);
    }
    this.#deps.seen(peopleOf(page.events));
    this.#own.reached(page.head);
  }

  /** Lets the oldest entries go, unless they are on the page: then the reader goes on in a stretch further up. */
  #trim(log: RoomLog): void {
    const reading = this.readingFrom !== null && !this.looking.getSnapshot().back;
    const most = reading ? limits.timelineItemsReadingBack : limits.timelineItems;
    if (log.items.length <= most) return;
    if (reading && indexOf(log.items, this.readingFrom ?? 0) < limits.lookBackItems)
      this.looking.detach(this.readingFrom ?? 0);
    else log.trim(most);
  }

  /** A post of the reader's own that the log shows is on its way no longer. */
  #settle(event: RoomEvent | OtherEvent): void {
    if (event.type !== 'message.posted' || event.by !== this.#deps.me) return;
    this.#own.seen(event.data.key);
    this.#deps.settled(event.data.key);
  }

  #reopen(): void {
    if (!this.#log) return;
    this.#become({ state: 'catching-up' });
    this.#deps.open(this.#log.position());
  }

  /** The same where it was refused just now: at once it would be refused again. */
  #mendLater(): void {
    this.#mends = Math.max(1, this.#mends);
    this.#mend();
  }

  /** Something is missing: opens again from what is in hand at first, then by ever rarer reloads. */
  #mend(): void {
    this.#become(this.#log ? { state: 'catching-up' } : { state: 'loading' });
    const mends = this.#mends++;
    if (mends === 0) {
      this.#reopen();
      return;
    }
    this.#cancelMend();
    this.#cancelMend = this.#deps.clock.after(
      waitBeforeTry(mends, 0, this.#deps.random()),
      () => void this.reload(),
    );
  }
}
