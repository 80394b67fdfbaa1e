/** `npm run bench -- cluster [fan-out] [latency] [survive] [consumer] [posts]`: what separate services cost, and what they survive. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LoadGenerator } from '../processes/load.ts';
import { describeMachine } from '../report/machine.ts';
import { markdownTable, type Row } from '../report/row.ts';
import { percentile } from '../report/statistics.ts';
import { measureConsumer } from './consumer.ts';
import { measureClusterFanOut } from './fan-out.ts';
import { measureClusterLatency } from './latency.ts';
import { measureClusterPosts } from './posts.ts';
import { measureSurvival } from './survive.ts';

const decimals = (value: number) => value.toFixed(2);
const whole = (value: number) => Math.round(value).toLocaleString('en-US');

const measures = {
  'fan-out': async (load: LoadGenerator): Promise<Row[]> => {
    const { one, two } = await measureClusterFanOut(load);
    return [
      [
        'CPU of `live` for a delivery, one process',
        `${decimals(one)} µs`,
        '1,000 sockets in one room, 16 in flight',
      ],
      [
        'the same over two processes',
        `${decimals(two)} µs`,
        `target ≤ 1.1 times one; ${decimals(two / one)} times`,
      ],
    ];
  },
  latency: async (load: LoadGenerator): Promise<Row[]> => {
    const { embedded, cluster } = await measureClusterLatency(load);
    const more = cluster.p50 - embedded.p50;
    return [
      [
        'post to delivery in one process: p50',
        `${decimals(embedded.p50)} ms`,
        `p99 ${decimals(embedded.p99)} ms; 40 members, 100 posts/s`,
      ],
      [
        'post to delivery over separate services: p50',
        `${decimals(cluster.p50)} ms`,
        `target: at most 3 ms more; ${decimals(more)} ms more; p99 ${decimals(cluster.p99)} ms`,
      ],
    ];
  },
  survive: async (load: LoadGenerator): Promise<Row[]> => {
    const { sockets, lost, backAfterMs, posts, faults } = await measureSurvival(load);
    const sorted = backAfterMs.toSorted((a, b) => a - b);
    return [
      [
        `${whole(sockets)} sockets over two \`live\` processes, one is killed: all back after`,
        `${decimals((sorted.at(-1) ?? NaN) / 1000)} s`,
        `target ≤ 10 s; ${whole(lost)} were lost, half of them back after ${decimals(percentile(sorted, 50) / 1000)} s; ${posts} posts, ${faults.length === 0 ? 'each came to each socket once and in order' : faults.join('; ')}`,
      ],
    ];
  },
  consumer: async (): Promise<Row[]> => {
    const sorted = (await measureConsumer()).toSorted((a, b) => a - b);
    return [
      [
        'of three NATS servers the one is killed that a durable consumer hangs on: it goes on after',
        `${decimals((sorted.at(-1) ?? NaN) / 1000)} s`,
        `target ≤ 6 s; NATS itself chooses another leader after 4 to 9 s of silence; the worst of ${sorted.length}, median ${decimals(percentile(sorted, 50) / 1000)} s`,
      ],
    ];
  },
  posts: async (load: LoadGenerator): Promise<Row[]> =>
    (await measureClusterPosts(load)).map(({ replicas, routed, postsPerSecond }) => [
      `durable posts, ${replicas} of \`chats\`${replicas === 1 ? '' : routed ? ', routed by room' : ', in turn'}`,
      `${whole(postsPerSecond)}/s`,
      '60 rooms of one, 16 in flight, over PostgreSQL on the same machine',
    ]),
};
type Name = keyof typeof measures;

const args = process.argv.slice(2);
const names = Object.keys(measures) as Name[];
const unknown = args.find((arg) => !names.some((name) => name === arg));
if (unknown !== undefined) {
  console.error(
    `There is no measure ${unknown} of a cluster. Write some of: ${names.join(', ')}; or nothing, for all.`,
  );
  process.exit(2);
}
const load = new LoadGenerator(null);
const rows: Row[] = [];
for (const name of names.filter((one) => args.length === 0 || args.includes(one))) {
  for (const row of await measures[name](load)) {
    rows.push(row);
    console.log(row.join('  '));
  }
}
await load.stop();
// A run of some of the measures says nothing about the others: the written results stay as they are.
if (args.length === 0) {
  const unpinned = {
    server: null,
    load: null,
    note: 'not pinned: services, PostgreSQL, NATS and load share the cores',
  };
  const lines = [
    '# Measured over separate services',
    '',
    'Written by `npm run bench -- cluster`: every service, PostgreSQL, NATS and the load generator on one machine. The load',
    'connects to `live` itself, not through the front door.',
    '',
    ...describeMachine('/tmp', unpinned).map((fact) => `- ${fact}`),
    '',
    ...markdownTable(rows),
    '',
  ];
  writeFileSync(join(import.meta.dir, '..', 'cluster.md'), lines.join('\n'));
}
process.exit(0);
