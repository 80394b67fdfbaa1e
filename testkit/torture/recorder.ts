import type { HistoryFile } from '../checker/history-file.ts';
import type { HistoryRecord } from '../checker/history.ts';

// Spread over the union, so that each kind of record keeps its own fields.
type WithoutTime<T> = T extends unknown ? Omit<T, 'at'> : never;
/** A record without its time. */
export type Happening = WithoutTime<HistoryRecord>;

/** A message whose place is known. */
export interface Acked {
  user: string;
  room: string;
  seq: number;
}

/** So many of the last acknowledged messages are kept, to edit and delete. */
const latestKept = 500;

/** What a run keeps of all that happened, and its sums. */
export class Recorder {
  readonly records: HistoryRecord[] = [];
  readonly faults = new Map<string, number>();
  acknowledged = 0;
  deliveries = 0;
  connections = 0;
  lastAckAt = 0;
  lastHistoryAskedAt = 0;
  /** By code. */
  readonly refusals = new Map<string, number>();
  readonly latest: Acked[] = [];
  /** An event comes on many sockets: its text is kept once. */
  private readonly frames = new Map<string, string>();
  private readonly acked = new Set<string>();
  private readonly ackedByRoom = new Map<string, number>();

  /** `file`: where everything is written down too, so that a run that dies can be judged. */
  constructor(private readonly file?: HistoryFile) {}

  /** Takes down what happened just now. */
  add(happening: Happening): void {
    const record = { at: this.now(), ...this.shared(happening) };
    this.records.push(record);
    this.file?.add(record);
    this.count(happening);
  }

  /** How many of the acknowledged messages are in these rooms. */
  acknowledgedIn(rooms: readonly string[]): number {
    return rooms.reduce((sum, room) => sum + (this.ackedByRoom.get(room) ?? 0), 0);
  }

  /** Milliseconds since the process began. */
  now(): number {
    return performance.now();
  }

  /** The one copy of an event's text. */
  private shared(happening: Happening): Happening {
    if (happening.is !== 'event') return happening;
    const known = this.frames.get(happening.frame);
    if (known === undefined) this.frames.set(happening.frame, happening.frame);
    return { ...happening, frame: known ?? happening.frame };
  }

  private count(happening: Happening): void {
    if (happening.is === 'event') this.deliveries++;
    else if (happening.is === 'connected') this.connections++;
    else if (happening.is === 'history') this.lastHistoryAskedAt = happening.asked;
    else if (happening.is === 'fault') increase(this.faults, happening.what);
    else if (happening.is === 'refused') increase(this.refusals, happening.code);
    else if (happening.is === 'ack') {
      this.lastAckAt = this.now();
      const post = `${happening.user} ${happening.room} ${happening.key}`;
      if (this.acked.has(post)) return;
      this.acked.add(post);
      increase(this.ackedByRoom, happening.room);
      const { user, room, seq } = happening;
      this.latest[this.acknowledged % latestKept] = { user, room, seq };
      this.acknowledged++;
    }
  }
}

function increase(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
