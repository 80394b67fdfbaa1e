import * as v from 'valibot';
import type { ErrorCode } from './errors.ts';
import { Id } from './shapes.ts';

/**
 * A member as the preview of an invite shows them. `chats` knows the id alone; the gateway adds what `users` knows, else
 * the username from `auth`. What nobody could tell is left out.
 */
export const Face = v.object({
  id: Id,
  username: v.optional(v.string()),
  displayName: v.optional(v.string()),
  /** Path on this origin that works as long as the invite does; null shows the initial. */
  avatarUrl: v.optional(v.nullable(v.string())),
});
export type Face = v.InferOutput<typeof Face>;

/** How a call by an invite's token fails when the invite does not work (any more). */
export const spent: readonly ErrorCode[] = [
  'not_found',
  'room_deleted',
  'invite_expired',
  'invite_revoked',
  'invite_used_up',
];
