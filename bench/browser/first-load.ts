import { median } from '../report/statistics.ts';
import { visit, type Arrival, type SlowNetwork } from './first-message.ts';
import type { Scene } from './scene.ts';

const cpuSlowdown = 4;
const visits = 7;
/** What is known as slow 3G: 400 kbit/s, 400 ms there and back. */
const slowNetwork: SlowNetwork = { bytesPerSecond: 50_000, roundTripMs: 400 };
const slowVisits = 3;

export interface FirstLoadFigures {
  /** Until the first message was drawn, with the CPU slowed; and over a slow network as well. */
  cpuSlowdown: number;
  firstMessageMs: number[];
  slowNetwork: SlowNetwork;
  overSlowNetworkMs: number[];
  /** What had come by then; bytes as they came over the network, with headers. */
  requests: number;
  bytes: number;
  styleBytes: number;
  scripts: { files: number; bytes: number; gzipBytes: number };
}

/** What a browser that was never here loads, and how long it takes, until a message shows. */
export async function measureFirstLoad(scene: Scene, room: string): Promise<FirstLoadFigures> {
  const firstMessageMs: number[] = [];
  let arrivals: Arrival[] = [];
  for (let i = 0; i < visits; i++) {
    const seen = await visit(scene, room, { cpuSlowdown });
    firstMessageMs.push(seen.firstMessageMs);
    // What is only on its way by then counts in the slowest of several visits.
    if (seen.arrivals.length > arrivals.length) arrivals = seen.arrivals;
  }
  const overSlowNetworkMs: number[] = [];
  for (let i = 0; i < slowVisits; i++)
    overSlowNetworkMs.push((await visit(scene, room, { cpuSlowdown, network: slowNetwork })).firstMessageMs);
  const scripts = arrivals.filter(({ type }) => type === 'Script');
  const gzip = await Promise.all(scripts.map(({ url }) => gzipBytes(url)));
  scene.bench.say(
    `first message after ${median(firstMessageMs).toFixed(0)} ms, over a slow network ${median(overSlowNetworkMs).toFixed(0)} ms`,
  );
  return {
    cpuSlowdown,
    firstMessageMs,
    slowNetwork,
    overSlowNetworkMs,
    requests: arrivals.length,
    bytes: sum(arrivals),
    styleBytes: sum(arrivals.filter(({ type }) => type === 'Stylesheet')),
    scripts: {
      files: scripts.length,
      bytes: sum(scripts),
      gzipBytes: gzip.reduce((all, one) => all + one, 0),
    },
  };
}

const sum = (arrivals: readonly Arrival[]): number => arrivals.reduce((all, { bytes }) => all + bytes, 0);

/** How long a file is in the compression that every browser knows: on loopback ours takes a better one. */
async function gzipBytes(url: string): Promise<number> {
  const response = await fetch(url, { headers: { 'accept-encoding': 'gzip' }, decompress: false });
  return (await response.arrayBuffer()).byteLength;
}
