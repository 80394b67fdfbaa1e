import type { BrowserFigures } from '../measures/browser.ts';
import type { FanOutFigures } from '../measures/fan-out.ts';
import type { FloodFigures } from '../measures/flood.ts';
import type { LatencyFigures } from '../measures/latency.ts';
import type { PostsFigures } from '../measures/posts.ts';
import type { StartFigures } from '../measures/start.ts';
import { browserRows } from './browser-rows.ts';
import { cpuEach, cpuText } from './cpu.ts';
import type { Row } from './row.ts';
import { median } from './statistics.ts';

/** What was measured; a measure that was not asked for is missing. */
export interface Results {
  start?: StartFigures;
  fanOut?: FanOutFigures[];
  posts?: PostsFigures;
  latency?: LatencyFigures;
  flood?: FloodFigures;
  browser?: BrowserFigures;
}

const whole = (value: number) => Math.round(value).toLocaleString('en-US');
const decimals = (value: number | undefined) => (value ?? Number.NaN).toFixed(2);
const spread = (values: readonly number[]) => `${whole(Math.min(...values))}–${whole(Math.max(...values))}`;

function startRows({ readyMs, medianMs, idle }: StartFigures): Row[] {
  return [
    [
      'exec to ready',
      `${whole(medianMs)} ms`,
      `target ≤ 250 ms; ${readyMs.length} starts: ${spread(readyMs)} ms`,
    ],
    idle === null
      ? ['idle memory', 'not read', 'only on Linux']
      : [
          'idle memory',
          `${whole(idle.resident)} MiB`,
          `target ≤ 90 MiB; ${whole(idle.anonymous)} MiB of it its own`,
        ],
  ];
}

/** The ratio as CPU time tells it: what it would be if neither the disk nor the load generator took any time. */
function cpuRatio(ours: FanOutFigures['rookery'], theirs: FanOutFigures['raw']): string {
  if (ours.cpu.server === null || theirs.cpu.server === null) return '';
  const ratio = theirs.cpu.server / theirs.median / (ours.cpu.server / ours.median);
  return `; by the server's CPU for a delivery ${decimals(ratio)}`;
}

function fanOutRows({ inFlight, rookery, raw, ratio }: FanOutFigures): Row[] {
  const name = `fan-out to 1,000, ${inFlight} in flight`;
  const line = (who: string, side: typeof rookery): Row => [
    `${name}: ${who}`,
    `${whole(side.median)} deliveries/s`,
    `${spread(side.deliveriesPerSecond)}; frames of ${side.frameBytes} B; ${cpuEach(side.cpu, side.median)}${cpuText(side.cpu)}`,
  ];
  return [
    line('Rookery', rookery),
    line('raw Bun publish', raw),
    [`${name}: ratio`, decimals(ratio), `target ≥ 0.70 now, ≥ 0.80 later${cpuRatio(rookery, raw)}`],
  ];
}

function postsRow({ senders, inFlight, postsPerSecond, cpu }: PostsFigures): Row {
  const beside = `target ≥ 8,000 now, ≥ 12,000 later; ${spread(postsPerSecond)}; ${cpuEach(cpu, median(postsPerSecond))}${cpuText(cpu)}`;
  return [
    `durable posts, ${senders} rooms of one, ${inFlight} in flight`,
    `${whole(median(postsPerSecond))}/s`,
    beside,
  ];
}

function latencyRows({
  members,
  postsPerSecond,
  percentiles,
  p999,
  fsync,
  deliveries,
  cpu,
}: LatencyFigures): Row[] {
  const name = `post to delivery, ${members} members, ${postsPerSecond} posts/s`;
  const [p50, p99] = [percentiles[50], percentiles[99]];
  return [
    [`${name}: p50`, `${decimals(p50)} ms`, `target ≤ one fsync + 1 ms = ${decimals(fsync.p50 + 1)} ms`],
    [
      `${name}: p99`,
      `${decimals(p99)} ms`,
      `target ≤ 10 ms; p99.9 ${decimals(p999)} ms; ${whole(deliveries)} deliveries`,
    ],
    [
      'one small fsync on this disk',
      `${decimals(fsync.p50)} ms`,
      `p99 ${decimals(fsync.p99)} ms; while latency ran ${cpuText(cpu)}`,
    ],
  ];
}

function floodRows({ seconds, closed, refused, turnedAway, calm, flooded, grown }: FloodFigures): Row[] {
  const name = `one member floods for ${seconds} s`;
  const moved = `target: moved by less than 10 %; ${decimals(calm)} ms without the flood`;
  return [
    [`${name}: the others' p99`, `${decimals(flooded)} ms`, moved],
    [
      `${name}: memory`,
      grown === null ? 'not read' : `+${whole(grown)} MiB`,
      `target ≤ 50 MiB; refused ${whole(refused)} times, closed ${whole(closed)} times, not let in again ${whole(turnedAway)} times`,
    ],
  ];
}

/** The server's figures, one line each. */
export function serverRows({ start, fanOut, posts, latency, flood }: Results): Row[] {
  return [
    ...(start ? startRows(start) : []),
    ...(fanOut ?? []).flatMap(fanOutRows),
    ...(posts ? [postsRow(posts)] : []),
    ...(latency ? latencyRows(latency) : []),
    ...(flood ? floodRows(flood) : []),
  ];
}

/** The figures as columns for a terminal. */
export function tableOf(results: Results): string {
  const rows = [...serverRows(results), ...(results.browser ? browserRows(results.browser) : [])];
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
  const [first, second] = [width(0), width(1)];
  return rows
    .map(([what, figure, beside]) => `${what.padEnd(first)}  ${figure.padStart(second)}  ${beside}`)
    .join('\n');
}
