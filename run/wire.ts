import type { Server } from 'bun';
import type { Fetch } from '../contracts/client.ts';
import { durable } from '../contracts/events.ts';
import { localBus } from '../platform/bus-local.ts';
import { systemClock } from '../platform/clock.ts';
import { StartError, type Settings, type StoreName } from '../platform/config.ts';
import { StoreError } from '../platform/db.ts';
import { listen, type Listening, type Peer } from '../platform/listen.ts';
import { createLog } from '../platform/log.ts';
import { serveMetrics, type ServedMetrics } from '../platform/metrics.ts';
import { resetPassword as resetIn } from '../services/auth/reset-password.ts';
import type { SocketData } from '../services/live/socket.ts';
import { address, alive, parts, publicRoute } from './parts.ts';
import { readSecret } from './secret.ts';
import { openStore } from './store.ts';

/** How long open connections get to take their goodbyes. */
const stopGraceMs = 1000;

/** A running Rookery. */
export interface Running {
  /** The address to open. */
  url: string;
  /** The one-time link that makes its opener the owner; null once that was done. */
  claimUrl: string | null;
  port: number;
  /** The port of the metrics; null where there is none. */
  metricsPort: number | null;
  /** Ends everything in order: sockets hear `bye`, posts that wait are stored, stores are closed. */
  stop(): Promise<void>;
}

/**
 * Starts every service in this process: SQLite files in the data folder, the local bus, calls from `fetch` to `fetch`.
 * The port opens last, when everything is ready. Throws `StartError` for what an operator can mend.
 */
export async function start(settings: Settings): Promise<Running> {
  const made = assemble(settings);
  try {
    await startInOrder(made);
    const claim = made.auth.claimToken();
    const port = made.open();
    const url = address(settings, port);
    return {
      url,
      port,
      metricsPort: made.metricsPort(),
      claimUrl: claim && `${url}/claim#${claim}`,
      stop: () => made.stop(),
    };
  } catch (error) {
    await made.stop().catch(() => undefined);
    throw error instanceof StoreError ? new StartError(`${error.message}.`) : error;
  }
}

/** Gives a user a new random password, in the store itself: the running server need not be asked. */
export async function resetPassword(settings: Settings, username: string): Promise<string> {
  const log = createLog(settings.logLevel);
  const database: Parameters<typeof resetIn>[0] = openStore(settings, 'auth', log);
  try {
    return await resetIn(database, systemClock, username);
  } catch (error) {
    throw error instanceof StoreError ? new StartError(`${error.message}.`) : error;
  } finally {
    await database.close();
  }
}

type Parts = ReturnType<typeof assemble>;

async function startInOrder({ auth, users, chats, live, gateway, web }: Parts): Promise<void> {
  for (const service of [auth, users, chats, live, gateway, web]) await service.start();
}

function assemble(settings: Settings) {
  const log = createLog(settings.logLevel);
  const onError = (err: unknown, subject: string) =>
    log.error({ err, subject }, 'a subscriber of the bus failed');
  const bus = localBus(onError, durable);
  let listening: Listening<SocketData> | undefined;
  let metrics: ServedMetrics | undefined;
  const stores: Partial<Record<StoreName, { fetch: Fetch }>> = {};
  const make = parts({
    settings,
    bus,
    secret: readSecret(settings.dataFolder),
    log,
    port: () => listening?.port ?? settings.port,
    replicated: false,
    reach: (service) => (request) => {
      const there = stores[service];
      if (!there) throw new Error(`${service} is not there yet`);
      return there.fetch(request);
    },
    placeOf: () => null,
  });
  const authService = (stores.auth = make.auth());
  const usersService = (stores.users = make.users());
  const chatsService = (stores.chats = make.chats());
  const liveService = make.live();
  const gatewayService = make.gateway();
  const webService = make.web();

  const answer = async (request: Request, peer: Peer): Promise<Response> => {
    const service = publicRoute(request);
    if (service === null) return alive();
    return service === 'gateway' ? gatewayService.fetch(request, peer) : webService.fetch(request);
  };

  return {
    auth: authService,
    users: usersService,
    chats: chatsService,
    live: liveService,
    gateway: gatewayService,
    web: webService,
    /** Opens the port and gives its number. Throws node's errors. */
    open(): number {
      listening = listen<SocketData>({
        host: settings.host,
        port: settings.port,
        tls: settings.tls,
        fetch: answer,
        bodyBytes: settings.limits.avatarBytes + settings.limits.requestBytes,
        idleMs: settings.limits.headerTimeoutMs,
        sockets: {
          path: '/live',
          upgrade: (request: Request, peer: Peer, server: Server<SocketData>) =>
            liveService.upgrade(request, peer, server),
          handler: liveService.handler,
        },
      });
      liveService.listenOn(listening.server);
      if (settings.metrics) metrics = serveMetrics(settings.metrics, make.registries());
      return listening.port;
    },
    metricsPort: () => metrics?.port ?? null,
    async stop(): Promise<void> {
      await liveService.stop();
      await listening?.stop(stopGraceMs);
      await metrics?.stop();
      for (const service of [gatewayService, webService, chatsService, usersService, authService])
        await service.stop();
      await bus.close();
    },
  };
}
