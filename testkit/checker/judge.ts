import type { Report } from './anomaly.ts';
import type { Generations } from './generations.ts';
import type { History, HistoryRecord } from './history.ts';
import type { PostedKeys } from './posted-keys.ts';
import type { RoomLogs } from './room-logs.ts';

/** What every judge may look at. Logs and keys hold the whole run, also what comes later in it. */
export interface Run {
  history: History;
  generations: Generations;
  logs: RoomLogs;
  keys: PostedKeys;
  report: Report;
  /** By record: the seq of the event that it brought to a socket; NaN where there is none. */
  seqs: Float64Array;
  /** More missing events than these are a cause for a reset. */
  resumeEventsMax: number;
}

/** Judges one promise: is shown each record in turn, then the end. */
export interface Judge {
  see(record: HistoryRecord, index: number, generation: number): void;
  end?(): void;
}
