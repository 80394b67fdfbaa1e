import type { GenericSchema, InferInput, InferOutput } from 'valibot';
import type { ErrorCode } from './errors.ts';

/**
 * Who may call a route.
 * - `anyone`: the public, signed in or not
 * - `user`: the public with a session
 * - `peer`: other services only; the gateway never routes it
 */
export type Caller = 'anyone' | 'user' | 'peer';

/** One call of a service: what it takes, what it answers, how it can fail. The one source for server, client and docs. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with `{name}` segments, each described in `params`. */
  readonly path: string;
  readonly summary: string;
  readonly who: Caller;
  readonly params?: GenericSchema;
  readonly query?: GenericSchema;
  /** JSON body schema, or `image` for raw image bytes. Absent: no body, an empty one or `{}`. */
  readonly body?: GenericSchema | 'image';
  /** The JSON of each success status; `null` is an empty answer, `image` raw image bytes. */
  readonly answers: { readonly [status: number]: GenericSchema | null | 'image' };
  /** Errors of its own, besides those that every call can give (see `errorsOfEveryCall`). */
  readonly errors: readonly ErrorCode[];
}

export type Routes = { readonly [name: string]: Route };

/** Errors that any call may answer; route tables list only what is special to a call. */
export const errorsOfEveryCall: readonly ErrorCode[] = [
  'malformed',
  'origin_refused',
  'method_not_allowed',
  'too_large',
  'unsupported_media',
  'rate_limited',
  'internal',
  'unavailable',
];

type Out<S> = S extends GenericSchema ? InferOutput<S> : undefined;
type In<S> = S extends GenericSchema ? InferInput<S> : undefined;

/** What a handler receives, validated. */
export interface Input<R extends Route> {
  params: Out<R['params']>;
  query: Out<R['query']>;
  body: R['body'] extends 'image' ? Uint8Array : Out<R['body']>;
}

type Needed<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] };
type Optional<T> = { [K in keyof T as undefined extends T[K] ? K : never]?: T[K] };

/** What a caller passes; parts that a route does not have are left out. */
export type CallInput<R extends Route> = Needed<{
  params: In<R['params']>;
  body: R['body'] extends 'image' ? Uint8Array : In<R['body']>;
}> &
  Optional<{ query: In<R['query']> | undefined }>;

type AnswerSchema<R extends Route> = R['answers'][keyof R['answers']];
/** The JSON of a success answer (`undefined` for an empty one). */
export type Answer<R extends Route> =
  AnswerSchema<R> extends infer S
    ? S extends GenericSchema
      ? InferOutput<S>
      : S extends 'image'
        ? Uint8Array
        : undefined
    : never;

/** Keeps the literal types of a route table while checking its shape. */
export function routes<const T extends Routes>(table: T): T {
  return table;
}
