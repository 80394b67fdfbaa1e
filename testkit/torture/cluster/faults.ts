import { serviceNames, type ServiceName } from '../../../platform/alone-settings.ts';
import type { Random } from '../../random.ts';
import type { TorturedCluster } from './tortured-cluster.ts';

export const clusterFaultNames = [
  'kill',
  'pause',
  'nats',
  'two-nats',
  'two-nats-still',
  'partition',
  'routes',
  'caddy',
  'postgres',
  'rolling',
  'scale',
] as const;
export type ClusterFaultName = (typeof clusterFaultNames)[number];

/** A fault of a cluster; everything runs again when `make` resolves. */
export interface ClusterFault {
  /** What it is called in the table. */
  name: string;
  make: () => Promise<void>;
}

export interface FaultsOptions {
  cluster: Pick<TorturedCluster, 'command' | 'part' | 'join' | 'routes'>;
  random: Random;
  /** Who is hit, of the services. */
  services?: readonly ServiceName[];
  /** How long something is away, at least and at most. */
  heldMs: readonly [number, number];
  /** How long two of three NATS servers stand still, and the bus or a server of it is parted. */
  partitionMs: number;
}

const natsServers = ['nats:1', 'nats:2', 'nats:3'];
/** The front door looks twice a second who is ready. */
const noticedMs = 1_000;

/** Every fault of these kinds, each once: of a replica, one for each service. */
export function clusterFaults(kinds: readonly ClusterFaultName[], options: FaultsOptions): ClusterFault[] {
  const { cluster, random, heldMs, partitionMs, services = serviceNames } = options;
  const [least, most] = heldMs;
  const held = () => Bun.sleep(least + random.below(most - least + 1));
  const replicaOf = (service: ServiceName) => `${service}:${1 + random.below(2)}`;
  const killed = async (...names: string[]) => {
    await cluster.command('kill', ...names);
    await held();
    // Together, as machines come back after a loss of power.
    await Promise.all(names.map((name) => cluster.command('restart', name)));
  };
  const pausedFor = async (waiting: () => Promise<void>, ...names: string[]) => {
    await cluster.command('pause', ...names);
    await waiting();
    await cluster.command('resume', ...names);
  };
  const twoOfThree = () => {
    const spared = random.pick(natsServers);
    return natsServers.filter((server) => server !== spared);
  };
  const faults: Record<ClusterFaultName, ClusterFault[]> = {
    kill: services.map((service) => ({
      name: `${service}: a replica killed`,
      make: () => killed(replicaOf(service)),
    })),
    pause: services.map((service) => ({
      name: `${service}: a replica stands still`,
      make: () => pausedFor(held, replicaOf(service)),
    })),
    nats: [{ name: 'NATS: one of three killed', make: () => killed(random.pick(natsServers)) }],
    'two-nats': [{ name: 'NATS: two of three killed', make: () => killed(...twoOfThree()) }],
    'two-nats-still': [
      {
        name: 'NATS: two of three stand still',
        make: () => pausedFor(() => Bun.sleep(partitionMs), ...twoOfThree()),
      },
    ],
    partition: [
      {
        name: 'the bus parted: half of all replicas cut off',
        make: async () => {
          cluster.part();
          await Bun.sleep(partitionMs).finally(() => cluster.join());
        },
      },
    ],
    routes: [
      {
        name: 'NATS: one of three cut off from the others',
        make: async () => {
          await cluster.routes.cutOff(1 + random.below(natsServers.length));
          await Bun.sleep(partitionMs).finally(() => cluster.routes.heal());
        },
      },
    ],
    caddy: [{ name: 'the front door killed', make: () => killed('caddy') }],
    postgres: [{ name: 'PostgreSQL killed', make: () => killed('postgres') }],
    rolling: [
      {
        name: 'rolling restart',
        make: async () => {
          for (const replica of [...services.flatMap((name) => [`${name}:1`, `${name}:2`]), ...natsServers]) {
            await cluster.command('restart', replica);
            await Bun.sleep(noticedMs);
          }
        },
      },
    ],
    scale: [
      {
        name: 'a replica added and removed',
        make: async () => {
          const service = random.pick(services);
          await cluster.command('scale', `${service}=3`);
          await held();
          await cluster.command('scale', `${service}=2`);
        },
      },
    ],
  };
  return kinds.flatMap((kind) => faults[kind]);
}
