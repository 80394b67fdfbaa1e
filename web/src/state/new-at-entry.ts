import type { MyRoom } from './my-room.ts';
import type { RoomLog } from './room-log.ts';
import { firstOfOthersAfter } from './stretch.ts';
import type { TimelineSnapshot } from './timeline-snapshot.ts';

/** What was new in a room when the reader came to it: the "new" line stays there while more is read and comes. */
export class NewAtEntry {
  readonly #me: string;
  readonly #changed: () => void;
  #fresh: TimelineSnapshot['newAtEntry'] = null;
  /** The newest seq of the room when the reader came, by the server's word; null until that is there. */
  #head: number | null = null;

  constructor(me: string, changed: () => void) {
    this.#me = me;
    this.#changed = changed;
  }

  /**
   * The reader comes to this room, having read up to `read` (a seq), where `head` is the newest: fixes where the "new" line
   * is. `known` is false where that is only what the browser kept: the server's word on it is still to come.
   */
  entered({ read, unread, head }: Pick<MyRoom, 'read' | 'unread' | 'head'>, known = true): void {
    this.#fresh = unread > 0 ? { read, count: unread } : null;
    this.#head = known ? head : null;
    this.#changed();
  }

  /** The reader does not care about what was new. */
  dismiss(): void {
    this.#fresh = null;
    this.#changed();
  }

  /** What of it a timeline shows that has this log in hand, and is live or not. */
  shown(
    log: RoomLog | undefined,
    isLive: boolean,
  ): Pick<TimelineSnapshot, 'firstUnreadSeq' | 'newAtEntry' | 'entryKnown' | 'newAbove'> {
    const fresh = this.#fresh;
    return {
      firstUnreadSeq: (log && fresh && firstOfOthersAfter(log, fresh.read, this.#me)?.seq) ?? null,
      newAtEntry: fresh,
      entryKnown: this.#isKnown(log, isLive),
      newAbove: log !== undefined && fresh !== null && log.first > fresh.read + 1,
    };
  }

  #isKnown(log: RoomLog | undefined, isLive: boolean): boolean {
    if (!log || this.#head === null) return false;
    // What an earlier page kept ends before what is new. A log that was set back may never reach that head.
    return log.head >= this.#head || isLive;
  }
}
