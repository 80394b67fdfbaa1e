import { check } from '../checker/check.ts';
import { HistoryFile } from '../checker/history-file.ts';
import type { History } from '../checker/history.ts';
import { mentionsAmiss } from '../checker/mentions.ts';
import type { Random } from '../random.ts';
import { doChores } from './chores.ts';
import { Client } from './client.ts';
import type { Fault } from './faults/fault.ts';
import { makeFleetingRooms } from './fleeting-rooms.ts';
import { type Crowd, makeCrowd, roomsOf } from './people.ts';
import { Recorder } from './recorder.ts';
import { startTortured, type TorturedServer } from './server.ts';
import { settle } from './settle.ts';
import { readLeftovers, readMentions, readStore } from './stored.ts';
import { textOf } from './texts.ts';
import { Visitor } from './visitor.ts';

export interface RunOptions {
  dataFolder: string;
  random: Random;
  /** How long faults are made, in ms. */
  forMs: number;
  faults: readonly Fault[];
  faultsPerMinute: number;
  clients: number;
  people: number;
  rooms: number;
  /** Posts by socket in all, as far as the server takes them. */
  postsPerSecond: number;
  /** Where to write the history down, for `testkit/checker/main.ts`. */
  historyFile?: string;
}

export interface Outcome {
  history: History;
  recorder: Recorder;
  anomalies: string[];
  /** From the moment a fault was over until the next acknowledgement, at worst, in ms. */
  worstRecoveryMs: number;
}

/** A fault that is over for longer, while the server acknowledges nothing, is an anomaly. */
const recoverWithinMs = 15_000;
const tickMs = 10;
/** Far below the standard, so that some fall so far behind that they are told to start anew. */
const resumeEventsMax = 2_000;
/** So many posts of one client may wait for an answer before it writes no more. */
const waitingMax = 40;

/** Tortures a server as the options say, lets it settle, and judges everything that was seen of it. */
export async function torture(options: RunOptions): Promise<Outcome> {
  const { random } = options;
  const file = options.historyFile === undefined ? undefined : new HistoryFile(options.historyFile);
  const recorder = new Recorder(file);
  const env = {
    ROOKERY_LIMIT_RESUME_EVENTS_MAX: String(resumeEventsMax),
    ROOKERY_LOG: 'error',
    ROOKERY_LIMIT_SESSION_SEEN_MS: '500',
  };
  const server = await startTortured(options.dataFolder, env);
  const crowd = await makeCrowd(server.running(), random, options);
  const ending = new AbortController();
  const { signal } = ending;
  const visitor = await Visitor.make({ server: server.running(), crowd, recorder, random, signal });
  const clients = makeClients(options, crowd, server.url, recorder);
  for (const client of clients) client.connect();

  const chores = Promise.all([
    makeFleetingRooms({ crowd, clients, recorder, random, signal }),
    doChores({ crowd, recorder, random, signal }),
    visitor.run(),
  ]);
  const unpace = pace(options, clients, recorder);
  const anomalies: string[] = [];
  const worstRecoveryMs = await makeFaults(options, server, recorder, anomalies);
  ending.abort();
  const [deleted] = await chores;
  unpace();

  await server.stop();
  await server.start();
  const leftovers = () => readLeftovers(options.dataFolder);
  anomalies.push(...(await settle({ clients, crowd, recorder, deleted, leftovers })));
  for (const client of clients) client.stop();
  await server.stop();
  const history = {
    records: recorder.records,
    store: readStore(options.dataFolder),
    leftovers: leftovers(),
  };
  file?.end(history.store, history.leftovers);
  anomalies.push(...mentionsAmiss(readMentions(options.dataFolder)));
  anomalies.push(...check(history, { resumeEventsMax }).map((anomaly) => JSON.stringify(anomaly)));
  return { history, recorder, anomalies, worstRecoveryMs };
}

/** Clients of people in the crowd, not connected yet. */
export function makeClients(
  { clients, random }: Pick<RunOptions, 'clients' | 'random'>,
  crowd: Crowd,
  url: string,
  recorder: Recorder,
): Client[] {
  return Array.from({ length: clients }, (_, i) => {
    const person = crowd.people[i % crowd.people.length] ?? random.pick(crowd.people);
    const own = roomsOf(crowd, person);
    // Most have one room open, some all of theirs; some want a room's whole past, some only what comes.
    const opened = random.chance(70) ? [random.pick(own)] : own;
    const rooms = opened.map((room) => ({ room, after: random.chance(70) ? 0 : undefined }));
    return new Client(
      { name: `client-${i}`, url, user: person.id, cookie: person.cookie, rooms },
      recorder,
      random,
    );
  });
}

/** Lets clients post at the wanted rate, singly and in bursts, and now and then lose their connection. */
export function pace(
  { postsPerSecond, random }: Pick<RunOptions, 'postsPerSecond' | 'random'>,
  clients: Client[],
  recorder: Recorder,
): () => void {
  const users = clients.map(({ user }) => user);
  let posts = 0;
  let last = performance.now();
  let due = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    // What could not be posted while the server was away is not made up for.
    due = Math.min(due + ((now - last) / 1000) * postsPerSecond, postsPerSecond / 4);
    last = now;
    const able = clients.filter(
      (client) => client.isLive && client.open.size > 0 && client.outbox.size < waitingMax,
    );
    while (due >= 1 && able.length > 0) {
      const client = random.pick(able);
      const room = random.pick([...client.open]);
      const burst = random.chance(3) ? 20 : 1;
      for (let i = 0; i < burst; i++) client.post(room, textOf(`post ${++posts}`, random, users));
      due -= burst;
    }
    for (const client of clients) client.flush();
    if (random.chance(5)) {
      recorder.add({ is: 'fault', what: 'cut' });
      random.pick(clients).cut();
    }
    if (random.chance(3)) {
      const client = random.pick(clients);
      for (const room of client.open) client.reopen(room);
    }
  }, tickMs);
  return () => clearInterval(timer);
}

/** One fault after the other until the time is over, each kind at least once. Returns the worst recovery, in ms. */
async function makeFaults(
  { forMs, faults, faultsPerMinute, random }: RunOptions,
  server: TorturedServer,
  recorder: Recorder,
  anomalies: string[],
): Promise<number> {
  const until = performance.now() + forMs;
  let worstMs = 0;
  // Each kind happens, however slow the machine is.
  const due = new Set(faults);
  while ((performance.now() < until || due.size > 0) && faults.length > 0) {
    await Bun.sleep(random.below((2 * 60_000) / faultsPerMinute));
    const fault = random.pick(due.size > 0 ? [...due] : faults);
    due.delete(fault);
    const over = await fault({ server, recorder, random });
    while (recorder.lastAckAt < over && recorder.now() < over + recoverWithinMs) await Bun.sleep(1);
    worstMs = Math.max(worstMs, recorder.now() - over);
    if (recorder.lastAckAt < over) {
      anomalies.push(`nothing was acknowledged for ${recoverWithinMs} ms after a fault`);
      break;
    }
  }
  return worstMs;
}
