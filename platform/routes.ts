import { Hono, type Context } from 'hono';
import { Counter, Histogram } from 'prom-client';
import * as v from 'valibot';
import { ApiError } from '../contracts/errors.ts';
import type { Answer, Input, Route, Routes } from '../contracts/route.ts';
import { empty, json, refusal } from './answers.ts';
import type { Clock } from './clock.ts';
import { isDiskFailure } from './db-disk-failure.ts';
import { identityHeader, readIdentity, toleratedSkewMs, type Identity } from './identity.ts';
import { parseJson } from './json.ts';
import type { Limits } from './limits.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

/** Who acts, as a handler sees it. Routes for users and their handlers can rely on `user` and `session`. */
export interface Actor extends Identity {
  user: NonNullable<Identity['user']>;
  session: string;
}

/** A handler's answer: the JSON, or with a status and headers of its own. */
export class Reply<T> {
  constructor(
    readonly status: number,
    readonly body: T,
    readonly headers: Record<string, string> = {},
  ) {}
}

export type Handlers<T extends Routes> = {
  [K in keyof T]: (
    input: Input<T[K]>,
    who: T[K]['who'] extends 'user' ? Actor : Identity,
  ) => Promise<Plain<Answer<T[K]>> | Reply<Answer<T[K]>>>;
};

/** A call with an empty answer may be answered by a function that gives nothing. */
type Plain<T> = [T] extends [undefined] ? void : T;

export interface ServeOptions {
  service: string;
  /** Shared by all services: signs who calls and for whom. */
  secret: Uint8Array;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  limits: Pick<Limits, 'requestBytes' | 'peerBytes' | 'avatarBytes' | 'jsonDepth'>;
  /** Throws while the service cannot do its work. */
  ready: () => Promise<void>;
}

/** A route table bound to its handlers: validation, identity, errors and metrics happen here, the same for every service. */
export function serveRoutes<T extends Routes>(table: T, handlers: Handlers<T>, options: ServeOptions) {
  const app = new Hono();
  const seconds = new Histogram({
    name: 'rookery_request_seconds',
    help: 'Time to answer a call, by route.',
    labelNames: ['route'],
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3],
    registers: [options.metrics],
  });
  const refused = new Counter({
    name: 'rookery_refusals_total',
    help: 'Calls that were refused, by route and error code.',
    labelNames: ['route', 'code'],
    registers: [options.metrics],
  });

  app.get('/healthz', () => json(200, { ok: true }));
  app.get('/readyz', async () => {
    await options.ready();
    return json(200, { ok: true });
  });
  app.get(
    '/metrics',
    async () =>
      new Response(await options.metrics.metrics(), {
        headers: { 'content-type': 'text/plain; version=0.0.4' },
      }),
  );

  for (const [name, route] of Object.entries(table)) {
    const handler = handlers[name] as (input: unknown, who: Identity) => Promise<unknown>;
    const took = seconds.labels(name);
    app.on(route.method, honoPath(route.path), async (context) => {
      const stop = took.startTimer();
      try {
        const who = identify(route, context.req.raw, options);
        return respond(route, await handler(await readInput(route, context, options), who));
      } catch (error) {
        const known = asApiError(error, name, options.log);
        refused.labels(name, known.code).inc();
        return refusal(known);
      } finally {
        stop();
      }
    });
  }
  for (const path of new Set(Object.values(table).map((route) => route.path))) {
    const allow = Object.values(table)
      .filter((route) => route.path === path)
      .map((route) => route.method);
    app.all(honoPath(path), () =>
      refusal(new ApiError('method_not_allowed', `This address takes ${allow.join(', ')}.`), {
        allow: allow.join(', '),
      }),
    );
  }
  app.notFound(() => refusal(new ApiError('not_found', 'There is nothing at this address.')));
  app.onError((error) => refusal(asApiError(error, 'unknown', options.log)));

  return async (request: Request): Promise<Response> => app.fetch(request);
}

function honoPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

function identify(route: Route, request: Request, options: ServeOptions): Identity {
  const { secret, clock } = options;
  const header = request.headers.get(identityHeader);
  const identity = readIdentity(header, secret, clock.now(), (caller, ms) => refuseSkew(caller, ms, options));
  if (!identity) throw new ApiError('not_allowed', 'This call is not signed by a service of this instance.');
  if (route.who === 'user' && !(identity.user && identity.session))
    throw new ApiError('not_signed_in', 'Sign in first.');
  return identity;
}

