import type { Fetch } from '../contracts/client.ts';

/** Codes of an attempt that reached nobody: the request was not sent, so another replica may have it. */
const notSent = new Set([
  'ConnectionRefused',
  'ECONNREFUSED',
  'FailedToOpenSocket',
  'EHOSTUNREACH',
  'ENOTFOUND',
]);

/**
 * Reaches a service over HTTP, whose replicas take turns. A replica that cannot be connected to is passed over; what
 * goes wrong later is the caller's to judge, since the call may have been carried out. Throws the network's errors.
 */
export function replicas(addresses: readonly string[]): Fetch {
  let turn = 0;
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const body = request.body === null ? null : await request.arrayBuffer();
    const { method, headers, signal } = request;
    let last: unknown = new Error('no address was given');
    for (let i = 0; i < addresses.length; i++) {
      const base = addresses[turn++ % addresses.length] ?? '';
      try {
        return await fetch(new URL(pathname + search, base), {
          method,
          headers,
          body,
          signal,
          redirect: 'manual',
        });
      } catch (error) {
        last = error;
        if (!notSent.has((error as { code?: string }).code ?? '')) throw error;
      }
    }
    throw last;
  };
}
