import { auth } from '../../contracts/auth.ts';
import { client, type Fetch } from '../../contracts/client.ts';
import { readRenamed, subject } from '../../contracts/events.ts';
import { users } from '../../contracts/users.ts';
import type { DurableBus } from '../../platform/bus.ts';
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
import { nameVersion } from './migrations/0002-name-version.ts';
import type { Parts } from './parts.ts';
import { renamed } from './profiles.ts';
import { handlers } from './routes.ts';
import type { UsersTables } from './schema.ts';

export interface UsersDeps {
  database: Database<UsersTables>;
  bus: DurableBus;
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
      checked: true,
      base: peerBase('auth'),
      headers,
    }),
  };
  const serve = serveRoutes(users, handlers(parts), {
    ...deps,
    service: 'users',
    ready: () => ping(database),
  });
  let stopConsuming = async () => undefined as void;

  async function onRenamed(payload: string): Promise<void> {
    const news = readRenamed(payload);
    // It would be the same the next time.
    if (!news) return log.error('a change of a username that cannot be read was left out');
    await renamed(parts, news);
  }

  return {
    fetch: serve,
    /** Brings the store to this version and begins to serve. Throws `StoreError`. */
    async start(): Promise<void> {
      const migrations = { '0001-profiles': profiles, '0002-name-version': nameVersion };
      await migrate('users', database, migrations, log);
      stopConsuming = bus.consume(subject.renamed, 'users', onRenamed);
    },
    /** Finishes what it is doing, then closes the store. */
    async stop(): Promise<void> {
      await stopConsuming();
      await database.close();
    },
  };
}
