import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../testkit/free-port.ts';
import { bodyUnits } from '../measures/bench.ts';
import type { LoadGenerator } from '../processes/load.ts';
import { makePeople, members } from '../processes/people.ts';
import { startRookery } from '../processes/server.ts';
import { livePorts, loadedCluster } from './people.ts';

const people = 40;
const timed = { do: 'latency', group: 'members', seconds: 10, postsPerSecond: 100, bodyUnits } as const;

/** From a post over a socket to its deliveries, at p50 and p99, in ms. */
export interface ClusterLatency {
  embedded: { p50: number; p99: number };
  cluster: { p50: number; p99: number };
}

const of = (percentiles: number[]) => ({ p50: percentiles[50] ?? NaN, p99: percentiles[99] ?? NaN });

/** The same talk in one process and over separate services, one after the other on the same machine. */
export async function measureClusterLatency(load: LoadGenerator): Promise<ClusterLatency> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'rookery-bench-'));
  const port = await freePort();
  const server = await startRookery({ core: null, port, dataFolder });
  const here = await makePeople(server, port, dataFolder, people);
  await load.run({ do: 'connect', group: 'members', port, sockets: members(here) });
  const embedded = await load.run({ ...timed, serverPids: [server.pid] });
  await load.run({ do: 'disconnect', group: 'members' });
  await server.stop();
  rmSync(dataFolder, { recursive: true, force: true });

  const { world, people: there } = await loadedCluster({ live: 2, chats: 2, gateway: 1 }, people);
  const ports = livePorts(world);
  const sockets = members(there).map((socket, i) => ({ ...socket, port: ports[i % ports.length] ?? 0 }));
  await load.run({ do: 'connect', group: 'members', port: 0, sockets, origin: world.url });
  const serverPids = world.replicas('live').map(({ pid }) => pid);
  const apart = await load.run({ ...timed, serverPids });
  await load.run({ do: 'disconnect', group: 'members' });
  await world.stop();
  return { embedded: of(embedded.percentiles), cluster: of(apart.percentiles) };
}
