import type { Judge, Run } from './judge.ts';

/** Nobody sees or is promised what is not flushed yet. Judged only where the disk is simulated. */
export function judgeDurability({ history, seqs, report }: Run): Judge {
  const durable = new Map<string, number>();
  if (!history.records.some(({ is }) => is === 'durable')) return { see() {} };

  function judge(room: string, seq: number, index: number, what: string, socket: string | null): void {
    const flushed = durable.get(room) ?? 0;
    if (!(seq > flushed)) return;
    const sentence = `${what} ${seq} went out while only ${flushed} was flushed`;
    report('before-durable', sentence, { room, seq, socket, records: [index] });
  }

  return {
    see(record, index) {
      if (record.is === 'durable')
        durable.set(record.room, Math.max(record.seq, durable.get(record.room) ?? 0));
      else if (record.is === 'restored')
        for (const [room, seq] of durable) durable.set(room, Math.min(seq, record.heads[room] ?? 0));
      else if (record.is === 'event') judge(record.room, seqs[index] ?? NaN, index, 'event', record.socket);
      else if (record.is === 'ack') judge(record.room, record.seq, index, 'the ack of', record.socket);
      else if (record.is === 'history') judge(record.room, record.head, index, 'history up to', null);
    },
  };
}
