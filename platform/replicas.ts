import { BrokenCircuitError } from 'cockatiel';
import type { Fetch } from '../contracts/client.ts';
import type { Log } from './log.ts';
import { rendezvous } from './rendezvous.ts';
import { replica, replicaHeader, wasNotSent, type Replica } from './replica.ts';

/** Names the replica that a call should go to if that is possible: see `Replicas.placeOf`. */
export const placeHeader = 'x-rookery-place';
/** How long a call may take, in ms, where that is less than others may. */
export const withinHeader = 'x-rookery-within';
/** Says that a call may be made twice, as it comes to the same: a post, by its key. A GET always may. */
export const repeatableHeader = 'x-rookery-repeatable';

/** Calls that may be made again after a failure: one for every ten that were made, and at most so many saved up. */
const retriesPerCall = 0.1;
const retriesMax = 10;

export interface ReplicaOptions {
  log: Log;
  /** How long a call may take, with its tries. */
  timeoutMs: number;
  /** The longest answer in bytes. */
  answerBytes: number;
  /** Milliseconds since 1970; a test's own. */
  now?: () => number;
}

/** A service's replicas, as one. */
export interface Replicas {
  fetch: Fetch;
  /** Where the calls about something (a room) belong, among the replicas that work; null where there is but one. */
  placeOf: ((key: string) => string) | null;
}

/**
 * Reaches a service over HTTP, whose replicas take turns unless a call names one. A replica that is not ready is passed
 * over; one that cannot be connected to, or hangs, gets no call until it says that it is ready; one that keeps failing, or
 * is about to end, is left alone for a while. What goes wrong later is the caller's to judge, since the call may have been
 * carried out; but what may be made twice is made once more, at another replica, within a small budget: as soon as its
 * replica is known to hang. Answers are taken in whole, up to a length and a time. Throws the network's errors.
 */
export function replicas(addresses: readonly string[], options: ReplicaOptions): Replicas {
  const { log, answerBytes, now = Date.now } = options;
  const all = addresses.map((address) => replica(address, { log, answerBytes, now }));
  let turn = 0;
  let retries = retriesMax;

  /** Those that are away come last: where there is no other, one may be back. */
  function inOrder(place: string | null): Replica[] {
    const rank = (one: Replica) => (one.isAway() ? 3 : one.isEnding() ? 2 : one.address === place ? 0 : 1);
    return rotated(
      all.toSorted((a, b) => Number(a.isAway()) - Number(b.isAway())),
      turn++ % Math.max(1, all.filter((one) => !one.isAway()).length),
    ).toSorted((a, b) => rank(a) - rank(b));
  }

  async function send(request: Request): Promise<Response> {
    const { method } = request;
    const body = request.body === null ? null : await request.arrayBuffer();
    const isSafe = method === 'GET' || method === 'HEAD';
    const isRepeatable = all.length > 1 && (isSafe || request.headers.has(repeatableHeader));
    retries = Math.min(retriesMax, retries + retriesPerCall);
    const withinMs = Math.min(Number(request.headers.get(withinHeader)) || Infinity, options.timeoutMs);
    const began = performance.now();
    // One that is slow leaves time for another.
    const eachMs = isSafe && all.length > 1 ? withinMs * 0.4 : withinMs;
    let failure: unknown = new Error('no address was given');
    let sent = 0;
    let starting: Response | undefined;
    for (const one of inOrder(request.headers.get(placeHeader))) {
      const timeoutMs = Math.min(eachMs, Math.ceil(withinMs - (performance.now() - began)));
      if (timeoutMs <= 0) break;
      try {
        const answer = await one.send(request, body, { timeoutMs, isRepeatable });
        if (answer.headers.get(replicaHeader) !== 'starting') return answer;
        starting = answer;
      } catch (error) {
        const wasSent = !(error instanceof BrokenCircuitError) && !wasNotSent(error);
        if (!(error instanceof BrokenCircuitError) || sent === 0) failure = error;
        if (!wasSent) continue;
        if (!isRepeatable || ++sent > 1 || retries < 1) throw error;
        retries--;
      }
    }
    if (starting) return starting;
    throw failure;
  }

  return {
    fetch: send,
    placeOf:
      all.length < 2
        ? null
        : (key) => {
            const working = all.filter((one) => one.works());
            return rendezvous(
              key,
              (working.length > 0 ? working : all).map(({ address }) => address),
            );
          },
  };
}

function rotated<T>(list: readonly T[], by: number): T[] {
  return [...list.slice(by), ...list.slice(0, by)];
}
