import type { Server } from 'bun';
import { natsBus } from '../platform/bus-nats.ts';
import type { AloneSettings, ServiceName } from '../platform/alone-settings.ts';
import { StartError, type Settings, type StoreName } from '../platform/config.ts';
import { StoreError } from '../platform/db.ts';
import { refusal } from '../platform/answers.ts';
import { ApiError } from '../contracts/errors.ts';
import { listen, type Peer } from '../platform/listen.ts';
import { createLog } from '../platform/log.ts';
import { serveMetrics, type ServedMetrics } from '../platform/metrics.ts';
import { replicaHeader } from '../platform/replica.ts';
import { replicas, type Replicas } from '../platform/replicas.ts';
import type { SocketData } from '../services/live/socket.ts';
import { address, alive, parts } from './parts.ts';

/** The part of an end's time that requests and goodbyes under way get; the rest is for what is still to be stored. */
const requestsShare = 0.75;
/** From when it says that it is not ready until it takes nothing more: whoever sends it requests finds out meanwhile. */
const drainMs = 2_000;

/** One service, running. */
export interface RunningAlone {
  port: number;
  /** The one-time link that makes its opener the owner; null for other services than auth, and once it was used. */
  claimUrl: string | null;
  stop(): Promise<void>;
}

/**
 * Starts one service in this process: its own database, the bus, and the others by HTTP. The port is open from the
 * beginning and answers 503 until the service is ready, which may wait for a database. Throws `StartError` for what an
 * operator can mend.
 */
export async function startAlone(
  name: ServiceName,
  settings: Settings,
  { secret, bus: servers, busUser, busReplicas, peers }: AloneSettings,
): Promise<RunningAlone> {
  const log = createLog(settings.logLevel);
  const bus = natsBus({ servers, name, replicas: busReplicas, ...busUser }, log);
  let port = settings.port;
  const known = new Map<StoreName, Replicas>();
  const reached = (service: StoreName): Replicas => {
    const there =
      known.get(service) ??
      replicas(peers[service] ?? [], {
        log,
        timeoutMs: settings.limits.callTimeoutMs,
        answerBytes: settings.limits.answerBytes,
      });
    known.set(service, there);
    return there;
  };
  const make = parts({
    settings,
    bus,
    secret,
    log,
    port: () => port,
    replicated: true,
    reach: (service) => reached(service).fetch,
    placeOf: (service) => reached(service).placeOf,
  });
  const live = name === 'live' ? make.live() : undefined;
  const authService = name === 'auth' ? make.auth() : undefined;
  const service = live ?? authService ?? make[name]();
  let ready = false;
  let draining = false;

  const listening = listen<SocketData>({
    host: settings.host,
    port: settings.port,
    tls: settings.tls,
    async fetch(request: Request, peer: Peer) {
      const { pathname } = new URL(request.url);
      if (pathname === '/healthz') return alive();
      if (!ready || (draining && pathname === '/readyz')) return unavailable(name, draining);
      // Who lets people in says so for itself: without a service behind it, it still answers better than nobody.
      if (pathname === '/readyz' && isPublic(name)) return alive();
      // Metrics are nobody's business at a port that the public reaches.
      if (pathname === '/metrics' && isPublic(name))
        return refusal(new ApiError('not_found', 'There is nothing at this address.'));
      const response = await service.fetch(request, peer);
      // Nobody should come again by a connection that is about to end.
      return draining ? closing(response) : response;
    },
    bodyBytes: settings.limits.avatarBytes + settings.limits.requestBytes,
    idleMs: settings.limits.headerTimeoutMs,
    ...(live
      ? {
          sockets: {
            path: '/live',
            upgrade: async (request: Request, peer: Peer, server: Server<SocketData>) =>
              ready ? live.upgrade(request, peer, server) : unavailable(name, draining),
            handler: live.handler,
          },
        }
      : {}),
  });
  port = listening.port;
  live?.listenOn(listening.server);
  let metrics: ServedMetrics | undefined;
  const stop = async () => {
    if (ready) {
      draining = true;
      await Bun.sleep(drainMs);
    }
    await live?.stop();
    const finished = await listening.stop(requestsShare * settings.limits.shutdownMs);
    await metrics?.stop();
    if (!live) await service.stop();
    await bus.close();
    if (!finished) throw new Error(`requests to ${name} were cut off: they took too long`);
  };
  try {
    if (settings.metrics) metrics = serveMetrics(settings.metrics, make.registries());
    await service.start();
  } catch (error) {
    await stop().catch(() => undefined);
    throw error instanceof StoreError ? new StartError(`${error.message}.`) : error;
  }
  ready = true;
  const claim = authService?.claimToken() ?? null;
  return {
    port,
    claimUrl: claim && `${address(settings, port)}/claim#${claim}`,
    stop,
  };
}

function isPublic(name: ServiceName): boolean {
  return name === 'live' || name === 'gateway' || name === 'web';
}

function closing(response: Response): Response {
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  headers.set('connection', 'close');
  headers.set(replicaHeader, 'draining');
  return new Response(response.body, { status, statusText, headers });
}

function unavailable(name: string, draining: boolean): Response {
  const message = `${name} is ${draining ? 'stopping' : 'starting'}.`;
  const answer = refusal(new ApiError('unavailable', message, { retryAfterMs: 1000 }));
  if (!draining) answer.headers.set(replicaHeader, 'starting');
  return answer;
}
