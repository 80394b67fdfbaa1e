import type { Account } from '../../contracts/auth.ts';
import { ApiError } from '../../contracts/errors.ts';
import { subprotocol } from '../../contracts/live.ts';
import { addressPrefix, clientAddress } from '../../platform/client-address.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Limits } from '../../platform/limits.ts';
import type { Peer } from '../../platform/listen.ts';
import type { Log } from '../../platform/log.ts';
import { originGuard, type OriginGuard } from '../../platform/origin.ts';
import { RateCounter } from '../../platform/rates.ts';
import { readSessionToken } from '../../platform/session-cookie.ts';
import type { Peers } from './peers.ts';

export interface HandshakeSettings {
  allowedOrigins: () => readonly string[];
  secureCookie: boolean;
  trustedProxies: readonly string[];
}

export interface HandshakeDeps {
  clock: Clock;
  log: Log;
  limits: Limits;
  peers: Peers;
  settings: HandshakeSettings;
  /** How many sockets there are on this process. */
  sockets: () => number;
  /** Resolves once ends of sign-ins are followed; throws `unavailable` while they cannot be. */
  following: () => Promise<void>;
}

/** Who may become a socket. */
export interface Admitted {
  user: Account;
  session: string;
  expiresAt: number;
}

/** Decides whether a request may become a socket. */
export class Handshake {
  private readonly rate: RateCounter;
  private readonly floods: RateCounter;
  private readonly mustBeOurs: OriginGuard;

  constructor(private readonly deps: HandshakeDeps) {
    this.mustBeOurs = originGuard(deps.settings.allowedOrigins, deps.log, deps.clock);
    this.rate = new RateCounter(deps.limits.handshakesPerAddress, deps.clock, 'connections from one address');
    this.floods = new RateCounter(deps.limits.floodsPerUser, deps.clock, 'connections closed for flooding');
  }

  /**
   * Throws `origin_refused`, `malformed` (the subprotocol), `not_signed_in`, `rate_limited`, `overloaded`;
   * `unavailable` while sessions cannot be looked up.
   */
  async admit(request: Request, peer: Peer): Promise<Admitted> {
    const { settings, limits, peers } = this.deps;
    if (request.method !== 'GET' || request.headers.get('upgrade')?.toLowerCase() !== 'websocket') {
      throw new ApiError('malformed', 'This address takes WebSocket connections.');
    }
    this.mustBeOurs(request.headers);
    const offered = (request.headers.get('sec-websocket-protocol') ?? '')
      .split(',')
      .map((name) => name.trim());
    if (!offered.includes(subprotocol))
      throw new ApiError('malformed', `Offer the subprotocol ${subprotocol}.`);
    this.rate.take(addressPrefix(clientAddress(request.headers, peer.address, settings.trustedProxies)));
    if (this.deps.sockets() >= limits.sockets) {
      throw new ApiError('overloaded', `This server holds ${limits.sockets} connections at most.`, {
        retryAfterMs: 5000,
      });
    }
    const token = readSessionToken(request.headers.get('cookie'), settings.secureCookie);
    if (!token) throw new ApiError('not_signed_in', 'Sign in first.');
    await this.deps.following();
    const { user, session } = await peers.auth.verify({ body: { token } });
    this.floods.check(user.id);
    return { user, session: session.id, expiresAt: session.expiresAt };
  }

  /** Somebody's socket is closed for flooding: who goes on so is not let in for a while. */
  flooded(user: string): void {
    this.floods.count(user);
  }
}
