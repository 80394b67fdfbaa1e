import type { ErrorCode } from '../../../contracts/errors.ts';

/** `sent`: in the room's log. The others are of the outbox: see `PostState`. */
export type SendState = 'sent' | 'sending' | 'queued' | 'queued-old' | 'failed';

/** A message, posted or still on its way. The same object as long as nothing of it changes. */
export interface MessageItem {
  kind: 'message';
  /** Stays the same from the first keystroke's post to the stored message; for lists. */
  id: string;
  /** Null until the server has numbered it. */
  seq: number | null;
  /** The ordinal among the room's messages; null until the room's log has shown it. */
  n: number | null;
  /** Milliseconds since 1970: the server's, or this browser's until it is sent. */
  at: number;
  /** The sender's user id. */
  by: string;
  key: string;
  /** Null once deleted. */
  body: string | null;
  state: SendState;
  editedAt?: number;
  deletedAt?: number;
  /** Why it failed. */
  error?: { code: ErrorCode; message: string };
  /** Could not be stored in this browser: as long as it is not sent, a reload would lose it. */
  unkept?: true;
  /** Sends it again; of failed and old posts. */
  retry?: () => void;
  /** Drops it; of posts that are not on their way. */
  discard?: () => void;
}

/** Something that happened in the room: `user` joined, left or was removed (by `by`), or the room's name changed. */
export type NoticeItem =
  | { kind: 'joined' | 'left' | 'removed'; id: string; seq: number; at: number; by: string; user: string }
  | { kind: 'created' | 'renamed'; id: string; seq: number; at: number; by: string; name: string };

export type TimelineItem = MessageItem | NoticeItem;
