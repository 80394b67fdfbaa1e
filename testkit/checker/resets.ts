import type { HistoryRecord } from './history.ts';
import type { Judge, Run } from './judge.ts';

/**
 * A reset comes for one of four causes, or because the log was replaced while the room was open; and it does come where
 * the position is one of another epoch.
 */
export function judgeResets({ logs, generations, report, resumeEventsMax }: Run): Judge {
  const opens = new Map<string, { record: Extract<HistoryRecord, { is: 'open' }>; index: number }[]>();
  /** Opened at a position of another epoch, and not reset yet. */
  const foreign = new Map<string, number>();
  /** Opened and not caught up yet: opened again meanwhile, what comes next may still answer the first time. */
  const unanswered = new Set<string>();
  const openedTwice = new Set<string>();
  return {
    see(record, index, generation) {
      if (record.is === 'open') {
        const id = `${record.socket} ${record.room}`;
        if (unanswered.has(id)) openedTwice.add(id);
        unanswered.add(id);
        opens.set(id, [...(opens.get(id) ?? []).slice(-3), { record, index }]);
        const epoch = generations.epoch(record.room, generation);
        if (epoch !== undefined && record.epoch !== null && record.epoch !== epoch) foreign.set(id, index);
        else foreign.delete(id);
      } else if (record.is === 'caught-up') {
        const { socket, room, seq } = record;
        const id = `${socket} ${room}`;
        unanswered.delete(id);
        const openedAt = foreign.get(id);
        if (openedTwice.delete(id) || openedAt === undefined) return;
        foreign.delete(`${socket} ${room}`);
        const sentence = `${socket} was caught up at ${seq} from a position of another epoch, with no reset`;
        report('missing-reset', sentence, { room, seq, socket, records: [openedAt, index] });
      } else if (record.is === 'reset') {
        const { socket, room, epoch, head } = record;
        foreign.delete(`${socket} ${room}`);
        // It may answer any of the last openings.
        const all = opens.get(`${socket} ${room}`) ?? [];
        const caused = all.some(({ record: { after, epoch: had, last }, index: openedAt }) => {
          if (had !== null && had !== epoch) return true;
          if (generations.restoredBetween(openedAt, index)) return true;
          if (after === null) return false;
          if (after > head || head - after > resumeEventsMax) return true;
          if (after === 0 || last === null) return false;
          const known = logs.at(room, after, generation);
          return known?.event.id !== last;
        });
        if (caused) return;
        const sentence = `${socket} was told to start anew at ${head}, but its position belongs to this log`;
        const records = [...all.slice(-1).map((one) => one.index), index];
        report('reset-without-cause', sentence, { room, seq: head, socket, records });
      }
    },
  };
}
