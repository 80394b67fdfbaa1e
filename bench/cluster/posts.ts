import { bodyUnits } from '../measures/bench.ts';
import type { LoadGenerator } from '../processes/load.ts';
import { loners } from '../processes/people.ts';
import { median } from '../report/statistics.ts';
import { inTurn } from './in-turn.ts';
import { livePorts, loadedCluster } from './people.ts';

const people = 60;
const rounds = 3;
const timed = { do: 'posts', group: 'loners', seconds: 3, inFlight: 16, bodyUnits } as const;

/** Posts a second with so many replicas of `chats`. */
export interface ClusterPosts {
  replicas: number;
  /** Whether each room's posts go to the one replica that its hash names. */
  routed: boolean;
  postsPerSecond: number;
}

async function postsWith(load: LoadGenerator, replicas: number, routed: boolean): Promise<ClusterPosts> {
  let balancer: Awaited<ReturnType<typeof inTurn>> | undefined;
  const { world, people: made } = await loadedCluster(
    { live: 1, chats: replicas, gateway: 1 },
    people,
    routed ? undefined : async (addresses) => (balancer = await inTurn(addresses)).url,
  );
  const [port = 0] = livePorts(world);
  await load.run({ do: 'connect', group: 'loners', port, sockets: loners(made), origin: world.url });
  const serverPids = world.replicas('chats').map(({ pid }) => pid);
  const runs: number[] = [];
  for (let i = 0; i < rounds; i++) runs.push((await load.run({ ...timed, serverPids })).postsPerSecond);
  await load.run({ do: 'disconnect', group: 'loners' });
  await world.stop();
  await balancer?.stop();
  return { replicas, routed, postsPerSecond: median(runs) };
}

/** Posts to rooms of one with one, two and three replicas of `chats`, routed by room and not. */
export async function measureClusterPosts(load: LoadGenerator): Promise<ClusterPosts[]> {
  const figures: ClusterPosts[] = [];
  for (const replicas of [1, 2, 3])
    for (const routed of replicas === 1 ? [true] : [true, false])
      figures.push(await postsWith(load, replicas, routed));
  return figures;
}
