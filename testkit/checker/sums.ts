import type { History } from './history.ts';

/** What a run amounted to. */
export interface Sums {
  records: number;
  acknowledged: number;
  refused: number;
  delivered: number;
  sockets: number;
  cuts: number;
  resets: number;
  restored: number;
  faults: Record<string, number>;
}

/** Counts what happened in a run; a key that was acknowledged twice is one message. */
export function sums({ records }: History): Sums {
  const keys = new Set<string>();
  const faults = new Map<string, number>();
  let [refused, delivered, sockets, cuts, resets, restored] = [0, 0, 0, 0, 0, 0];
  for (const record of records)
    switch (record.is) {
      case 'ack':
        keys.add(`${record.room} ${record.user} ${record.key}`);
        break;
      case 'refused':
        refused++;
        break;
      case 'event':
        delivered++;
        break;
      case 'connected':
        sockets++;
        break;
      case 'disconnected':
        if (record.code === null) cuts++;
        break;
      case 'reset':
        resets++;
        break;
      case 'restored':
        restored++;
        break;
      case 'fault':
        faults.set(record.what, (faults.get(record.what) ?? 0) + 1);
        break;
      default:
    }
  const counts = { refused, delivered, sockets, cuts, resets, restored };
  return { records: records.length, acknowledged: keys.size, ...counts, faults: Object.fromEntries(faults) };
}
