import { ApiError } from '../../../contracts/errors.ts';

/** Whatever a call threw, as the error that the screens know. */
export function asApiError(cause: unknown): ApiError {
  return cause instanceof ApiError
    ? cause
    : new ApiError('internal', cause instanceof Error ? cause.message : String(cause));
}
