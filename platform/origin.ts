import { ApiError } from '../contracts/errors.ts';
import type { Log } from './log.ts';

/** The origin that a header names; null when it is missing, `null`, or anything but an origin. */
function readOrigin(header: string | null): string | null {
  if (header === null || header.length > 300 || !URL.canParse(header)) return null;
  const { origin } = new URL(header);
  return origin === header && /^https?:/.test(origin) ? origin : null;
}

/**
 * Throws `origin_refused` unless an `Origin` header names one of the expected origins; the message, which is logged
 * too, tells the operator how to mend an address that does not fit.
 */
export function checkOrigin(given: string | null, expected: readonly string[], log: Log): void {
  if (given !== null && expected.includes(given)) return;
  const message = explain(readOrigin(given), expected);
  log.warn({ code: 'origin_refused' }, message);
  throw new ApiError('origin_refused', message);
}

/** The mend, for people: only a real origin is repeated, never what else a header may hold. */
function explain(opened: string | null, expected: readonly string[]): string {
  const wanted = expected.join(' or ');
  if (opened === null) return `The call names no origin in its Origin header; this server expects ${wanted}.`;
  return `You opened ${opened}; this server expects ${wanted}; set ROOKERY_URL=${opened}`;
}
