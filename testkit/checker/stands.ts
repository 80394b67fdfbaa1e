import type { HistoryRecord } from './history.ts';

type Opened = Extract<HistoryRecord, { is: 'open' }>;

/** Where a socket may stand in a room. */
export interface Stand {
  /** Which of its `open`s is being answered. */
  open: number;
  at: number | null;
  caughtUp: boolean;
  /** What it was given is of a log that is no more: only a reset, or another `open`, may follow. */
  over?: boolean;
}

/** A room on a socket, from its first `open`. */
export interface RoomOnSocket {
  opens: { record: Opened; index: number; at: number; headThen: number }[];
  /**
   * More than one after a room was opened again: what the server sent before it read that is still under way, and
   * looks the same as what it sends after.
   */
  stands: Stand[];
  /** Passed over, and still to come if it is only out of order: seq → the record that passed it. */
  missing: Map<number, number>;
  ended: 'closed' | 'gone' | null;
  last: number;
}

/** Where the socket may stand once a frame came, given what one stand makes of it. */
export function step({ stands, opens }: RoomOnSocket, take: (stand: Stand) => Stand | null): Stand[] {
  const next: Stand[] = [];
  const add = (stand: Stand) => {
    const taken = take(stand);
    if (
      taken &&
      !next.some((one) => one.open === taken.open && one.at === taken.at && one.caughtUp === taken.caughtUp)
    )
      next.push(taken);
  };
  for (const stand of stands) add(stand);
  const newest = opens.length - 1;
  // A stand of an earlier open may end here, and any later one begin.
  const first = Math.min(...stands.map(({ open }) => open));
  for (let open = first + 1; open <= newest; open++) {
    add({ open, at: opens[open]?.record.after ?? null, caughtUp: false });
  }
  return next;
}
