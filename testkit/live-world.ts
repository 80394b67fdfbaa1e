import type { DurableBus } from '../platform/bus.ts';
import { systemClock, type Clock } from '../platform/clock.ts';
import { readLimits } from '../platform/limits.ts';
import { listen, type Peer } from '../platform/listen.ts';
import { createLog } from '../platform/log.ts';
import { createMetrics } from '../platform/metrics.ts';
import * as auth from '../services/auth/service.ts';
import type { ChatsTables } from '../services/chats/schema.ts';
import * as chats from '../services/chats/service.ts';
import * as gateway from '../services/gateway/service.ts';
import * as live from '../services/live/service.ts';
import type { SocketData } from '../services/live/socket.ts';
import { testStore } from './store.ts';
import { removeTemp, tempFolder } from './temp.ts';
import type { World } from './world.ts';

/** What a test may put in the place of the machine's own. */
interface Chance {
  clock?: Clock;
  /** A number from 0 up to, but not, 1. */
  random?: () => number;
  /** Asked before each call to `auth`: whether nobody reaches it. */
  authIsAway?: () => boolean;
  /** Waited for before each transaction of `chats`. */
  beforeStoring?: () => Promise<void>;
  /** Waited for between an answer of `chats` to `live` and its arrival there. */
  beforeAnswer?: (path: string) => Promise<void>;
}

/** Everything that a conversation needs (no profiles, no browser app), over a bus of the test's own. */
export async function startLiveWorld(
  bus: DurableBus,
  env: Record<string, string> = {},
  {
    clock = systemClock,
    random = Math.random,
    authIsAway = () => false,
    beforeStoring = async () => undefined,
    beforeAnswer = async () => undefined,
  }: Chance = {},
): Promise<World> {
  const dataFolder = tempFolder();
  const limits = readLimits({ ROOKERY_RATE_LIMITS: 'off', ...env });
  const plumbing = (name: string) => ({
    bus,
    limits,
    clock,
    secret: new Uint8Array(32).fill(9),
    log: createLog('silent'),
    metrics: createMetrics(name),
  });
  let origins: string[] = [];
  const door = { allowedOrigins: () => origins, secureCookie: false, trustedProxies: [] };
  const authService = auth.create({
    ...plumbing('auth'),
    database: await testStore('auth', dataFolder),
    settings: {
      registration: 'open',
      secureCookie: false,
      loopbackOnly: true,
      lanAddresses: () => [],
      claimSeed: null,
      version: '0',
    },
  });
  const store = await testStore<ChatsTables>('chats', dataFolder);
  const chatsService = chats.create({
    ...plumbing('chats'),
    database: {
      ...store,
      async transaction(work) {
        await beforeStoring();
        return store.transaction(work);
      },
    },
    publicAddress: () => 'http://127.0.0.1',
  });
  const services = {
    auth: (request: Request) => {
      if (authIsAway()) throw new Error('auth is away');
      return authService.fetch(request);
    },
    chats: chatsService.fetch,
  };
  const liveService = live.create({
    ...plumbing('live'),
    random,
    services: {
      ...services,
      async chats(request) {
        const answer = await chatsService.fetch(request);
        await beforeAnswer(new URL(request.url).pathname);
        return answer;
      },
    },
    settings: { ...door, version: '0' },
  });
  const gatewayService = gateway.create({
    ...plumbing('gateway'),
    services: { ...services, users: () => new Response(null, { status: 503 }) },
    settings: { ...door, registration: 'open' },
  });
  const inOrder = [authService, chatsService, liveService, gatewayService];
  for (const service of inOrder) await service.start();
  const listening = listen<SocketData>({
    host: '127.0.0.1',
    port: 0,
    tls: null,
    fetch: (request: Request, peer: Peer) => gatewayService.fetch(request, peer),
    bodyBytes: limits.requestBytes,
    idleMs: limits.headerTimeoutMs,
    sockets: {
      path: '/live',
      upgrade: (request, peer, server) => liveService.upgrade(request, peer, server),
      handler: liveService.handler,
    },
  });
  liveService.listenOn(listening.server);
  const url = `http://127.0.0.1:${listening.port}`;
  origins = [url];
  return {
    url,
    port: listening.port,
    claimUrl: null,
    dataFolder,
    async stop() {
      await liveService.stop();
      await listening.stop(0);
      for (const service of [gatewayService, chatsService, authService]) await service.stop();
      await bus.close();
      removeTemp(dataFolder);
    },
  };
}
