import type { Fetch } from '../contracts/client.ts';
import { ApiError } from '../contracts/errors.ts';
import { isWithin, type Clock } from './clock.ts';
import type { Log } from './log.ts';

/** Where a peer's calls go to by name; the wiring decides what is behind it. */
export const peerBase = (service: string) => `http://${service}.internal`;

/** How soon trying again makes sense when a peer is away. */
const retryAfterMs = 2_000;
/** While a peer stays away the log says so this often, not with every call. */
const sayEveryMs = 30_000;

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
 * or takes longer than `timeoutMs`) becomes `unavailable` here. The log says that it is away, now and then, and that it is
 * back.
 */
export function reachable(
  service: string,
  fetch: Fetch,
  { clock, log, timeoutMs }: { clock: Clock; log: Log; timeoutMs: number },
): (request: Request) => Promise<Response> {
  let failures = 0;
  let saidAt = Number.NEGATIVE_INFINITY;
  const failed = (error: unknown) => {
    failures++;
    if (isWithin(sayEveryMs, saidAt, clock.now())) return;
    saidAt = clock.now();
    const reason = error instanceof Error ? error.message : String(error);
    log.error({ peer: service, reason, failures }, `${service} cannot be reached`);
  };
  const succeeded = () => {
    if (failures === 0) return;
    log.warn({ peer: service, failures }, `${service} is reached again`);
    failures = 0;
    saidAt = Number.NEGATIVE_INFINITY;
  };
  return async (request) => {
    const late = Promise.withResolvers<never>();
    const cancel = clock.after(timeoutMs, () => late.reject(new Error(`no answer within ${timeoutMs} ms`)));
    try {
      const answer = await Promise.race([(async () => whole(await fetch(request)))(), late.promise]);
      succeeded();
      return answer;
    } catch (error) {
      failed(error);
      throw new ApiError('unavailable', 'A part of the server cannot be reached just now; try again soon.', {
        retryAfterMs,
      });
    } finally {
      cancel();
    }
  };
}
