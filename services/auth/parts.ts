import type { Bus } from '../../platform/bus.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/db.ts';
import type { Limits } from '../../platform/limits.ts';
import type { OutboxRelay } from '../../platform/outbox.ts';
import type { Attempts } from './attempts.ts';
import type { LinkGuesses } from './link-guesses.ts';
import type { Passwords } from './passwords.ts';
import type { Revocations } from './revocations.ts';
import type { AuthTables } from './schema.ts';

export interface AuthSettings {
  /** Who may register: anyone, only people who hold an invite link, or nobody. */
  registration: 'open' | 'invite' | 'closed';
  /** Whether the public address is HTTPS. */
  secureCookie: boolean;
  /** Whether this instance is reached from this computer only. */
  loopbackOnly: boolean;
  /** Origins under which others on the network reach it; asked for each time, since the port is known late. */
  lanAddresses: () => string[];
  /** What replicas make the same claim link from; null where there is one process, whose every start makes a new one. */
  claimSeed: Uint8Array | null;
  version: string;
}

/** What the rules of this service work with. */
export interface Parts {
  database: Database<AuthTables>;
  bus: Bus;
  /** Sends what was committed for others to learn. */
  relay: OutboxRelay;
  clock: Clock;
  limits: Limits;
  settings: AuthSettings;
  passwords: Passwords;
  attempts: Attempts;
  linkGuesses: LinkGuesses;
  revocations: Revocations;
}
