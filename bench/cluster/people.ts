import { makePeople, type People } from '../processes/people.ts';
import { startCluster, type ClusterOptions, type ClusterWorld } from '../../testkit/cluster-world.ts';

/** A cluster for load, with people and rooms in it. */
export interface LoadedCluster {
  world: ClusterWorld;
  people: People;
}

/** Starts a cluster of so many replicas and makes so many people in it. */
export async function loadedCluster(
  count: NonNullable<ClusterOptions['count']>,
  people: number,
  beforeChats?: ClusterOptions['beforeChats'],
): Promise<LoadedCluster> {
  const env = { ROOKERY_LIMIT_SOCKETS_PER_USER: '200' };
  const world = await startCluster({ count, env, ...(beforeChats ? { beforeChats } : {}) });
  const server = { pid: 0, url: world.url, readyMs: 0, stop: () => world.stop() };
  return { world, people: await makePeople(server, world.port, world.dataFolder, people) };
}

/** The ports of the replicas of `live`, which the load reaches without the front door. */
export const livePorts = (world: ClusterWorld): number[] => world.replicas('live').map(({ port }) => port);
