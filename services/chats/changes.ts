import { encodeRoomBatch, eventId, subject } from '../../contracts/events.ts';
import type { Bus } from '../../platform/bus.ts';
import type { Database } from '../../platform/db.ts';
import type { RoomBatch } from './event-log.ts';
import type { Digests } from './digests.ts';
import type { MeBatch } from './me-log.ts';
import type { ChatsTables, Tx } from './schema.ts';

/** What a transaction did that others should hear of. It is told only once it is durable. */
export interface Told {
  rooms: RoomBatch[];
  me: MeBatch[];
  /** Texts were erased in these tables: the change is done only when no file holds them any more. */
  erased?: readonly (keyof ChatsTables)[];
}

/** Runs changes of the store and tells of them after their commit: nobody sees what may still be undone. */
export class Changes {
  constructor(
    readonly database: Database<ChatsTables>,
    private readonly bus: Bus,
    private readonly digests: Digests,
  ) {}

  /** Runs `work` in a transaction; what it puts into `told` goes out after the commit. */
  async run<T>(work: (tx: Tx, told: Told) => Promise<T>): Promise<T> {
    let told: Told = { rooms: [], me: [] };
    let committing = false;
    let result: T;
    try {
      result = await this.database.transaction(async (tx) => {
        // A transaction may be run again: what a failed try wanted to tell never happened.
        told = { rooms: [], me: [] };
        committing = false;
        const done = await work(tx, told);
        committing = true;
        return done;
      });
    } catch (error) {
      // It may be durable all the same, with only the answer lost; nobody else will ever tell of it.
      if (committing && told.rooms.length + told.me.length > 0) this.digests.unsure();
      throw error;
    }
    this.tell(told);
    if (told.erased) await this.database.scrub(told.erased);
    return result;
  }

  private tell(told: Told): void {
    for (const batch of told.rooms) {
      const { room, epoch, first, before, posts, types, events } = batch;
      this.digests.changed(room, first + events.length - 1, posts, eventId(events.at(-1) ?? ''));
      for (const payload of encodeRoomBatch({ room, epoch, first, before, posts, types }, events))
        this.bus.publish(subject.room(room), payload);
    }
    for (const { user, head, frames } of told.me) {
      this.digests.meChanged(user, head);
      this.bus.publish(subject.me(user), frames.join('\n'));
    }
  }
}
