import { auth } from '../../contracts/auth.ts';
import type { DurableBus } from '../../platform/bus.ts';
import type { Clock } from '../../platform/clock.ts';
import { ping, type Database } from '../../platform/db.ts';
import type { Limits } from '../../platform/limits.ts';
import type { Log } from '../../platform/log.ts';
import type { Metrics } from '../../platform/metrics.ts';
import { OutboxRelay } from '../../platform/outbox.ts';
import { serveRoutes } from '../../platform/routes.ts';
import { Attempts } from './attempts.ts';
import { renewClaim } from './claim.ts';
import type { AuthSettings, Parts } from './parts.ts';
import { LinkGuesses } from './link-guesses.ts';
import { Passwords } from './passwords.ts';
import { Revocations } from './revocations.ts';
import { handlers } from './routes.ts';
import type { AuthTables } from './schema.ts';
import { pruneSessions } from './sessions.ts';
import { pruneLinks } from './sign-in-links.ts';
import { prepareStore } from './store.ts';
import { pruneNames } from './usernames.ts';

export interface AuthDeps {
  database: Database<AuthTables>;
  bus: DurableBus;
  clock: Clock;
  /** Signs calls between services. */
  secret: Uint8Array;
  log: Log;
  metrics: Metrics;
  limits: Limits;
  settings: AuthSettings;
}

/** How often what has run out is cleared away. Whether it has is decided when it is read. */
const pruneEveryMs = 60_000;
const choresMax = 4;

/** Usernames, credentials and sessions: who somebody is, and whether they still are. */
export function create(deps: AuthDeps) {
  const { database, bus, clock, log, limits, settings } = deps;
  const attempts = new Attempts(database, clock, limits);
  const revocations = new Revocations(database, bus, clock, limits);
  const relay = new OutboxRelay(database, bus, clock, log);
  const parts: Parts = {
    database,
    bus,
    relay,
    clock,
    limits,
    settings,
    attempts,
    linkGuesses: new LinkGuesses(limits, clock),
    revocations,
    passwords: new Passwords(limits),
  };
  let claimToken: string | null = null;
  const onClaimed = () => {
    claimToken = null;
  };
  const serve = serveRoutes(auth, handlers(parts, onClaimed), {
    ...deps,
    service: 'auth',
    ready: () => ping(database),
  });
  let timers: (() => void)[] = [];
  let chores: Promise<void> = Promise.resolve();
  let waiting = 0;

  /** One chore after another; a failed one is logged and comes again, and so does one that finds a slow store. */
  function chore(work: () => Promise<void>): void {
    if (waiting >= choresMax) return;
    waiting++;
    chores = chores
      .then(work)
      .catch((error: unknown) => log.error({ err: error }, 'a chore of auth failed'))
      .finally(() => waiting--);
  }
  async function prune(): Promise<void> {
    await attempts.prune();
    await pruneSessions(parts);
    await pruneLinks(parts);
    await revocations.prune();
    await pruneNames(database.query, clock.now());
  }

  return {
    fetch: serve,
    /** Brings the store to this version and begins to serve. Throws `StoreError`. */
    async start(): Promise<void> {
      await prepareStore(database, log);
      claimToken = await renewClaim(database, settings.claimSeed);
      await revocations.start();
      relay.start();
      timers = [
        clock.every(limits.revocationPollMs, () => chore(() => revocations.announce())),
        clock.every(pruneEveryMs, () => chore(prune)),
      ];
    },
    /** Finishes what it is doing, then closes the store. */
    async stop(): Promise<void> {
      for (const cancel of timers) cancel();
      await chores;
      await relay.stop();
      await database.close();
    },
    /** The token of the claim link that this start may print; null once the instance had its owner. */
    claimToken: (): string | null => claimToken,
  };
}
