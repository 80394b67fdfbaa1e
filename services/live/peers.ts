import { auth } from '../../contracts/auth.ts';
import { chats } from '../../contracts/chats.ts';
import { client, type Client, type Fetch } from '../../contracts/client.ts';
import type { Clock } from '../../platform/clock.ts';
import { identityHeader, signIdentity, type Identity } from '../../platform/identity.ts';
import type { Limits } from '../../platform/limits.ts';
import type { Log } from '../../platform/log.ts';
import { peerBase, reachable } from '../../platform/reachable.ts';
import { repeatableHeader, withinHeader } from '../../platform/replicas.ts';

/** The services that `live` asks, through their contracts. */
export interface Peers {
  chats: Client<typeof chats>;
  auth: Client<typeof auth>;
  /** Which sign-ins ended: an answer that comes late is none. */
  revocations: Client<typeof auth>['revocations'];
  /** Headers for a call on behalf of a user. */
  actingFor(user: NonNullable<Identity['user']>, session: string): Record<string, string>;
}

export interface PeersDeps {
  services: { chats: Fetch; auth: Fetch };
  /** Signs calls between services. */
  secret: Uint8Array;
  clock: Clock;
  log: Log;
  limits: Pick<Limits, 'callTimeoutMs' | 'revocationCallMs'>;
}

/**
 * Clients whose calls are signed as `live`, and end in time: a call that hung would hold up everybody's posts. Each call may
 * be made twice: most only read, posts have their keys, and read positions move forward only.
 */
export function createPeers({ services, secret, clock, log, limits }: PeersDeps): Peers {
  const within = { clock, log, timeoutMs: limits.callTimeoutMs };
  const signed = (identity: Omit<Identity, 'caller'> = {}) => ({
    [identityHeader]: signIdentity({ caller: 'live', ...identity }, secret, clock.now()),
    [repeatableHeader]: 'yes',
  });
  const { revocationCallMs } = limits;
  return {
    chats: client(chats, {
      fetch: reachable('chats', services.chats, within),
      checked: true,
      base: peerBase('chats'),
      headers: () => signed(),
    }),
    auth: client(auth, {
      fetch: reachable('auth', services.auth, within),
      checked: true,
      base: peerBase('auth'),
      headers: () => signed(),
    }),
    revocations: client(auth, {
      fetch: reachable('auth', services.auth, { clock, log, timeoutMs: revocationCallMs }),
      checked: true,
      base: peerBase('auth'),
      headers: () => ({ ...signed(), [withinHeader]: String(revocationCallMs) }),
    }).revocations,
    actingFor: (user, session) => signed({ user, session }),
  };
}
