import type { Fetch } from '../contracts/client.ts';

/** Codes of an attempt that reached nobody: the request was not sent, so another replica may have it. */
const notSent = new Set([
  'ConnectionRefused',
  'ECONNREFUSED',
  'FailedToOpenSocket',
  'EHOSTUNREACH',
  'ENOTFOUND',
]);
/** A replica that said that it is about to end is left alone for so long: by then it is gone, or back. */
const avoidMs = 5_000;

/**
 * What a replica says of itself in an answer: `starting` has not taken the request in, and another one may have it;
 * `draining` has answered it, and wants no more.
 */
export const replicaHeader = 'rookery-replica';

/**
 * Reaches a service over HTTP, whose replicas take turns. A replica that cannot be connected to, or is not ready, is
 * passed over; what goes wrong later is the caller's to judge, since the call may have been carried out. Throws the
 * network's errors.
 */
export function replicas(addresses: readonly string[], now = Date.now): Fetch {
  let turn = 0;
  /** Replicas that are about to end, and until when they are left alone. */
  const avoided = new Map<string, number>();
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const body = request.body === null ? null : await request.arrayBuffer();
    const { method, headers, signal } = request;
    let starting: Response | undefined;
    let last: unknown = new Error('no address was given');
    const first = turn++;
    const inTurn = addresses.map((_, i) => addresses[(first + i) % addresses.length] ?? '');
    const isAvoided = (base: string) => (avoided.get(base) ?? 0) > now();
    for (const base of inTurn.toSorted((a, b) => Number(isAvoided(a)) - Number(isAvoided(b)))) {
      try {
        const response = await fetch(new URL(pathname + search, base), {
          method,
          headers,
          body,
          signal,
          redirect: 'manual',
        });
        const state = response.headers.get(replicaHeader);
        if (state === 'draining') avoided.set(base, now() + avoidMs);
        if (state !== 'starting') return response;
        starting = response;
      } catch (error) {
        last = error;
        if (!notSent.has((error as { code?: string }).code ?? '')) throw error;
      }
    }
    if (starting) return starting;
    throw last;
  };
}
