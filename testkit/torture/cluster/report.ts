import type { Kind } from '../../checker/anomaly.ts';
import type { ClusterOutcome } from './run.ts';

/** What a fault came to, over all times that it was made. */
interface Row {
  fault: string;
  times: number;
  medianFirstMs: number;
  worstFirstMs: number;
  medianTroubleMs: number;
  worstTroubleMs: number;
  requests: number;
  failed: number;
}

/** What a run came to; the numbers that a table and a file of record have. */
export interface ClusterReport {
  faults: Row[];
  acknowledged: number;
  stored: number;
  /** Of the acknowledged ones: gone with their room. */
  deleted: number;
  delivered: number;
  connections: number;
  lost: number;
  doubled: number;
  reordered: number;
  anomalies: number;
}

/** The checker's kinds of anomaly that each word of the report stands for. */
const words: Record<'lost' | 'doubled' | 'reordered', readonly Kind[]> = {
  lost: ['lost-write', 'lost-change', 'gap'],
  doubled: ['duplicate', 'key-two-seqs'],
  reordered: ['reorder', 'sender-order', 'ack-order'],
};

/** Sums a run up. */
export function reportOf({
  recorder,
  recoveries,
  anomalies,
  kinds,
  stored,
  deleted,
}: ClusterOutcome): ClusterReport {
  const count = (word: keyof typeof words) =>
    words[word].reduce((sum, kind) => sum + (kinds.get(kind) ?? 0), 0);
  const sum = (numbers: number[]) => numbers.reduce((all, number) => all + number, 0);
  return {
    faults: [...recoveries]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([fault, all]) => {
        const first = all.map(({ firstMs }) => Math.round(firstMs));
        const trouble = all.map(({ troubleMs }) => Math.round(troubleMs));
        return {
          fault,
          times: all.length,
          medianFirstMs: median(first),
          worstFirstMs: Math.max(...first),
          medianTroubleMs: median(trouble),
          worstTroubleMs: Math.max(...trouble),
          requests: sum(all.map(({ attempts }) => attempts)),
          failed: sum(all.map(({ failed }) => failed)),
        };
      }),
    acknowledged: recorder.acknowledged,
    stored,
    deleted,
    delivered: recorder.deliveries,
    connections: recorder.connections,
    lost: count('lost'),
    doubled: count('doubled'),
    reordered: count('reordered'),
    anomalies: anomalies.length,
  };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

/** The report as a table of Markdown and a line of totals. */
export function clusterTable({ faults, ...totals }: ClusterReport): string {
  const rows = faults.map(
    (row) =>
      `| ${row.fault} | ${row.times} | ${row.medianFirstMs} | ${row.worstFirstMs} | ${row.medianTroubleMs} | ${row.worstTroubleMs} | ${row.failed} of ${row.requests} |`,
  );
  return [
    '| fault | times | works again, ms, median | worst | last failure, ms, median | worst | attempts failed |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
    Object.entries(totals)
      .map(([what, number]) => `${number.toLocaleString('en')} ${what}`)
      .join(', '),
  ].join('\n');
}
