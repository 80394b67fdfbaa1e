import type { Instance } from '../../contracts/auth.ts';
import type { Parts } from './parts.ts';
import { instanceId } from './store.ts';

/** What a visitor may know before signing in. */
export async function describeInstance({ database, settings }: Parts): Promise<Instance> {
  const { owner, username } = await database.query
    .selectFrom('instance')
    .leftJoin('accounts', 'accounts.id', 'instance.owner')
    .select(['instance.owner', 'accounts.username'])
    .where('instance.id', '=', instanceId)
    .executeTakeFirstOrThrow();
  const { registration, loopbackOnly, version } = settings;
  return { claimed: owner !== null, registration, owner: username, loopbackOnly, version };
}
