import * as v from 'valibot';
import { ApiError, errorStatus, type ErrorCode } from './errors.ts';
import type { Answer, CallInput, Route, Routes } from './route.ts';

/** The part of `fetch` that calls need: a service's own `fetch`, the network's, or a browser's. */
export type Fetch = (request: Request) => Promise<Response> | Response;

export interface ClientOptions {
  fetch: Fetch;
  /** Origin of the callee, such as `http://chats.internal`. In process any origin will do. */
  base: string;
  /** Headers of every call, made anew for each (identities expire). */
  headers?: () => Record<string, string>;
  /** Whether answers are held against the contract too: one that is not what it says becomes `unavailable`. */
  checked?: boolean;
}

/** One function per route: takes its params, query and body; gives the success answer; throws `ApiError`. */
export type Client<T extends Routes> = {
  [K in keyof T]: (
    ...args: Record<never, never> extends CallInput<T[K]>
      ? [input?: CallInput<T[K]> & CallMore]
      : [input: CallInput<T[K]> & CallMore]
  ) => Promise<Answer<T[K]>>;
};

interface CallMore {
  signal?: AbortSignal;
  /** The call goes on when the page that makes it is closed. */
  keepalive?: boolean;
  headers?: Record<string, string>;
}

interface AnyInput extends CallMore {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

/** The one typed client: the same code in the browser, between services in one process, and between machines. */
export function client<T extends Routes>(table: T, options: ClientOptions): Client<T> {
  const calls = Object.entries(table).map(([name, route]) => [
    name,
    (input: AnyInput = {}) => call(route, input, options),
  ]);
  return Object.fromEntries(calls) as Client<T>;
}

async function call(route: Route, input: AnyInput, options: ClientOptions): Promise<unknown> {
  const headers: Record<string, string> = { ...options.headers?.(), ...input.headers };
  let body: BodyInit | null = null;
  if (route.body === 'image') {
    body = input.body as Uint8Array<ArrayBuffer>;
    headers['content-type'] ??= 'image/*';
  } else if (input.body !== undefined) {
    body = JSON.stringify(input.body);
    headers['content-type'] = 'application/json';
  }
  const request = new Request(options.base + pathOf(route, input), {
    method: route.method,
    headers,
    body,
    ...(input.signal ? { signal: input.signal } : {}),
    ...(input.keepalive ? { keepalive: true } : {}),
  });
  let response: Response;
  try {
    response = await options.fetch(request);
  } catch (cause) {
    if (input.signal?.aborted) throw cause;
    throw new ApiError('unavailable', 'The server cannot be reached.');
  }
  if (!response.ok) throw await errorOf(response);
  const answer = route.answers[response.status];
  if (answer === undefined || answer === null) return undefined;
  if (answer === 'image') return new Uint8Array(await response.arrayBuffer());
  if (!options.checked) return response.json();
  const said: unknown = await response.json().catch(() => undefined);
  const parsed = v.safeParse(answer, said, { abortEarly: true });
  if (!parsed.success) {
    throw new ApiError(
      'unavailable',
      `${request.method} ${route.path} was not answered as its contract says.`,
    );
  }
  // As it came: a newer version may say more than this one knows.
  return said;
}

function pathOf(route: Route, input: AnyInput): string {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(input.params?.[name])),
  );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined) query.set(name, String(value));
  }
  return query.size > 0 ? `${path}?${query}` : path;
}

const ErrorAnswer = v.object({
  error: v.object({
    code: v.string(),
    message: v.string(),
    fields: v.optional(v.record(v.string(), v.string())),
    retryAfterMs: v.optional(v.number()),
  }),
});

/** Reads a refusal. An answer that is not one of ours (a proxy's page, say) becomes `unavailable` or `internal`. */
async function errorOf(response: Response): Promise<ApiError> {
  const parsed = v.safeParse(ErrorAnswer, await response.json().catch(() => null));
  if (!parsed.success || !(parsed.output.error.code in errorStatus)) {
    const code =
      response.status === 502 || response.status === 503 || response.status === 504
        ? 'unavailable'
        : 'internal';
    return new ApiError(code, `The server answered ${response.status}.`);
  }
  const { code, message, fields, retryAfterMs } = parsed.output.error;
  return new ApiError(code as ErrorCode, message, {
    ...(fields ? { fields } : {}),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}
