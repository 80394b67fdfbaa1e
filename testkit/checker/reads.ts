import { readFrame } from './event-frame.ts';
import type { HistoryRecord } from './history.ts';
import type { Judge, Run } from './judge.ts';

/** A page of history follows its position with no gap, and knows of everything acknowledged before it was asked for. */
export function judgeReads({ report }: Run): Judge {
  /** By room: each new highest seq that was acknowledged, and when. */
  const acked = new Map<string, { at: number; seq: number; index: number }[]>();

  function page(record: Extract<HistoryRecord, { is: 'history' }>, index: number): void {
    const { room, after, head, asked } = record;
    // Of one and the same millisecond nobody can tell which came first.
    const ack = acked.get(room)?.findLast(({ at }) => at < asked);
    if (ack && head < ack.seq) {
      const sentence = `history asked for after the ack of ${ack.seq} ends at ${head}`;
      report('stale-read', sentence, { room, seq: ack.seq, records: [ack.index, index] });
    }
    let at = after;
    for (const frame of record.events) {
      const seq = readFrame(frame)?.seq;
      if (seq === undefined) continue;
      if (seq !== at + 1) {
        const kind = seq > at + 1 ? 'gap' : seq === at ? 'duplicate' : 'reorder';
        const sentence = `a page of history after ${after} has event ${seq} next to ${at}`;
        report(kind, sentence, { room, seq, records: [index] });
      }
      at = Math.max(at, seq);
    }
    if (record.events.length === 0 && head > after) {
      const sentence = `a page of history after ${after} is empty, but the head is ${head}`;
      report('gap', sentence, { room, seq: after + 1, records: [index] });
    }
  }

  return {
    see(record, index) {
      if (record.is === 'history') page(record, index);
      else if (record.is === 'ack') {
        const list = acked.get(record.room) ?? [];
        acked.set(record.room, list);
        const { at, seq } = record;
        if (seq > (list.at(-1)?.seq ?? 0)) list.push({ at, seq, index });
      } else if (record.is === 'restored') {
        for (const [room, list] of acked)
          acked.set(
            room,
            list.map((one) => ({ ...one, seq: Math.min(one.seq, record.heads[room] ?? 0) })),
          );
      }
    },
  };
}
