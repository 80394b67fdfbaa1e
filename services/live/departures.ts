import type { Clock } from '../../platform/clock.ts';
import type { Departure, OpenedRoom } from './catchup.ts';

/** When the bus lost the event that took a room away, the user's own log does it after so long. */
const lostAnywayMs = 1000;

export interface DeparturesDeps {
  clock: Clock;
  /** The room as this socket has it open. */
  opened: (room: string) => OpenedRoom | undefined;
  /** Says that a room is lost that is not open. */
  gone: (room: string, code: Departure) => void;
}

/**
 * The rooms that one socket's user loses. Two tell of it, in either order: an open room's own last event and the entry
 * in the user's own log. It is said once, and after that event where it comes.
 */
export class Departures {
  /** Rooms that the user's own log says are lost, while their own last event is still to come. */
  private readonly leaving = new Map<string, Exclude<Departure, 'room_deleted'>>();
  /** Rooms whose loss was said and whose entry in the user's own log is still to come. */
  private readonly saidGone = new Set<string>();

  constructor(private readonly deps: DeparturesDeps) {}

  /** An open room was lost: by its own event, or because the user's own log said so. */
  lost(room: string, code: Departure): void {
    if (!this.leaving.delete(room) && code !== 'room_deleted') this.saidGone.add(room);
  }

  /** The user's own log says that a room is lost. */
  left(room: string, code: Departure): void {
    if (this.saidGone.delete(room)) return;
    const opened = this.deps.opened(room);
    if (!opened) return this.deps.gone(room, code);
    // The room's own last event comes first, unless there is none any more.
    if (code === 'room_deleted') return opened.lost(room, code);
    this.leaving.set(room, code);
    this.deps.clock.after(lostAnywayMs, () => {
      if (this.leaving.has(room) && this.deps.opened(room) === opened) opened.lost(room, code);
    });
  }

  /**
   * The user's own log says that a room was joined, perhaps again before the room's own events told of the leaving: then
   * that it was lost is said before that it is back, unless it was opened since.
   */
  cameBack(room: string, head: number): void {
    const code = this.leaving.get(room);
    const opened = this.deps.opened(room);
    if (code && opened?.wasOpenBefore(head)) opened.lost(room, code);
    this.leaving.delete(room);
    this.saidGone.delete(room);
  }
}
