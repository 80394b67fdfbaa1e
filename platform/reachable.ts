import type { Fetch } from '../contracts/client.ts';
import { ApiError } from '../contracts/errors.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

/** Where a peer's calls go to by name; the wiring decides what is behind it. */
export const peerBase = (service: string) => `http://${service}.internal`;

/** How soon trying again makes sense when a peer is away. */
const retryAfterMs = 2_000;

/** The answer with its body taken in, so that nothing can go wrong with it later and its headers can be changed. */
async function whole(answer: Response): Promise<Response> {
  const bytes = await answer.arrayBuffer();
  return new Response(bytes.byteLength > 0 ? bytes : null, {
    status: answer.status,
    headers: answer.headers,
  });
}

/**
 * A peer's `fetch` that always ends, with a whole answer: whatever goes wrong there (it throws, cannot be reached,
 * or takes longer than `timeoutMs`) becomes `unavailable` here.
 */
export function reachable(
  service: string,
  fetch: Fetch,
  { clock, log, timeoutMs }: { clock: Clock; log: Log; timeoutMs: number },
): (request: Request) => Promise<Response> {
  return async (request) => {
    const late = Promise.withResolvers<never>();
    const cancel = clock.after(timeoutMs, () => late.reject(new Error(`no answer within ${timeoutMs} ms`)));
    try {
      return await Promise.race([(async () => whole(await fetch(request)))(), late.promise]);
    } catch (error) {
      log.error({ err: error, service }, 'a service cannot be reached');
      throw new ApiError('unavailable', 'A part of the server cannot be reached just now; try again soon.', {
        retryAfterMs,
      });
    } finally {
      cancel();
    }
  };
}
