import * as v from 'valibot';
import type { auth, Account } from '../../contracts/auth.ts';
import type { Client } from '../../contracts/client.ts';
import { ApiError } from '../../contracts/errors.ts';
import { Id } from '../../contracts/shapes.ts';
import type { Profile } from '../../contracts/users.ts';
import { json } from '../../platform/answers.ts';
import type { Limits } from '../../platform/limits.ts';
import type { PublicCall } from './routing.ts';

export interface NamesDeps {
  auth: Pick<Client<typeof auth>, 'usernames'>;
  limits: Pick<Limits, 'idsPerRequest'>;
}

/** Whether a call can be answered without `users`: reading names. */
export function needsOnlyNames(call: PublicCall): boolean {
  return ['users.me', 'users.profile', 'users.profiles'].includes(call.name);
}

/**
 * Profiles while `users` is away: the usernames that `auth` knows. Throws what the true answer would (`not_found`,
 * `malformed`, `limit_reached`), and `unavailable` when `auth` is away too.
 */
export async function profilesFromNames(
  call: PublicCall,
  url: URL,
  caller: Account,
  deps: NamesDeps,
): Promise<Response> {
  if (call.name === 'users.me') return json(200, plainProfile(caller));
  if (call.name === 'users.profiles') {
    const ids = (url.searchParams.get('ids') ?? '').split(',').filter((id) => id !== '');
    return json(200, { users: await namesOf(ids, deps) });
  }
  const [profile] = await namesOf([url.pathname.slice(url.pathname.lastIndexOf('/') + 1)], deps);
  if (!profile) throw new ApiError('not_found', 'There is no such person.');
  return json(200, profile);
}

async function namesOf(ids: string[], { auth, limits }: NamesDeps): Promise<Profile[]> {
  if (ids.length > limits.idsPerRequest) {
    throw new ApiError('limit_reached', `At most ${limits.idsPerRequest} profiles can be asked for at once.`);
  }
  if (!ids.every((id) => v.is(Id, id))) throw new ApiError('malformed', 'An id is not one.');
  const { users } = await auth.usernames({ body: { ids } });
  return users.map(plainProfile);
}

function plainProfile({ id, username }: { id: string; username: string }): Profile {
  return { id, username, displayName: username, status: '', avatarUrl: null };
}
