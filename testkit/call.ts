import * as v from 'valibot';
import { ApiError, type ErrorBody, type ErrorCode } from '../contracts/errors.ts';
import type { World } from './world.ts';

export interface CallOptions {
  /** JSON, or raw bytes or text together with a content type in `headers`. */
  body?: unknown;
  raw?: BodyInit;
  headers?: Record<string, string>;
  /** The Origin header; the product's own unless given, none with null. */
  origin?: string | null;
  cookie?: string;
}

/** An answer, read whole. */
export interface Answered {
  status: number;
  headers: Headers;
  text: string;
  /** The body as JSON; undefined when it is empty or not JSON. */
  json: unknown;
}

/** Any request to the product, right or wrong, as it goes over the network. */
export async function call(
  world: World,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<Answered> {
  const { body, raw, origin = world.url, cookie } = options;
  const headers: Record<string, string> = {
    ...(origin === null ? {} : { origin }),
    ...(cookie ? { cookie } : {}),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...options.headers,
  };
  const response = await fetch(world.url + path, {
    method,
    headers,
    redirect: 'manual',
    ...(raw === undefined ? {} : { body: raw }),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The error of a refused call. Throws when the answer is not one. */
export function errorOf(answered: Answered): ErrorBody['error'] {
  const shape = v.object({ error: v.looseObject({ code: v.string(), message: v.string() }) });
  return v.parse(shape, answered.json).error as ErrorBody['error'];
}

/** Status and code in one: what tests compare with, such as `403 origin_refused`; the bare status of a success. */
export function outcome(answered: Answered): string {
  return answered.status < 400 ? String(answered.status) : `${answered.status} ${errorOf(answered).code}`;
}

/** The code with which a typed call is refused; null when it goes well. Throws what is no refusal. */
export async function refusedWith(calling: Promise<unknown>): Promise<ErrorCode | null> {
  try {
    await calling;
    return null;
  } catch (error) {
    if (error instanceof ApiError) return error.code;
    throw error;
  }
}
