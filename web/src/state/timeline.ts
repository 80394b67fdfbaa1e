import type { RoomEvent } from '../../../contracts/chats.ts';
import type { Clock } from '../live/clock.ts';
import type { OtherEvent } from '../live/frames.ts';
import { asApiError } from './as-api-error.ts';
import { peopleOf } from './event-items.ts';
import { limits } from './limits.ts';
import type { PageDeps } from './log-page.ts';
import { Looking } from './looking.ts';
import { Mending } from './mending.ts';
import { NewAtEntry } from './new-at-entry.ts';
import { OlderPages } from './older-pages.ts';
import type { OutboxPost } from './outbox-post.ts';
import { OwnPosts, type OwnPostsDeps } from './own-posts.ts';
import { RoomLog, type EventsPage, type KeptLog, type Position } from './room-log.ts';
import { Store } from './store.ts';
import { ordinalAt } from './stretch.ts';
import type { GoneCode, TimelineSnapshot, TimelineStatus } from './timeline-snapshot.ts';

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
  /** What was new when the reader came. */
  readonly newAtEntry: NewAtEntry;
  /** Loads what is above. */
  readonly older: OlderPages;
  readonly #deps: TimelineDeps;
  #log: RoomLog | undefined;
  #status: TimelineStatus = { state: 'loading' };
  readonly #own: OwnPosts;
  readonly #mending: Mending;
  #loading = false;
  #closed = false;
  /** Whether what is in hand may be of another log, which the next page replaces. */
  #stale = false;

  constructor(room: string, deps: TimelineDeps) {
    super();
    this.room = room;
    this.#deps = deps;
    this.#own = new OwnPosts(deps);
    const log = (): RoomLog | undefined => this.#log;
    const changed = (): void => this.changed();
    this.looking = new Looking({
      ...deps,
      log,
      isLive: () => this.#status.state === 'live',
      joined: (stretch) => {
        this.#log?.adopt(stretch);
        this.changed();
      },
    });
    this.newAtEntry = new NewAtEntry(deps.me, changed);
    this.older = new OlderPages({ ...deps, log, looking: this.looking, changed });
    this.#mending = new Mending({
      ...deps,
      reopen: () => this.#reopen(),
      reload: () => void this.reload(),
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
    this.#mending.stop();
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
    this.#mending.done();
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
    else this.looking.trim();
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
    this.#mending.done();
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
    return {
      room: this.room,
      status: this.#status,
      items: this.#status.state === 'gone' ? [] : [...(log?.items ?? []), ...this.#own.items()],
      ...this.older.shown(),
      ...this.newAtEntry.shown(log, this.#status.state === 'live'),
      head: log?.head ?? 0,
    };
  }

  #over(): boolean {
    return this.#closed || this.#status.state === 'gone';
  }

  #letGo(): void {
    this.#mending.stop();
    this.#log = undefined;
    this.#own.clear();
    this.looking.toNewest();
  }

  #become(status: TimelineStatus): void {
    this.#status = status;
    this.changed();
  }

  #take(page: EventsPage): void {
    if (this.#stale || !this.#log?.join(page)) {
      // What was acknowledged in another log need not be in this one.
      if (this.#stale) this.#own.clear();
      this.#stale = false;
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
    this.#mending.refused();
    this.#mend();
  }

  /** Something is missing: opens again from what is in hand at first, then by ever rarer reloads. */
  #mend(): void {
    this.#become(this.#log ? { state: 'catching-up' } : { state: 'loading' });
    this.#mending.begin();
  }
}
