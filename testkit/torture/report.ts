import type { Outcome } from './run.ts';

/** What a run came to, as lines of a table. */
export function tableOf({ recorder, anomalies, worstRecoveryMs }: Outcome, seconds: number): string {
  const rows: [string, number][] = [
    ...[...recorder.faults].map(([what, count]): [string, number] => [`fault: ${what}`, count]),
    ...[...recorder.refusals].map(([code, count]): [string, number] => [`refused: ${code}`, count]),
    ['messages acknowledged', recorder.acknowledged],
    ['… a second', recorder.acknowledged / seconds],
    ['events delivered', recorder.deliveries],
    ['connections', recorder.connections],
    ['worst recovery, ms', worstRecoveryMs],
    ['anomalies', anomalies.length],
  ];
  return rows
    .map(([what, count]) => `${what.padEnd(28)}${Math.round(count).toLocaleString('en').padStart(12)}`)
    .join('\n');
}
