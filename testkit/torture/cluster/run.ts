import { check } from '../../checker/check.ts';
import { HistoryFile } from '../../checker/history-file.ts';
import type { Kind } from '../../checker/anomaly.ts';
import type { ServiceName } from '../../../platform/alone-settings.ts';
import type { Random } from '../../random.ts';
import { doChores } from '../chores.ts';
import { makeFleetingRooms } from '../fleeting-rooms.ts';
import { makeCrowd } from '../people.ts';
import { Recorder } from '../recorder.ts';
import { makeClients, pace } from '../run.ts';
import { settle } from '../settle.ts';
import { clusterFaults, type ClusterFaultName } from './faults.ts';
import { measure, type Recovery } from './probe.ts';
import { readPostgres, readPostgresLeftovers } from './stored.ts';
import { startTorturedCluster } from './tortured-cluster.ts';

export interface ClusterRunOptions {
  random: Random;
  /** No new fault is begun later, but each is made once. */
  forMs: number;
  kinds: readonly ClusterFaultName[];
  /** Whose replicas are hit; all unless given. */
  services?: readonly ServiceName[];
  heldMs: readonly [number, number];
  partitionMs: number;
  clients: number;
  people: number;
  rooms: number;
  postsPerSecond: number;
  /** Where to write the history down, for `testkit/checker/main.ts`. */
  historyFile?: string;
  /** Hears of each fault. */
  say: (line: string) => void;
}

export interface ClusterOutcome {
  recorder: Recorder;
  /** By the name of the fault. */
  recoveries: Map<string, Recovery[]>;
  anomalies: string[];
  /** How many of the anomalies are of a kind. */
  kinds: Map<Kind, number>;
  stored: number;
  /** How many of the acknowledged messages went with a room that was deleted. */
  deleted: number;
}

/** Far below the standard, so that some fall so far behind that they are told to start anew. */
const resumeEventsMax = 2_000;
const pauseMs = 1_000;

/** Tortures a cluster as the options say, lets it settle, and judges everything that was seen of it. */
export async function tortureCluster(options: ClusterRunOptions): Promise<ClusterOutcome> {
  const { random, say } = options;
  const file = options.historyFile === undefined ? undefined : new HistoryFile(options.historyFile);
  const recorder = new Recorder(file);
  const cluster = await startTorturedCluster({
    ROOKERY_LOG: 'error',
    ROOKERY_RATE_LIMITS: 'off',
    ROOKERY_REGISTRATION: 'open',
    ROOKERY_LIMIT_RESUME_EVENTS_MAX: String(resumeEventsMax),
  });
  const anomalies: string[] = [];
  const recoveries = new Map<string, Recovery[]>();
  try {
    const crowd = await makeCrowd(cluster, random, options);
    const [poster, follower] = crowd.people;
    if (!poster || !follower) throw new Error('two people at least are needed');
    const { id: room } = await poster.room('Probe');
    await poster.letIn(room, follower);
    const clients = makeClients(options, crowd, cluster.url, recorder);
    for (const client of clients) client.connect();
    const ending = new AbortController();
    const { signal } = ending;
    const misanswered = (error: Error) => {
      anomalies.push(`a call was answered as none may be: ${error.message}`);
    };
    const chores = doChores({ crowd, recorder, random, signal }).catch(misanswered);
    const fleeting = makeFleetingRooms({ crowd, clients, recorder, random, signal }).catch(misanswered);
    const unpace = pace(options, clients, recorder);

    const until = performance.now() + options.forMs;
    const all = clusterFaults(options.kinds, { ...options, cluster });
    let deck = shuffled(all, random);
    for (let made = 0; made < all.length || performance.now() < until; made++) {
      if (deck.length === 0) deck = shuffled(all, random);
      const fault = deck.pop();
      if (!fault) break;
      await Bun.sleep(random.below(pauseMs));
      recorder.add({ is: 'fault', what: fault.name });
      const recovery = await measure({ poster, follower, room }, recorder, () => fault.make());
      if (!recovery) {
        anomalies.push(`not sound again after: ${fault.name}`);
        break;
      }
      recoveries.set(fault.name, [...(recoveries.get(fault.name) ?? []), recovery]);
      const { firstMs, troubleMs, failed, attempts } = recovery;
      say(
        `${fault.name}: first after ${Math.round(firstMs)} ms, last failure begun after ${Math.round(troubleMs)} ms, ${failed} of ${attempts} failed`,
      );
    }
    ending.abort();
    await chores;
    const deleted = (await fleeting) ?? [];
    unpace();
    const leftovers = () => readPostgresLeftovers(cluster.databaseUrl('chats'));
    anomalies.push(...(await settle({ clients, crowd, recorder, deleted, leftovers })));
    for (const client of clients) client.stop();
    const store = await readPostgres(cluster.databaseUrl('chats'));
    const history = { records: recorder.records, store, leftovers: await leftovers() };
    file?.end(store, history.leftovers);
    const found = check(history, { resumeEventsMax });
    anomalies.push(...found.map((anomaly) => JSON.stringify(anomaly)));
    const kinds = new Map<Kind, number>();
    for (const { kind } of found) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    const stored = store.reduce((sum, { messages }) => sum + messages.length, 0);
    return {
      recorder,
      recoveries,
      anomalies,
      kinds,
      stored,
      deleted: recorder.acknowledgedIn(deleted),
    };
  } finally {
    await cluster.stop();
  }
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const rest = [...items];
  return items.flatMap(() => rest.splice(random.below(rest.length), 1));
}
