import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import type { Fetch } from '../contracts/client.ts';
import { json } from '../platform/answers.ts';
import type { DurableBus } from '../platform/bus.ts';
import { systemClock } from '../platform/clock.ts';
import { allowedOrigins, originOf, type Settings, type StoreName } from '../platform/config.ts';
import type { Database } from '../platform/db.ts';
import type { Log } from '../platform/log.ts';
import { createMetrics, type Metrics } from '../platform/metrics.ts';
import * as auth from '../services/auth/service.ts';
import * as chats from '../services/chats/service.ts';
import * as gateway from '../services/gateway/service.ts';
import * as live from '../services/live/service.ts';
import * as users from '../services/users/service.ts';
import * as web from '../services/web/service.ts';
import { lanUrls } from './banner.ts';
import { openStore } from './store.ts';

/** What services stand on, in whichever wiring. */
export interface Ground {
  settings: Settings;
  bus: DurableBus;
  /** Signs calls between services. */
  secret: Uint8Array;
  log: Log;
  /** The port that is really bound, once it is. */
  port: () => number;
  /** Whether there may be other processes of the same service. */
  replicated: boolean;
  /** How a service reaches another one. */
  reach: (service: StoreName) => Fetch;
  /** Which replica of a service calls about something should go to; null where there is but one. */
  placeOf: (service: StoreName) => ((key: string) => string) | null;
}

/** The origin that people open: the public address, else this machine's own. */
export function address(settings: Settings, port: number): string {
  if (settings.publicUrl !== null) return settings.publicUrl;
  const host = isLoopback(settings.host) || /^[0:.]+$/.test(settings.host) ? '127.0.0.1' : settings.host;
  return originOf(settings.tls ? 'https' : 'http', settings.host === '::1' ? '::1' : host, port);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** Makes services, each with what it needs and nothing of the others but how to reach them. */
export function parts({ settings, bus, secret, log, port, replicated, reach, placeOf }: Ground) {
  const { limits } = settings;
  const { version } = packageJson;
  const origins = remember(port, (bound) => allowedOrigins(settings, bound));
  const secureCookie = address(settings, 0).startsWith('https:');
  const door = { allowedOrigins: origins, secureCookie, trustedProxies: settings.trustedProxies };
  const registries: Metrics[] = [];
  const metricsOf = (service: string): Metrics => {
    const registry = createMetrics(service);
    registries.push(registry);
    return registry;
  };
  const plumbing = (service: string) => ({
    bus,
    clock: systemClock,
    secret,
    limits,
    log: log.child({ service }) as Log,
    metrics: metricsOf(service),
  });
  const store = <Tables>(service: StoreName): Database<Tables> =>
    openStore<Tables>(settings, service, log, replicated);
  return {
    /** The figures of the services made so far. */
    registries: (): readonly Metrics[] => registries,
    auth: () =>
      auth.create({
        ...plumbing('auth'),
        database: store('auth'),
        settings: {
          registration: settings.registration,
          secureCookie,
          claimSeed: replicated ? secret : null,
          lanAddresses: () => lanUrls(settings, port()),
          loopbackOnly: settings.publicUrl === null && lanUrls(settings, port()).length === 0,
          version,
        },
      }),
    users: () => users.create({ ...plumbing('users'), database: store('users'), auth: reach('auth') }),
    chats: () =>
      chats.create({
        ...plumbing('chats'),
        database: store('chats'),
        // What others can open, where there is such an address: an invite is for them.
        publicAddress: () => lanUrls(settings, port())[0] ?? address(settings, port()),
      }),
    live: () =>
      live.create({
        ...plumbing('live'),
        random: Math.random,
        services: { chats: reach('chats'), auth: reach('auth') },
        placeOf: placeOf('chats'),
        settings: { ...door, version },
      }),
    gateway: () =>
      gateway.create({
        ...plumbing('gateway'),
        services: { auth: reach('auth'), users: reach('users'), chats: reach('chats') },
        placeOf: placeOf('chats'),
        settings: { ...door, registration: settings.registration },
      }),
    web: () =>
      web.create({
        assetsFolder: join(import.meta.dir, '../web/dist'),
        offlineStart: settings.offlineStart,
        allowedOrigins: origins,
        version,
        https: secureCookie,
        log: log.child({ service: 'web' }) as Log,
        metrics: metricsOf('web'),
      }),
  };
}

/** Which of the public services answers a request; null: alive, and nothing more is asked. */
export function publicRoute(request: Request): 'gateway' | 'web' | null {
  const { pathname } = new URL(request.url);
  if (pathname === '/healthz') return null;
  const documents = pathname === '/api/docs' || pathname === '/api/openapi.json';
  return pathname === '/readyz' || (pathname.startsWith('/api/') && !documents) ? 'gateway' : 'web';
}

/** The answer to who only asks whether the process lives. */
export const alive = (): Response => json(200, { ok: true });

/** Computes again only when the key changes: this is asked for with each request. */
function remember<Key, Value>(key: () => Key, compute: (key: Key) => Value): () => Value {
  let known: { key: Key; value: Value } | undefined;
  return () => {
    const now = key();
    if (!known || known.key !== now) known = { key: now, value: compute(now) };
    return known.value;
  };
}
