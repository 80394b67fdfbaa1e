import { auth } from '../../contracts/auth.ts';
import { chats } from '../../contracts/chats.ts';
import { ApiError } from '../../contracts/errors.ts';
import type { Route, Routes } from '../../contracts/route.ts';
import { users } from '../../contracts/users.ts';

/** A service that the public reaches through the gateway. */
export type ServiceName = 'auth' | 'users' | 'chats';

/** A public call: which service answers it, under which name its contract has it. */
export interface PublicCall {
  service: ServiceName;
  /** Service and name in its route table, such as `chats.postMessage`. */
  name: string;
  route: Route;
}

interface Entry extends PublicCall {
  segments: string[];
}

const isParameter = (segment: string | undefined) => segment?.startsWith('{') ?? false;

function entriesOf(service: ServiceName, table: Routes): Entry[] {
  return Object.entries(table)
    .filter(([, route]) => route.who !== 'peer')
    .map(([name, route]) => ({
      service,
      name: `${service}.${name}`,
      route,
      segments: route.path.split('/'),
    }));
}

// Fixed words before parameters: `/members/me` is not the member called "me".
const entries = [...entriesOf('auth', auth), ...entriesOf('users', users), ...entriesOf('chats', chats)].sort(
  (a, b) => a.segments.filter(isParameter).length - b.segments.filter(isParameter).length,
);

function fits(segments: readonly string[], path: readonly string[]): boolean {
  return (
    segments.length === path.length &&
    segments.every((segment, i) => (isParameter(segment) ? path[i] !== '' : segment === path[i]))
  );
}

/** An address that exists, but not for this method. */
export class MethodNotAllowed extends ApiError {
  constructor(readonly allow: string) {
    super('method_not_allowed', `This address takes ${allow}.`);
  }
}

/**
 * The public call at an address. Only what the contracts name is reachable: internal routes, metrics and everything
 * else throw `not_found`; another method of an address that exists throws `method_not_allowed`.
 */
export function findCall(method: string, path: string): PublicCall {
  const segments = path.split('/');
  const here = entries.filter((entry) => fits(entry.segments, segments));
  const wanted = method === 'HEAD' ? 'GET' : method;
  const found = here.find((entry) => entry.route.method === wanted);
  if (found) return found;
  if (here.length === 0) throw new ApiError('not_found', 'There is nothing at this address.');
  throw new MethodNotAllowed([...new Set(here.map((entry) => entry.route.method))].join(', '));
}
