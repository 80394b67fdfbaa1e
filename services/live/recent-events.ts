import { eventId } from '../../contracts/events.ts';

/**
 * The newest events that were handed on, to catch up from, and the ids that tell which log they are of: another log may
 * have other events at the same numbers.
 */
export class RecentEvents {
  /** Seq of the newest event; -1 until it is known. */
  head = -1;
  private bytes: string[] = [];
  private size = 0;
  /** The ids of the event at `from` and of all after it; undefined where nobody said. */
  private ids: (string | undefined)[] = [];

  constructor(private readonly limits: { ringEvents: number; ringBytes: number }) {}

  /** Begins after the event at `head`. */
  begin(head: number, id: string | undefined): void {
    this.head = head;
    this.ids = [id];
  }

  /** Seq before the first that is kept. */
  get from(): number {
    return this.head - this.bytes.length;
  }

  /** The kept events after a position that lies among them. */
  after(position: number): readonly string[] {
    return this.bytes.slice(this.bytes.length - (this.head - position));
  }

  /** The id of an event; undefined where it is not known here. */
  idAt(seq: number): string | undefined {
    return this.ids[seq - this.from];
  }

  /** Takes in the next event. */
  add(bytes: string): void {
    this.head++;
    this.bytes.push(bytes);
    this.ids.push(eventId(bytes));
    this.size += bytes.length;
    while (this.bytes.length > this.limits.ringEvents || this.size > this.limits.ringBytes) {
      this.size -= this.bytes.shift()?.length ?? 0;
      this.ids.shift();
    }
  }

  /** Lets go of all texts. */
  drop(): void {
    this.ids = this.ids.slice(-1);
    this.bytes = [];
    this.size = 0;
  }
}

/** Whether two ids, where both are known, are of two events: then their numbers are of two logs. */
export function differ(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}
