import type { Judge, Run } from './judge.ts';

/** Refusals for want of room, time or a working disk. */
const passing = new Set(['unavailable', 'overloaded', 'after_refused', 'rate_limited']);

/** A post that could not be taken in just now is refused with a time to try again, or its sender gives it up. */
export function judgeRefusals({ report }: Run): Judge {
  return {
    see(record, index) {
      // Over REST a caller sees the same codes when nobody answered at all.
      if (record.is !== 'refused' || record.socket === null || record.again) return;
      const { room, key, socket, code } = record;
      if (!passing.has(code)) return;
      const sentence = `key ${key} was refused with ${code}, and with no time to try again`;
      report('refused-for-good', sentence, { room, key, socket, records: [index] });
    },
  };
}
