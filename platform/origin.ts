import { ApiError } from '../contracts/errors.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

/** Refusals come as fast as somebody sends them; one line in so long is enough to find the mend. */
const logEveryMs = 5_000;

/** Throws `origin_refused` unless a request comes from one of this instance's own pages. */
export type OriginGuard = (headers: Headers) => void;

/**
 * Guards against other sites (CSRF, and sockets opened from them): a browser says from which page a call comes, and it
 * must be one of ours. Also the log tells the operator how to mend an address that does not fit.
 */
export function originGuard(allowedOrigins: () => readonly string[], log: Log, clock: Clock): OriginGuard {
  let silentUntil = Number.NEGATIVE_INFINITY;

  return (headers) => {
    const expected = allowedOrigins();
    const given = headers.get('origin');
    const site = headers.get('sec-fetch-site');
    const sameSite = site === null || site === 'same-origin' || site === 'none';
    if (given !== null && expected.includes(given) && sameSite) return;
    const message = explain(readOrigin(given), expected);
    const now = clock.now();
    if (now >= silentUntil) {
      silentUntil = now + logEveryMs;
      log.warn({ code: 'origin_refused' }, message);
    }
    throw new ApiError('origin_refused', message);
  };
}

/** The origin that a header names; null when it is missing, `null`, or anything but an origin. */
function readOrigin(header: string | null): string | null {
  if (header === null || header.length > 300 || !URL.canParse(header)) return null;
  const { origin } = new URL(header);
  return origin === header && /^https?:/.test(origin) ? origin : null;
}

/** The mend, for people: only a real origin is repeated, never what else a header may hold. */
function explain(opened: string | null, expected: readonly string[]): string {
  const wanted = expected.join(' or ');
  if (opened === null) return `The call names no origin in its Origin header; this server expects ${wanted}.`;
  if (expected.includes(opened)) return 'Another site asked your browser to do this.';
  return `You opened ${opened}; this server expects ${wanted}; set ROOKERY_URL=${opened}`;
}
