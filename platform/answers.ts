import type { ApiError, ErrorBody } from '../contracts/errors.ts';

const noStore = { 'cache-control': 'no-store' };

/** A JSON answer that nobody may keep. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...noStore, ...headers },
  });
}

/** An answer without a body. */
export function empty(status: number, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers: { ...noStore, ...headers } });
}

/** The one place where a refusal becomes HTTP. `Retry-After` is in whole seconds, rounded up. */
export function refusal(error: ApiError, headers: Record<string, string> = {}): Response {
  const { code, message, fields, retryAfterMs } = error;
  const body: ErrorBody = {
    error: {
      code,
      message,
      ...(fields ? { fields } : {}),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
  };
  const retry = error.status === 429 || error.status === 503 ? (retryAfterMs ?? 1000) : undefined;
  return json(error.status, body, {
    ...(retry === undefined ? {} : { 'retry-after': String(Math.max(1, Math.ceil(retry / 1000))) }),
    ...headers,
  });
}
