/** `npm run bench [start] [fan-out] [posts] [latency] [flood] [browser]`: measures speed and memory on this machine. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from './measures/bench.ts';
import { measureBrowser } from './measures/browser.ts';
import { measureFanOut } from './measures/fan-out.ts';
import { measureFlood } from './measures/flood.ts';
import { measureLatency } from './measures/latency.ts';
import { measurePosts } from './measures/posts.ts';
import { measureStart } from './measures/start.ts';
import { chooseCores } from './processes/cores.ts';
import { LoadGenerator } from './processes/load.ts';
import { makePeople } from './processes/people.ts';
import { freePort } from '../testkit/free-port.ts';
import { startRookery } from './processes/server.ts';
import { describeMachine } from './report/machine.ts';
import { tableOf, type Results } from './report/rows.ts';
import { writeBrowserResults, writeResults } from './report/write.ts';

/** As many as the measures need at most. */
const peopleCount = 100;

const measures = {
  start: measureStart,
  'fan-out': measureFanOut,
  posts: measurePosts,
  latency: measureLatency,
  flood: measureFlood,
  browser: measureBrowser,
};
type Name = keyof typeof measures;
const names = Object.keys(measures) as Name[];

async function prepare(dataFolder: string): Promise<Bench> {
  const cores = chooseCores();
  const say = (line: string) => console.error(`  ${line}`);
  say(cores.note);
  const port = await freePort();
  const server = await startRookery({ core: cores.server, port, dataFolder });
  const people = await makePeople(server, port, dataFolder, peopleCount);
  await server.stop();
  return { cores, port, dataFolder, people, say, load: new LoadGenerator(cores.load) };
}

async function measure(bench: Bench, wanted: readonly Name[]): Promise<Results> {
  const is = (name: Name) => wanted.includes(name);
  return {
    ...(is('start') ? { start: await measureStart(bench) } : {}),
    ...(is('fan-out') ? { fanOut: await measureFanOut(bench) } : {}),
    ...(is('posts') ? { posts: await measurePosts(bench) } : {}),
    ...(is('latency') ? { latency: await measureLatency(bench) } : {}),
    ...(is('flood') ? { flood: await measureFlood(bench) } : {}),
    ...(is('browser') ? { browser: await measureBrowser(bench) } : {}),
  };
}

function isWhole(results: Results): results is Required<Results> {
  const { start, fanOut, posts, latency, flood, browser } = results;
  return Boolean(start && fanOut && posts && latency && flood && browser);
}

async function main(args: string[]): Promise<void> {
  const unknown = args.find((arg) => !names.some((name) => name === arg));
  if (unknown !== undefined) {
    console.error(`There is no measure ${unknown}. Write some of: ${names.join(', ')}; or nothing, for all.`);
    process.exit(2);
  }
  const wanted = args.length === 0 ? names : names.filter((name) => args.includes(name));
  const dataFolder = mkdtempSync(join(process.env.ROOKERY_BENCH_FOLDER || tmpdir(), 'rookery-bench-'));
  process.once('exit', () => rmSync(dataFolder, { recursive: true, force: true }));
  const bench = await prepare(dataFolder);
  const results = await measure(bench, wanted);
  await bench.load.stop();
  const machine = describeMachine(dataFolder, bench.cores);
  console.log(tableOf(results));
  // A run of some of the measures says nothing about the others: what is written of them stays as it is.
  if (isWhole(results)) writeResults(machine, results);
  else if (results.browser) writeBrowserResults(machine, results.browser);
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
try {
  await main(process.argv.slice(2));
  process.exit(0);
} catch (error) {
  console.error(error);
  process.exit(1);
}
