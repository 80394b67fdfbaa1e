import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Account } from '../contracts/auth.ts';

/** The header that carries a signed identity between services. */
export const identityHeader = 'x-rookery-identity';

/** How long a signed identity holds: long enough for one call. */
const lifetimeMs = 30_000;
/** How far the clocks of two machines may be apart. Beyond it a call is refused, and the log says why. */
export const toleratedSkewMs = 120_000;

/** Who calls, and for whom. */
export interface Identity {
  /** The calling service. */
  caller: string;
  /** The acting user, when one is signed in. */
  user?: Account;
  /** The id of the session that acts. */
  session?: string;
  /** The client's network address, for limits. */
  address?: string;
  /** What the client calls itself. */
  device?: string;
  /** The caller has seen a working invite: lets a person register where registration is by invite. */
  invited?: boolean;
  /** The id of a member whom a working invite shows: lets somebody who is not signed in see their picture. */
  shown?: string;
}

/** Makes the signed header value of an identity: base64url JSON, a dot, HMAC-SHA256 under the shared secret. */
export function signIdentity(identity: Identity, secret: Uint8Array, now: number): string {
  const payload = Buffer.from(JSON.stringify({ ...identity, exp: now + lifetimeMs })).toString('base64url');
  return `${payload}.${mac(payload, secret)}`;
}

/**
 * Reads a header that `signIdentity` made; null when it is missing, forged, expired, or of a clock that is too far from
 * ours. `onSkew` hears of the latter two: by how much (ms) the caller's clock was ahead when it signed; behind, if negative.
 */
export function readIdentity(
  header: string | null,
  secret: Uint8Array,
  now: number,
  onSkew?: (caller: string, aheadMs: number) => void,
): Identity | null {
  const dot = header?.lastIndexOf('.') ?? -1;
  if (!header || dot < 1) return null;
  const payload = header.slice(0, dot);
  const given = Buffer.from(header.slice(dot + 1));
  const wanted = Buffer.from(mac(payload, secret));
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  const { exp, ...identity } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Identity & {
    exp: number;
  };
  const aheadMs = exp - lifetimeMs - now;
  if (aheadMs <= toleratedSkewMs && -aheadMs < lifetimeMs + toleratedSkewMs) return identity;
  onSkew?.(identity.caller, aheadMs);
  return null;
}

function mac(payload: string, secret: Uint8Array): string {
  return createHmac('sha256', secret).update(payload).digest('base64url');
}
