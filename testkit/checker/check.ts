import { judgeAcks } from './acks.ts';
import { gatherAnomalies, type Anomaly } from './anomaly.ts';
import { judgeDeletedRooms } from './deleted-rooms.ts';
import { judgeDelivery } from './delivery.ts';
import { judgeDurability } from './durability.ts';
import { Generations } from './generations.ts';
import type { History } from './history.ts';
import type { Run } from './judge.ts';
import { judgeLost } from './lost.ts';
import { PostedKeys } from './posted-keys.ts';
import { judgeReads } from './reads.ts';
import { judgeRedaction } from './redaction.ts';
import { judgeRefusals } from './refusals.ts';
import { judgeResets } from './resets.ts';
import { judgeRevocation } from './revocation.ts';
import { RoomLogs } from './room-logs.ts';
import { judgeSenderOrder } from './sender-order.ts';
import { judgeStoredRooms } from './stored-room.ts';

const judges = [
  judgeDelivery,
  judgeAcks,
  judgeSenderOrder,
  judgeRefusals,
  judgeResets,
  judgeRevocation,
  judgeReads,
  judgeRedaction,
  judgeDeletedRooms,
  judgeDurability,
  judgeLost,
  judgeStoredRooms,
];

/**
 * Whether a run kept the delivery contract; empty when it did. At most a thousand anomalies of a kind are told.
 * `resumeEventsMax`: the server's limit, for runs that set it lower.
 */
export function check(history: History, { resumeEventsMax = 10_000 } = {}): Anomaly[] {
  const { found, report } = gatherAnomalies();
  const run = gatherRun(history, report, resumeEventsMax);
  const all = judges.map((judge) => judge(run));
  for (const [index, record] of history.records.entries()) {
    const generation = run.generations.of(record);
    for (const judge of all) judge.see(record, index, generation);
  }
  for (const judge of all) judge.end?.();
  return found;
}

/** Goes through the run once to know what every log held and every key was answered. */
function gatherRun(history: History, report: Run['report'], resumeEventsMax: number): Run {
  const { records, store } = history;
  const generations = new Generations(records);
  const logs = new RoomLogs(generations, report);
  const keys = new PostedKeys();
  const newest = new Map<string, number>();
  const seqs = new Float64Array(records.length).fill(NaN);
  for (const [index, record] of records.entries()) {
    const generation = generations.of(record);
    keys.see(record, index, generation);
    if (record.is === 'event') {
      const { room, frame, socket } = record;
      const id = `${socket} ${room}`;
      const next = (newest.get(id) ?? 0) + 1;
      // Most bytes are what another socket got already: those need not be read again.
      const entry = logs.at(room, next, generation);
      const known = entry?.frame === frame && entry.bare !== frame;
      const seq = known ? next : (logs.see(room, frame, generation, index, socket)?.event.seq ?? NaN);
      seqs[index] = seq;
      newest.set(id, seq);
    } else if (record.is === 'history')
      for (const frame of record.events) logs.see(record.room, frame, generation, index, 'history');
  }
  for (const { room, events } of store)
    for (const { frame } of events) logs.see(room, frame, generations.last, -1, 'the store');
  logs.settle(history.unfinished ? [] : store.map(({ room }) => room));
  generations.rewind();
  return { history, generations, logs, keys, report, seqs, resumeEventsMax };
}
