import { BrokenCircuitError, circuitBreaker, ConsecutiveBreaker, handleAll } from 'cockatiel';
import type { Fetch } from '../contracts/client.ts';
import type { Log } from './log.ts';
import { rendezvous } from './rendezvous.ts';

/** Names the replica that a call should go to if that is possible: see `Replicas.placeOf`. */
export const placeHeader = 'x-rookery-place';
/** How long a call may take, in ms, where that is less than others may. */
export const withinHeader = 'x-rookery-within';

/** Codes of an attempt that reached nobody: the request was not sent, so another replica may have it. */
const notSent = new Set([
  'ConnectionRefused',
  'ECONNREFUSED',
  'FailedToOpenSocket',
  'EHOSTUNREACH',
  'ENOTFOUND',
]);
/** A replica that failed so often in a row is left alone for so long; then one call tries whether it is back. */
const failuresMax = 5;
const leftAloneMs = 2000;
/** Calls that may be made again after a failure: one for every ten that were made, and at most so many saved up. */
const retriesPerCall = 0.1;
const retriesMax = 10;

/** A replica that said that it is about to end is left alone for so long: by then it is gone, or back. */
const avoidMs = 5000;

/**
 * What a replica says of itself in an answer: `starting` has not taken the request in, and another one may have it;
 * `draining` has answered it, and wants no more.
 */
export const replicaHeader = 'rookery-replica';

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
 * Reaches a service over HTTP, whose replicas take turns unless a call names one. A replica that cannot be connected to,
 * or is not ready, is passed over; one that keeps failing, or is about to end, is left alone for a while. What goes wrong later is the caller's to judge, since
 * the call may have been carried out; but a GET is made once more, at another replica, within a small budget. Answers are
 * taken in whole, up to a length and a time. Throws the network's errors.
 */
export function replicas(addresses: readonly string[], options: ReplicaOptions): Replicas {
  const all = addresses.map((address) => replica(address, options));
  let turn = 0;
  let retries = retriesMax;

  function inOrder(place: string | null): Replica[] {
    const start = place === null ? turn++ : all.findIndex(({ address }) => address === place);
    const inTurn = all
      .map((_, i) => all[(Math.max(0, start) + i) % all.length])
      .filter((one) => one !== undefined);
    return inTurn.toSorted((a, b) => Number(a.isEnding()) - Number(b.isEnding()));
  }

  async function send(request: Request): Promise<Response> {
    const { method } = request;
    const body = request.body === null ? null : await request.arrayBuffer();
    const isSafe = method === 'GET' || method === 'HEAD';
    retries = Math.min(retriesMax, retries + retriesPerCall);
    const withinMs = Math.min(Number(request.headers.get(withinHeader)) || Infinity, options.timeoutMs);
    // One that hangs leaves time for another.
    const timeoutMs = isSafe && all.length > 1 ? withinMs * 0.4 : withinMs;
    let failure: unknown = new Error('no address was given');
    let sent = 0;
    let starting: Response | undefined;
    for (const one of inOrder(request.headers.get(placeHeader))) {
      try {
        const answer = await one.send(request, body, timeoutMs);
        if (answer.headers.get(replicaHeader) !== 'starting') return answer;
        starting = answer;
      } catch (error) {
        const wasSent = !(error instanceof BrokenCircuitError) && !notSent.has(codeOf(error));
        if (!(error instanceof BrokenCircuitError) || sent === 0) failure = error;
        if (!wasSent) continue;
        if (!isSafe || ++sent > 1 || retries < 1) throw error;
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

interface Replica {
  address: string;
  /** Whether it is not being left alone. */
  works: () => boolean;
  /** Whether it said so. */
  isEnding: () => boolean;
  send: (request: Request, body: ArrayBuffer | null, timeoutMs: number) => Promise<Response>;
}

function replica(address: string, { log, answerBytes, now = Date.now }: ReplicaOptions): Replica {
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: leftAloneMs,
    breaker: new ConsecutiveBreaker(failuresMax),
  });
  let openedAt: number | null = null;
  let endingUntil = -Infinity;
  breaker.onBreak(() => {
    if (openedAt === null) log.warn({ address }, 'a replica keeps failing and is left alone for a while');
    openedAt = performance.now();
  });
  breaker.onReset(() => {
    openedAt = null;
    log.info({ address }, 'a replica is back');
  });
  const isEnding = () => endingUntil > now();
  return {
    address,
    isEnding,
    works: () => !isEnding() && (openedAt === null || performance.now() - openedAt > leftAloneMs),
    async send(request, body, timeoutMs) {
      const answer = await breaker.execute(() => attempt(address, request, body, timeoutMs, answerBytes));
      if (answer.headers.get(replicaHeader) === 'draining') endingUntil = now() + avoidMs;
      return answer;
    },
  };
}

async function attempt(
  address: string,
  request: Request,
  body: ArrayBuffer | null,
  timeoutMs: number,
  answerBytes: number,
): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const { method, headers } = request;
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(new Error(`no whole answer within ${timeoutMs} ms`)), timeoutMs);
  try {
    const signal = AbortSignal.any([ended.signal, request.signal]);
    const answer = await fetch(new URL(pathname + search, address), {
      method,
      headers,
      body,
      signal,
      redirect: 'manual',
    });
    const bytes = await readWhole(answer, answerBytes);
    const type = answer.headers.get('content-type') ?? '';
    // A page of a proxy's, say.
    if (bytes.byteLength > 0 && !/^(application\/json|image\/)/.test(type))
      throw new Error(`an answer of the type ${type}`);
    return new Response(bytes.byteLength > 0 ? bytes : null, {
      status: answer.status,
      headers: answer.headers,
    });
  } finally {
    clearTimeout(timer);
    // Ends what still comes of an answer that was given up.
    ended.abort();
  }
}

async function readWhole(answer: Response, max: number): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of answer.body ?? []) {
    length += part.byteLength;
    if (length > max) throw new Error(`an answer of more than ${max} bytes`);
    parts.push(part);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? '';
}
