/** Every error code of the product, with the HTTP status it is answered with. One list for REST and socket. */
export const errorStatus = {
  malformed: 400,
  not_signed_in: 401,
  wrong_credentials: 401,
  origin_refused: 403,
  not_allowed: 403,
  invite_required: 403,
  registration_closed: 403,
  removed: 403,
  not_found: 404,
  method_not_allowed: 405,
  username_taken: 409,
  key_reused: 409,
  last_owner: 409,
  last_member: 409,
  after_refused: 409,
  invite_expired: 410,
  invite_revoked: 410,
  invite_used_up: 410,
  claim_spent: 410,
  room_deleted: 410,
  too_large: 413,
  unsupported_media: 415,
  invalid: 422,
  limit_reached: 422,
  rate_limited: 429,
  too_many_sockets: 429,
  too_many_in_flight: 429,
  internal: 500,
  overloaded: 503,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/** WebSocket close codes, 4000–4999 being ours to give (RFC 6455, 7.4.2). */
export const closeCode = {
  /** The server stops or restarts; `bye` said when to come back. */
  going_away: 1001,
  /** A frame over the limit; the same number the RFC has for it. */
  too_large: 1009,
  /** The session ended: sign-out, revocation, password change, deletion. */
  session_ended: 4001,
  /** No `hello` within the time allowed. */
  hello_timeout: 4002,
  /** The reader did not take its frames in time; it may reconnect and resume. */
  slow_reader: 4008,
  /** Far more posts in flight than allowed, or frames that never stop. */
  flooding: 4009,
} as const;

export type CloseName = keyof typeof closeCode;

/** What a refused call throws, on both sides of the wire. `fields` names each bad field with a reason code. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly fields: Record<string, string> | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    more: { fields?: Record<string, string>; retryAfterMs?: number } = {},
  ) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.fields = more.fields;
    this.retryAfterMs = more.retryAfterMs;
  }

  /** The HTTP status that goes with the code. */
  get status(): number {
    return errorStatus[this.code];
  }
}

/** The body of every refused REST call. */
export interface ErrorBody {
  error: { code: ErrorCode; message: string; fields?: Record<string, string>; retryAfterMs?: number };
}
