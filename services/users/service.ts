import * as v from 'valibot';
import { auth } from '../../contracts/auth.ts';
import { client, type Fetch } from '../../contracts/client.ts';
import { Renamed, subject } from '../../contracts/events.ts';
import { users } from '../../contracts/users.ts';
import type { Bus, Unsubscribe } from '../../platform/bus.ts';
import type { Clock } from '../../platform/clock.ts';
import { ping, type Database } from '../../platform/db.ts';
import { identityHeader, signIdentity } from '../../platform/identity.ts';
import type { Limits } from '../../platform/limits.ts';
import type { Log } from '../../platform/log.ts';
import type { Metrics } from '../../platform/metrics.ts';
import { migrate } from '../../platform/migrate.ts';
import { peerBase, reachable } from '../../platform/reachable.ts';
import { serveRoutes } from '../../platform/routes.ts';
import { profiles } from './migrations/0001-profiles.ts';
import type { Parts } from './parts.ts';
import { renamed } from './profiles.ts';
import { handlers } from './routes.ts';
import type { UsersTables } from './schema.ts';

export interface UsersDeps {
  database: Database<UsersTables>;
  bus: Bus;
  clock: Clock;
  /** Signs calls between services. */
  secret: Uint8Array;
  log: Log;
  metrics: Metrics;
  limits: Limits;
  /** Calls `auth`. */
  auth: Fetch;
}

/** Profiles: display name, picture, status. Whoever has an account has one; it is made when it is first asked for. */
export function create(deps: UsersDeps) {
  const { database, bus, clock, log, limits, secret } = deps;
  const headers = () => ({ [identityHeader]: signIdentity({ caller: 'users' }, secret, clock.now()) });
  const parts: Parts = {
    database,
    bus,
    clock,
    log,
    limits,
    auth: client(auth, {
      fetch: reachable('auth', deps.auth, { clock, log, timeoutMs: limits.callTimeoutMs }),
      base: peerBase('auth'),
      headers,
    }),
  };
  const serve = serveRoutes(users, handlers(parts), {
    ...deps,
    service: 'users',
    ready: () => ping(database),
  });
  let unsubscribe: Unsubscribe = () => undefined;
  const renaming = new Set<Promise<unknown>>();

  function onRenamed(payload: string): void {
    const { user, username } = v.parse(Renamed, JSON.parse(payload));
    const work = renamed(parts, user, username).catch((error: unknown) =>
      log.error({ err: error }, 'a new username could not be kept'),
    );
    renaming.add(work);
    void work.finally(() => renaming.delete(work));
  }

  return {
    fetch: serve,
    /** Brings the store to this version and begins to serve. Throws `StoreError`. */
    async start(): Promise<void> {
      await migrate('users', database, { '0001-profiles': profiles });
      unsubscribe = bus.subscribe(subject.renamed, onRenamed);
    },
    /** Finishes what it is doing, then closes the store. */
    async stop(): Promise<void> {
      unsubscribe();
      await Promise.all(renaming);
      await database.close();
    },
  };
}
