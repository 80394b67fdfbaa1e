import { bodyUnits } from '../measures/bench.ts';
import { cpuSeconds } from '../processes/usage.ts';
import type { LoadGenerator } from '../processes/load.ts';
import { crowd } from '../processes/people.ts';
import { median } from '../report/statistics.ts';
import { livePorts, loadedCluster } from './people.ts';

const sockets = 1_000;
const rounds = 5;
const seconds = 2;
const inFlight = 16;

/** CPU of the `live` processes for one delivery, in µs, with one of them and with two. */
export interface ClusterFanOut {
  one: number;
  two: number;
}

async function cpuPerDelivery(load: LoadGenerator, lives: number): Promise<number> {
  const { world, people } = await loadedCluster({ live: lives, chats: 1, gateway: 1 }, 60);
  const ports = livePorts(world);
  const plan = crowd(people, sockets).map((socket, i) => ({ ...socket, port: ports[i % lives] ?? 0 }));
  await load.run({ do: 'connect', group: 'crowd', port: 0, sockets: plan, origin: world.url });
  const serverPids = world.replicas('live').map(({ pid }) => pid);
  if (cpuSeconds(serverPids[0] ?? 0) === null) throw new Error("CPU time is read from Linux's /proc");
  const each: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const { deliveriesPerSecond, cpu } = await load.run({
      ...{ do: 'fan-out', group: 'crowd', serverPids, seconds, inFlight, bodyUnits },
    } as const);
    each.push(((cpu.server ?? Number.NaN) / deliveriesPerSecond) * 1e6);
  }
  await load.run({ do: 'disconnect', group: 'crowd' });
  await world.stop();
  return median(each);
}

/** What a second `live` process costs. */
export async function measureClusterFanOut(load: LoadGenerator): Promise<ClusterFanOut> {
  return { one: await cpuPerDelivery(load, 1), two: await cpuPerDelivery(load, 2) };
}
