import { natsCount, natsRoutePort, type Layout } from '../../../deploy/cluster/layout.ts';
import { eventually } from '../../eventually.ts';
import { startTcpProxy, type TcpProxy } from '../../tcp-proxy.ts';

/** The network between the NATS servers of a cluster. */
export interface NatsRoutes {
  /** Settings of a cluster whose servers reach each other through this network. */
  env: Record<string, string>;
  /**
   * Lets nothing through between one server, counted from 1, and the others, and tells nobody; first waits until it
   * has found them. Throws when it reaches them by other ways: then nothing would be cut.
   */
  cutOff(server: number): Promise<void>;
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
    async cutOff(server) {
      const its = ways.filter(({ from, to }) => from === server || to === server).map(({ proxy }) => proxy);
      await eventually(() => {
        const routes = its.reduce((sum, { connections }) => sum + connections, 0);
        if (routes < natsCount - 1) throw new Error(`NATS server ${server} reaches the others by other ways`);
      });
      for (const proxy of its) proxy.hold();
    },
    heal: () => ways.forEach(({ proxy }) => proxy.release()),
    stop: async () => void (await Promise.all(ways.map(({ proxy }) => proxy.stop()))),
  };
}
