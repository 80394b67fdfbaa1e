import type { Fetch } from '../contracts/client.ts';
import { localBus } from '../platform/bus-local.ts';
import { systemClock } from '../platform/clock.ts';
import { readLimits } from '../platform/limits.ts';
import { listen, type Peer } from '../platform/listen.ts';
import { createLog } from '../platform/log.ts';
import { createMetrics } from '../platform/metrics.ts';
import * as auth from '../services/auth/service.ts';
import * as chats from '../services/chats/service.ts';
import * as gateway from '../services/gateway/service.ts';
import * as users from '../services/users/service.ts';
import { testStore } from './store.ts';
import { removeTemp, tempFolder } from './temp.ts';
import type { World } from './world.ts';

type Part = 'auth' | 'users' | 'chats';

/** The REST half of the product, whose services can be taken away and brought back while it runs. */
export interface PartedWorld extends World {
  /** From now on nobody reaches this service. */
  takeAway(part: Part): void;
  bringBack(part: Part): void;
}

/** Starts gateway, auth, users and chats on real stores, with a break in each connection between them. */
export async function startPartedWorld(): Promise<PartedWorld> {
  const dataFolder = tempFolder();
  const away = new Set<Part>();
  const bus = localBus(() => undefined);
  const log = createLog('silent');
  const limits = readLimits({ ROOKERY_RATE_LIMITS: 'off' });
  const secret = new Uint8Array(32).fill(9);
  const plumbing = (name: string) => ({
    bus,
    clock: systemClock,
    secret,
    log,
    limits,
    metrics: createMetrics(name),
  });
  const breakable =
    (part: Part, fetch: Fetch): Fetch =>
    (request) => {
      if (away.has(part)) throw new Error(`${part} is away`);
      return fetch(request);
    };

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
  const authFetch = breakable('auth', authService.fetch);
  const usersService = users.create({
    ...plumbing('users'),
    database: await testStore('users', dataFolder),
    auth: authFetch,
  });
  const chatsService = chats.create({
    ...plumbing('chats'),
    database: await testStore('chats', dataFolder),
    publicAddress: () => 'http://127.0.0.1',
  });
  let origins: string[] = [];
  const gatewayService = gateway.create({
    ...plumbing('gateway'),
    services: {
      auth: authFetch,
      users: breakable('users', usersService.fetch),
      chats: breakable('chats', chatsService.fetch),
    },
    settings: {
      allowedOrigins: () => origins,
      secureCookie: false,
      trustedProxies: [],
      registration: 'open',
    },
  });
  const services = [authService, usersService, chatsService, gatewayService];
  for (const service of services) await service.start();
  const listening = listen<never>({
    host: '127.0.0.1',
    port: 0,
    tls: null,
    fetch: (request: Request, peer: Peer) => gatewayService.fetch(request, peer),
    bodyBytes: limits.avatarBytes,
    idleMs: limits.headerTimeoutMs,
  });
  const url = `http://127.0.0.1:${listening.port}`;
  origins = [url];
  const token = authService.claimToken();

  return {
    url,
    port: listening.port,
    claimUrl: token && `${url}/claim#${token}`,
    dataFolder,
    takeAway: (part) => void away.add(part),
    bringBack: (part) => void away.delete(part),
    async stop() {
      await listening.stop(0);
      for (const service of services.toReversed()) await service.stop();
      await bus.close();
      removeTemp(dataFolder);
    },
  };
}
