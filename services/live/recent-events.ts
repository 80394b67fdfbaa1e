import { eventId } from '../../contracts/events.ts';

/** How far a room's log reaches, as the store says. `last`: the id of the event at the head. */
export interface RoomState {
  head: number;
  epoch: string;
  last?: string | undefined;
}

/**
 * The newest events that were handed on, to catch up from, and the ids that tell which log they are of: another log may
 * have other events at the same numbers.
 */
export class RecentEvents {
  /** Seq of the newest event; -1 until it is known. */
  head = -1;
  private bytes: string[] = [];
  private size = 0;
  /** The event at `from`, which is kept no more: its id, as far as anybody said, or its bytes, to take the id out of. */
  private before: { id: string | undefined } | { bytes: string } = { id: undefined };

  constructor(private readonly limits: { ringEvents: number; ringBytes: number }) {}

  /** Begins after the event at `head`. */
  begin(head: number, id: string | undefined): void {
    this.head = head;
    this.before = { id };
  }

  /** Seq before the first that is kept. */
  get from(): number {
    return this.head - this.bytes.length;
  }

  /** The kept events after a position that lies among them. */
  after(position: number): readonly string[] {
    return this.bytes.slice(this.bytes.length - (this.head - position));
  }

  /** The id of an event; undefined where it is not known here. Found when it is asked for: most never are. */
  idAt(seq: number): string | undefined {
    const { before, from } = this;
    if (seq === from) return 'id' in before ? before.id : eventId(before.bytes);
    const bytes = this.bytes[seq - from - 1];
    return bytes === undefined ? undefined : eventId(bytes);
  }

  /** Takes in the next event. */
  add(bytes: string): void {
    this.head++;
    this.bytes.push(bytes);
    this.size += bytes.length;
    let gone: string | undefined;
    while (this.bytes.length > this.limits.ringEvents || this.size > this.limits.ringBytes) {
      gone = this.bytes.shift() ?? '';
      this.size -= gone.length;
    }
    if (gone !== undefined) this.before = { bytes: gone };
  }

  /** Lets go of all texts. */
  drop(): void {
    this.before = { id: this.idAt(this.head) };
    this.bytes = [];
    this.size = 0;
  }
}

/** Whether two ids, where both are known, are of two events: then their numbers are of two logs. */
export function differ(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}
