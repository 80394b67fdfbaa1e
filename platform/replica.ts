import { circuitBreaker, ConsecutiveBreaker, handleAll } from 'cockatiel';
import type { Log } from './log.ts';

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
/** A replica that said that it is about to end is left alone for so long: by then it is gone, or back. */
const avoidMs = 5000;
/** A call that another replica may have instead asks so often whether its own one lives at all. */
const askEveryMs = 1000;
/** A process that runs says that it lives at once; one that does not within so long hangs, or is cut off. */
const livesWithinMs = 1000;
/** How often a replica that is away is asked whether it is back. */
const askAwayEveryMs = 1000;

/**
 * What a replica says of itself in an answer: `starting` has not taken the request in, and another one may have it;
 * `draining` has answered it, and wants no more.
 */
export const replicaHeader = 'rookery-replica';

/** No whole answer came in time. */
class NoAnswer extends Error {
  /** `hangs`: not even the question whether it lives was answered. */
  constructor(
    message: string,
    readonly hangs: boolean,
  ) {
    super(message);
  }
}

/** Whether an attempt reached nobody. */
export function wasNotSent(error: unknown): boolean {
  return notSent.has((error as { code?: string }).code ?? '');
}

/** How an attempt is made. */
interface Manner {
  timeoutMs: number;
  /** Whether another replica may have the call if this one hangs: then it is given up as soon as that is known. */
  isRepeatable: boolean;
}

/** One process of a service, at its address. */
export interface Replica {
  readonly address: string;
  /** Whether it is not being left alone. */
  works(): boolean;
  /** Whether it said so. */
  isEnding(): boolean;
  /** Whether nothing listens there, or it hangs. Nothing but a question of its own finds out that it is back. */
  isAway(): boolean;
  /** Throws the network's errors, and those of a replica that is left alone. */
  send(request: Request, body: ArrayBuffer | null, manner: Manner): Promise<Response>;
}

/** The replica at an address. */
export function replica(
  address: string,
  { log, answerBytes, now }: { log: Log; answerBytes: number; now: () => number },
): Replica {
  let openedAt: number | null = null;
  let endingUntil = -Infinity;
  let away = false;
  let breaker = newBreaker();
  let question: Promise<boolean> | undefined;

  function newBreaker() {
    const made = circuitBreaker(handleAll, {
      halfOpenAfter: leftAloneMs,
      breaker: new ConsecutiveBreaker(failuresMax),
    });
    made.onBreak(() => {
      if (openedAt === null && !away)
        log.warn({ address }, 'a replica keeps failing and is left alone for a while');
      openedAt = performance.now();
    });
    made.onReset(() => {
      openedAt = null;
      log.info({ address }, 'a replica is back');
    });
    return made;
  }

  /** Whether the process lives: asked once for all calls that wait for it. */
  function lives(): Promise<boolean> {
    question ??= ask(address, '/healthz')
      .then((status) => status !== null)
      .finally(() => (question = undefined));
    return question;
  }

  /** Whether it wants calls. What stands in front of it may not know the question. */
  async function isReady(): Promise<boolean> {
    const status = await ask(address, '/readyz');
    return status !== null && status !== 503;
  }

  function leave(error: unknown): void {
    if (away) return;
    away = true;
    const reason = error instanceof Error ? error.message : String(error);
    log.warn(
      { address, reason },
      'a replica does not answer and is left alone until it says that it is ready',
    );
    void untilBack();
  }

  async function untilBack(): Promise<void> {
    if (await isReady()) {
      away = false;
      // What it did not answer counts no more.
      openedAt = null;
      breaker = newBreaker();
      log.info({ address }, 'a replica is back');
      return;
    }
    setTimeout(() => void untilBack(), askAwayEveryMs).unref();
  }

  const isEnding = () => endingUntil > now();
  return {
    address,
    isEnding,
    isAway: () => away,
    works: () => !isEnding() && !away && (openedAt === null || performance.now() - openedAt > leftAloneMs),
    async send(request, body, manner) {
      const watch = manner.isRepeatable ? lives : null;
      try {
        const answer = await breaker.execute(() =>
          attempt(address, request, body, { timeoutMs: manner.timeoutMs, answerBytes, watch }),
        );
        if (answer.headers.get(replicaHeader) === 'draining') endingUntil = now() + avoidMs;
        return answer;
      } catch (error) {
        if (wasNotSent(error) || (error instanceof NoAnswer && error.hangs)) leave(error);
        // It may only be slow.
        else if (error instanceof NoAnswer) void isReady().then((ready) => ready || leave(error));
        throw error;
      }
    },
  };
}

/** The status that a question about itself is answered with; null without an answer. */
async function ask(address: string, path: string): Promise<number | null> {
  try {
    const answer = await fetch(new URL(path, address), {
      signal: AbortSignal.timeout(livesWithinMs),
      redirect: 'manual',
    });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return null;
  }
}

interface Attempt {
  timeoutMs: number;
  answerBytes: number;
  /** Asked now and then while no answer comes; false: it never will. */
  watch: (() => Promise<boolean>) | null;
}

async function attempt(
  address: string,
  request: Request,
  body: ArrayBuffer | null,
  { timeoutMs, answerBytes, watch }: Attempt,
): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const { method, headers } = request;
  const ended = new AbortController();
  const timer = setTimeout(
    () => ended.abort(new NoAnswer(`no whole answer within ${timeoutMs} ms`, false)),
    timeoutMs,
  );
  const hangs = async () => {
    if (watch && !(await watch())) ended.abort(new NoAnswer('it hangs', true));
  };
  const watching = watch ? setInterval(() => void hangs(), askEveryMs) : undefined;
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
    clearInterval(watching);
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
