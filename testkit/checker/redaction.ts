import { hasText, readFrame } from './event-frame.ts';
import type { Judge, Run } from './judge.ts';

/** The openings of a room on one socket. */
interface Openings {
  /** The record of the last one that everything now on the socket is known to come after. */
  since: number;
  newest: number;
  /** How many may still be answered. */
  pending: number;
}

/** Once a deletion was answered, nothing that begins later serves the text of the message or of its edits. */
export function judgeRedaction({ history, logs, generations, report, seqs }: Run): Judge {
  const deleted = new Map<string, { at: number; index: number }>();
  const opened = new Map<string, Openings>();

  function judge(
    room: string,
    frame: string,
    begun: (deletion: { at: number; index: number }) => boolean,
  ): number[] {
    const event = readFrame(frame);
    if (!event || !hasText(event)) return [];
    const deletion = deleted.get(`${room} ${event.data.target ?? event.seq}`);
    return deletion && begun(deletion) ? [deletion.index] : [];
  }

  return {
    see(record, index, generation) {
      if (record.is === 'deleted') {
        const id = `${record.room} ${record.target}`;
        if (!deleted.has(id)) deleted.set(id, { at: record.at, index });
      } else if (record.is === 'restored') {
        // A deletion that came after the copy was made is undone, unless it is known to have stayed. Of a message that came
        // after it too, another one takes the number; that it is deleted later says nothing of this one.
        for (const id of deleted.keys()) {
          const [room = '', target] = id.split(' ');
          const isAnother = Number(target) > (record.heads[room] ?? 0);
          if (isAnother || !logs.deletes(room, Number(target), generation)) deleted.delete(id);
        }
      } else if (record.is === 'open') {
        // Opened again, what was on its way of the opening before comes first: it was sent before the server read this one.
        const place = `${record.socket} ${record.room}`;
        const before = opened.get(place);
        if (before) opened.set(place, { ...before, newest: index, pending: before.pending + 1 });
        else opened.set(place, { since: index, newest: index, pending: 1 });
      } else if (record.is === 'caught-up') {
        const openings = opened.get(`${record.socket} ${record.room}`);
        // One that was opened over is not always answered: then it is never known, and the earlier one goes on to count.
        if (openings && --openings.pending === 0) openings.since = openings.newest;
      } else if (record.is === 'event' && deleted.size > 0) {
        const { socket, room, frame } = record;
        const seq = seqs[index] ?? NaN;
        const since = opened.get(`${socket} ${room}`)?.since ?? Infinity;
        const text = judge(room, frame, (deletion) => deletion.index < since);
        if (text.length === 0) return;
        const sentence = `${socket}, opened after the deletion was answered, got the deleted text in event ${seq}`;
        report('redacted-text', sentence, { room, seq, socket, records: [...text, index] });
      } else if (record.is === 'history' && deleted.size > 0) {
        for (const frame of record.events) {
          const text = judge(record.room, frame, (deletion) => deletion.at < record.asked);
          if (text.length === 0) continue;
          const sentence = 'history asked for after the deletion was answered gave the deleted text';
          report('redacted-text', sentence, {
            room: record.room,
            seq: readFrame(frame)?.seq ?? 0,
            records: [...text, index],
          });
        }
      }
    },
    end() {
      for (const { room, events, messages } of history.store) {
        const gone = (target: number) => logs.deletes(room, target, generations.last);
        for (const { seq, frame } of events) {
          const event = readFrame(frame);
          if (!event || !hasText(event) || !gone(event.data.target ?? seq)) continue;
          report('redacted-text', `the store holds deleted text in event ${seq}`, { room, seq });
        }
        for (const { seq, body } of messages)
          if (body !== null && gone(seq))
            report('redacted-text', `the store holds the text of the deleted message ${seq}`, { room, seq });
      }
    },
  };
}
