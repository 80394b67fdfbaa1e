/**
 * What a run of the product looked like from outside: who posted what, what was answered, what every socket received,
 * in the order in which it happened. Simulation and torture write it; the checker alone judges it. It names nothing of
 * the product's code, so that a fault there cannot hide itself here.
 */

/** One thing that happened. `at`: milliseconds of the run's own clock, never going back from one record to the next. */
export type HistoryRecord = { at: number } & (
  | { is: 'connected'; socket: string; user: string }
  /** The client asked for a room's events; `after` null: from now on. */
  | {
      is: 'open';
      socket: string;
      room: string;
      after: number | null;
      epoch: string | null;
      last: string | null;
    }
  | { is: 'close-room'; socket: string; room: string }
  /** The client handed a post to its socket (or to REST: `socket` is then null); a retry is another record. */
  | { is: 'post'; socket: string | null; user: string; room: string; key: string; body: string }
  | { is: 'ack'; socket: string | null; user: string; room: string; key: string; seq: number }
  /** `again`: the refusal carried a time to try again. */
  | {
      is: 'refused';
      socket: string | null;
      user: string;
      room: string;
      key: string;
      code: string;
      again: boolean;
    }
  /** `frame`: the event's bytes as they came. */
  | { is: 'event'; socket: string; room: string; frame: string }
  | { is: 'caught-up'; socket: string; room: string; seq: number }
  | { is: 'reset'; socket: string; room: string; epoch: string; head: number }
  /** An `error` answered an `open`. */
  | { is: 'open-refused'; socket: string; room: string; code: string }
  | { is: 'gone'; socket: string; room: string; code: string }
  /** The socket is over for its client; `code` null: it was cut. */
  | { is: 'disconnected'; socket: string; code: number | null }
  /** A page of history, asked for at `asked`; `events` are their bytes. */
  | {
      is: 'history';
      asked: number;
      user: string;
      room: string;
      after: number;
      events: string[];
      head: number;
    }
  /** An edit, a deletion or an end of membership that was answered with success. `user`: whom it was about. */
  | { is: 'edited'; user: string; room: string; target: number; body: string }
  | { is: 'deleted'; room: string; target: number }
  | { is: 'removed'; user: string; room: string }
  | { is: 'joined'; user: string; room: string }
  /** A room's owner asked that it be deleted; and that was answered with success. */
  | { is: 'room-deletion'; room: string }
  | { is: 'room-deleted'; room: string }
  /** All sign-ins of a user ended (sign-out everywhere, a new password). */
  | { is: 'signed-out'; user: string }
  /** Known only where the disk is simulated: everything of the room up to `seq` has been flushed. */
  | { is: 'durable'; room: string; seq: number }
  /**
   * The store went back to an earlier state, as from a backup: what came after `heads` may be lost. `epochs`: those of
   * its rooms from then on, where they are known. `running`: the sockets that were there go on, and nothing of before was
   * on its way to them.
   */
  | { is: 'restored'; heads: Record<string, number>; epochs?: Record<string, string>; running?: boolean }
  /** A fault was made: a kill, a cut, a full disk. For the sums. */
  | { is: 'fault'; what: string }
);

/** One room as the store holds it at the end. */
export interface StoredRoom {
  room: string;
  epoch: string;
  head: number;
  /** In the order of the store. `frame`: the bytes as a socket would get them. */
  events: { seq: number; id: string; type: string; by: string; frame: string }[];
  messages: { seq: number; n: number; by: string; key: string; body: string | null }[];
  members: string[];
}

export interface History {
  records: HistoryRecord[];
  store: StoredRoom[];
  /** Rooms of which the store holds rows without the room itself, once nothing is being erased any more. */
  leftovers?: string[];
  /** When the run ended, where it went on after the last record. */
  endedAt?: number;
  /** The run itself died before it could read the store: nothing is said of what is stored. */
  unfinished?: boolean;
}