/** Says at most once a minute for each service whose clock it is, and refuses in a way that may be tried again. */
function refuseSkew(caller: string, aheadMs: number, { service, clock, log }: ServeOptions): never {
  const before = skewSaid.get(log)?.get(caller) ?? -Infinity;
  if (Math.abs(clock.now() - before) >= skewSaidEveryMs) {
    skewSaid.set(log, (skewSaid.get(log) ?? new Map<string, number>()).set(caller, clock.now()));
    log.error(
      { caller, service, aheadSeconds: Math.round(aheadMs / 1000), toleratedSeconds: toleratedSkewMs / 1000 },
      'clock skew: the clocks of the machines of two services are too far apart, so calls between them are refused; set both by NTP',
    );
  }
  throw new ApiError('unavailable', 'The clocks of two parts of the server differ too much.', {
    retryAfterMs: 2000,
  });
}
const skewSaidEveryMs = 60_000;
const skewSaid = new WeakMap<Log, Map<string, number>>();

async function readInput(route: Route, context: Context, options: ServeOptions): Promise<Input<Route>> {
  const input: unknown = {
    params: route.params ? check(route.params, context.req.param(), 'path') : undefined,
    query: route.query ? check(route.query, context.req.query(), 'query') : undefined,
    body: await readBody(route, context.req.raw, options),
  };
  return input as Input<Route>;
}

async function readBody(route: Route, request: Request, options: ServeOptions): Promise<unknown> {
  const { avatarBytes, peerBytes, requestBytes } = options.limits;
  const max = route.body === 'image' ? avatarBytes : route.who === 'peer' ? peerBytes : requestBytes;
  const bytes = await readBytes(request, max);
  const type = request.headers.get('content-type') ?? '';
  if (route.body === 'image') {
    if (!type.startsWith('image/'))
      throw new ApiError('unsupported_media', 'Send the picture itself, with an image content type.');
    return bytes;
  }
  if (!route.body && bytes.length === 0) return undefined;
  if (bytes.length > 0 && !/^application\/json\s*(;|$)/i.test(type)) {
    throw new ApiError('unsupported_media', 'Send JSON, with the content type application/json.');
  }
  const value = parseJson(decodeUtf8(bytes), options.limits.jsonDepth);
  // A list would pass for an object without fields.
  if (Array.isArray(value)) throw new ApiError('malformed', 'body: should be Object.');
  if (route.body) return check(route.body, value, 'body');
  if (typeof value === 'object' && value !== null && Object.keys(value).length === 0) return undefined;
  throw new ApiError('malformed', 'This call takes no body.');
}

/** Reads a body up to a limit in bytes; refuses by the declared length first, so that a large one is not taken in. */
export async function readBytes(request: Request, max: number): Promise<Uint8Array> {
  const tooLarge = () => new ApiError('too_large', `A body may have ${max} bytes at most.`);
  if (Number(request.headers.get('content-length') ?? 0) > max) throw tooLarge();
  if (!request.body) return new Uint8Array();
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.length > max) throw tooLarge();
  return bytes;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new ApiError('malformed', 'The body is not valid UTF-8.');
  }
}

/** Validates one part of a call. The message names what was expected where, never what was sent. */
export function check(schema: v.GenericSchema, value: unknown, where: string): unknown {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const issue = result.issues[0];
  const field = v.getDotPath(issue) ?? where;
  throw new ApiError('malformed', `${where}: ${field} should be ${issue.expected ?? 'otherwise'}.`, {
    fields: { [field]: 'malformed' },
  });
}

function respond(route: Route, result: unknown): Response {
  const reply = result instanceof Reply ? result : new Reply(Number(Object.keys(route.answers)[0]), result);
  const answer = route.answers[reply.status];
  if (answer === null || answer === undefined) return empty(reply.status, reply.headers);
  if (answer === 'image')
    return new Response(reply.body as Uint8Array<ArrayBuffer>, {
      status: reply.status,
      headers: reply.headers,
    });
  return json(reply.status, reply.body, reply.headers);
}

function asApiError(error: unknown, route: string, log: Log): ApiError {
  if (error instanceof ApiError) return error;
  log.error({ err: error, route }, 'a call failed unexpectedly');
  if (isDiskFailure(error)) {
    return new ApiError('unavailable', 'The disk is full or failing; try again.', { retryAfterMs: 2000 });
  }
  return new ApiError('internal', 'Something went wrong here. It was logged; please try again.');
}
