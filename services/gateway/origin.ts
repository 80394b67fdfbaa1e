import { ApiError } from '../../contracts/errors.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';

/** Refusals come as fast as somebody sends them; one line in so long is enough to find the mend. */
const logEveryMs = 5_000;

/** The origin that a header names; null when it is missing, `null`, or anything but an origin. */
function readOrigin(header: string | null): string | null {
  if (header === null || header.length > 300 || !URL.canParse(header)) return null;
  const { origin } = new URL(header);
  return origin === header && /^https?:/.test(origin) ? origin : null;
}

/**
 * Guards state changes against other sites (CSRF): a browser says from which page a call comes, and it must be one
 * of ours. Also the log tells the operator how to mend an address that does not fit.
 */
export function originGuard(allowedOrigins: () => readonly string[], log: Log, clock: Clock) {
  let silentUntil = Number.NEGATIVE_INFINITY;

  /** Throws `origin_refused` unless the call comes from an allowed origin. GET and HEAD change nothing and may pass. */
  return function mustBeOurs(request: Request): void {
    if (request.method === 'GET' || request.method === 'HEAD') return;
    const expected = allowedOrigins();
    const given = request.headers.get('origin');
    const site = request.headers.get('sec-fetch-site');
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

/** The mend, for people: only a real origin is repeated, never what else a header may hold. */
function explain(opened: string | null, expected: readonly string[]): string {
  const wanted = expected.join(' or ');
  if (opened === null) return `The call names no origin in its Origin header; this server expects ${wanted}.`;
  if (expected.includes(opened)) return 'Another site asked your browser to do this.';
  return `You opened ${opened}; this server expects ${wanted}; set ROOKERY_URL=${opened}`;
}
