import type { Database } from '../../platform/db.ts';
import type { Log } from '../../platform/log.ts';
import { migrate } from '../../platform/migrate.ts';
import { accounts } from './migrations/0001-accounts.ts';
import { outbox } from './migrations/0002-outbox.ts';
import { signInLinks } from './migrations/0003-sign-in-links.ts';
import type { AuthTables } from './schema.ts';

/** The key of the one row of `instance`. */
export const instanceId = 'instance';

/** Brings the store to this version, with its one row about the instance. Throws `StoreError`. */
export async function prepareStore(database: Database<AuthTables>, log?: Pick<Log, 'warn'>): Promise<void> {
  const migrations = {
    '0001-accounts': accounts,
    '0002-outbox': outbox,
    '0003-sign-in-links': signInLinks,
  };
  await migrate('auth', database, migrations, log);
  await database.query
    .insertInto('instance')
    .values({ id: instanceId, owner: null, claim_hash: null, revocation_head: 0 })
    .onConflict((c) => c.column('id').doNothing())
    .execute();
}
