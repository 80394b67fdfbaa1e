import { natsCount, natsRoutePort, type Layout } from '../../../deploy/cluster/layout.ts';
import { startTcpProxy, type TcpProxy } from '../../tcp-proxy.ts';

/** The network between the NATS servers of a cluster. */
export interface NatsRoutes {
  /** Settings of a cluster whose servers reach each other through this network. */
  env: Record<string, string>;
  /** Lets nothing through between one server, counted from 1, and the others, and tells nobody. */
  cutOff(server: number): void;
  /** Joins all again. */
  heal(): void;
  stop(): Promise<void>;
}

/** A way of its own from each server to each other one: of two that ask for a route to each other, either may get it. */
interface Way {
  from: number;
  to: number;
  proxy: TcpProxy;
}

/** Lays ways between the servers of a cluster, which begin to listen later. */
export async function layNatsRoutes(layout: Layout): Promise<NatsRoutes> {
  const servers = Array.from({ length: natsCount }, (_, i) => i + 1);
  const pairs = servers.flatMap((from) => servers.filter((to) => to !== from).map((to) => ({ from, to })));
  const ways: Way[] = await Promise.all(
    pairs.map(async (pair) => ({ ...pair, proxy: await startTcpProxy(natsRoutePort(layout, pair.to)) })),
  );
  const portsFrom = (server: number) =>
    ways.filter(({ from }) => from === server).map(({ proxy }) => proxy.port);
  return {
    env: Object.fromEntries(servers.map((n) => [`CLUSTER_NATS_ROUTES_${n}`, portsFrom(n).join()])),
    cutOff(server) {
      for (const { from, to, proxy } of ways) if (from === server || to === server) proxy.hold();
    },
    heal: () => ways.forEach(({ proxy }) => proxy.release()),
    stop: async () => void (await Promise.all(ways.map(({ proxy }) => proxy.stop()))),
  };
}
