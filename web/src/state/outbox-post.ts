import type { ErrorCode } from '../../../contracts/errors.ts';
import type { StoredPost } from './outbox-storage.ts';

/**
 * - `queued`: waits for a connection, or for its turn
 * - `sending`: on its way, no answer yet
 * - `queued-old`: could be sent now, but is over an hour old: asks first (`retry` sends it)
 * - `failed`: the server refused it for good; `retry` or `discard`
 */
export type PostState = 'queued' | 'sending' | 'queued-old' | 'failed';

/** A post that the server has not acknowledged. Immutable: a change makes a new one. */
export interface OutboxPost extends StoredPost {
  state: PostState;
  error?: { code: ErrorCode; message: string };
  /** The browser could not store it: it lives as long as this page. */
  unkept?: true;
  /** Its names are being looked up. */
  naming?: true;
}
