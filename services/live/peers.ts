import { auth } from '../../contracts/auth.ts';
import { chats } from '../../contracts/chats.ts';
import { client, type Client, type Fetch } from '../../contracts/client.ts';
import type { Clock } from '../../platform/clock.ts';
import { identityHeader, signIdentity, type Identity } from '../../platform/identity.ts';

/** The services that `live` asks, through their contracts. */
export interface Peers {
  chats: Client<typeof chats>;
  auth: Client<typeof auth>;
  /** Headers for a call on behalf of a user. */
  actingFor(user: NonNullable<Identity['user']>, session: string): Record<string, string>;
}

/** Clients whose calls are signed as `live`. */
export function createPeers(fetches: { chats: Fetch; auth: Fetch }, secret: Uint8Array, clock: Clock): Peers {
  const signed = (identity: Omit<Identity, 'caller'> = {}) => ({
    [identityHeader]: signIdentity({ caller: 'live', ...identity }, secret, clock.now()),
  });
  return {
    chats: client(chats, { fetch: fetches.chats, base: 'http://chats.internal', headers: () => signed() }),
    auth: client(auth, { fetch: fetches.auth, base: 'http://auth.internal', headers: () => signed() }),
    actingFor: (user, session) => signed({ user, session }),
  };
}
