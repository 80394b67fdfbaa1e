import type { auth } from '../../contracts/auth.ts';
import type { Client } from '../../contracts/client.ts';
import type { Bus } from '../../platform/bus.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/db.ts';
import type { Limits } from '../../platform/limits.ts';
import type { Log } from '../../platform/log.ts';
import type { UsersTables } from './schema.ts';

/** What the rules of this service work with. */
export interface Parts {
  database: Database<UsersTables>;
  bus: Bus;
  clock: Clock;
  log: Log;
  limits: Limits;
  /** Who knows which accounts there are, and their names. */
  auth: Pick<Client<typeof auth>, 'usernames'>;
}
