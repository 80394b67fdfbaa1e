import { join } from 'node:path';
import type { Server } from 'bun';
import packageJson from '../package.json' with { type: 'json' };
import { json } from '../platform/answers.ts';
import { localBus } from '../platform/bus-local.ts';
import { systemClock } from '../platform/clock.ts';
import { allowedOrigins, originOf, StartError, type Settings, type StoreName } from '../platform/config.ts';
import { StoreError, type Database } from '../platform/db.ts';
import { listen, type Listening, type Peer } from '../platform/listen.ts';
import { createLog, type Log } from '../platform/log.ts';
import { createMetrics } from '../platform/metrics.ts';
import { resetPassword as resetIn } from '../services/auth/reset-password.ts';
import * as auth from '../services/auth/service.ts';
import * as chats from '../services/chats/service.ts';
import * as gateway from '../services/gateway/service.ts';
import * as live from '../services/live/service.ts';
import type { SocketData } from '../services/live/socket.ts';
import * as users from '../services/users/service.ts';
import * as web from '../services/web/service.ts';
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
  /** Ends everything in order: sockets hear `bye`, posts that wait are stored, stores are closed. */
  stop(): Promise<void>;
}

/**
 * Starts every service in this process: SQLite files in the data folder, the local bus, calls from `fetch` to `fetch`.
 * The port opens last, when everything is ready. Throws `StartError` for what an operator can mend.
 */
export async function start(settings: Settings): Promise<Running> {
  const parts = assemble(settings);
  try {
    await startInOrder(parts);
    const claim = parts.auth.claimToken();
    const port = parts.open();
    const url = address(settings, port);
    return { url, port, claimUrl: claim && `${url}/claim#${claim}`, stop: () => parts.stop() };
  } catch (error) {
    await parts.stop().catch(() => undefined);
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

async function startInOrder(parts: Parts): Promise<void> {
  for (const service of [parts.auth, parts.users, parts.chats, parts.live, parts.gateway, parts.web])
    await service.start();
}

function assemble(settings: Settings) {
  const log = createLog(settings.logLevel);
  const secret = readSecret(settings.dataFolder);
  const clock = systemClock;
  const { limits } = settings;
  const { version } = packageJson;
  const bus = localBus((err, subject) => log.error({ err, subject }, 'a subscriber of the bus failed'));
  let listening: Listening<SocketData> | undefined;
  const port = () => listening?.port ?? settings.port;
  const origins = remember(port, (bound) => allowedOrigins(settings, bound));
  const secureCookie = address(settings, 0).startsWith('https:');
  const plumbing = (service: string) => ({
    bus,
    clock,
    secret,
    limits,
    log: log.child({ service }) as Log,
    metrics: createMetrics(service),
  });
  const store = <Tables>(service: StoreName): Database<Tables> => openStore<Tables>(settings, service, log);

  const authService = auth.create({
    ...plumbing('auth'),
    database: store('auth'),
    settings: {
      registration: settings.registration,
      secureCookie,
      loopbackOnly: settings.publicUrl === null && !settings.lan && isLoopback(settings.host),
      version,
    },
  });
  const usersService = users.create({
    ...plumbing('users'),
    database: store('users'),
    auth: authService.fetch,
  });
  const chatsService = chats.create({
    ...plumbing('chats'),
    database: store('chats'),
    publicAddress: () => address(settings, port()),
  });
  const door = { allowedOrigins: origins, secureCookie, trustedProxies: settings.trustedProxies };
  const liveService = live.create({
    ...plumbing('live'),
    random: Math.random,
    services: { chats: chatsService.fetch, auth: authService.fetch },
    settings: { ...door, version },
  });
  const gatewayService = gateway.create({
    ...plumbing('gateway'),
    services: { auth: authService.fetch, users: usersService.fetch, chats: chatsService.fetch },
    settings: { ...door, registration: settings.registration },
  });
  const webService = web.create({
    assetsFolder: join(import.meta.dir, '../web/dist'),
    allowedOrigins: origins,
    version,
    https: secureCookie,
    log: log.child({ service: 'web' }) as Log,
  });

  const answer = (request: Request, peer: Peer): Promise<Response> => {
    const { pathname } = new URL(request.url);
    if (pathname === '/healthz') return Promise.resolve(json(200, { ok: true }));
    const documents = pathname === '/api/docs' || pathname === '/api/openapi.json';
    if (pathname === '/readyz' || (pathname.startsWith('/api/') && !documents))
      return gatewayService.fetch(request, peer);
    return webService.fetch(request);
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
        bodyBytes: limits.avatarBytes + limits.requestBytes,
        idleMs: limits.headerTimeoutMs,
        sockets: {
          path: '/live',
          upgrade: (request: Request, peer: Peer, server: Server<SocketData>) =>
            liveService.upgrade(request, peer, server),
          handler: liveService.handler,
        },
      });
      liveService.listenOn(listening.server);
      return listening.port;
    },
    async stop(): Promise<void> {
      await liveService.stop();
      await listening?.stop(stopGraceMs);
      for (const service of [gatewayService, webService, chatsService, usersService, authService])
        await service.stop();
      await bus.close();
    },
  };
}

/** The origin that people open: the public address, else this machine's own. */
function address(settings: Settings, port: number): string {
  if (settings.publicUrl !== null) return settings.publicUrl;
  const host = isLoopback(settings.host) || /^[0:.]+$/.test(settings.host) ? '127.0.0.1' : settings.host;
  return originOf(settings.tls ? 'https' : 'http', settings.host === '::1' ? '::1' : host, port);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** Computes again only when the key changes: this is asked for with each request. */
function remember<Key, Value>(key: () => Key, compute: (key: Key) => Value): () => Value {
  let known: { key: Key; value: Value } | undefined;
  return () => {
    const now = key();
    if (!known || known.key !== now) known = { key: now, value: compute(now) };
    return known.value;
  };
}
