import type { AnyEvent } from './event-items.ts';

/**
 * How many events of each room were no messages, up to the newest head that was told together with its number of
 * messages. Not touched by what other devices read or what I post.
 */
export class OtherEvents {
  readonly #rooms = new Map<string, { seq: number; others: number }>();

  /** Notes a head together with the number of messages up to it. */
  told(room: string, seq: number, posts: number): void {
    const told = this.#rooms.get(room);
    if (!told || seq >= told.seq) this.#rooms.set(room, { seq, others: seq - posts });
  }

  /** The next event of a room. */
  event(event: AnyEvent): void {
    const told = this.#rooms.get(event.room);
    if (event.type === 'message.posted') this.told(event.room, event.seq, event.data.n);
    else if (told && event.seq > told.seq)
      this.#rooms.set(event.room, { seq: event.seq, others: told.others + 1 });
  }

  /** Whether more than messages happened since, by a head and the number of messages up to it. */
  areMoreAt(room: string, head: number, posts: number): boolean {
    const told = this.#rooms.get(room);
    return told !== undefined && head - posts > told.others;
  }

  forget(room: string): void {
    this.#rooms.delete(room);
  }
}
