import type { Insertable, Selectable, Transaction } from 'kysely';

/** The tables of the `chats` store. Times are milliseconds since 1970, ids text, every message table leads with the room. */
export interface ChatsTables {
  rooms: {
    id: string;
    name: string;
    kind: 'room';
    visibility: 'private';
    space_id: string | null;
    archived_at: number | null;
    epoch: string;
    created_by: string;
    created_at: number;
    /** Seq of the newest event: the row's lock is what numbers a room's events without a gap. */
    head: number;
    /** Ordinal of the newest message. */
    posts: number;
    members: number;
  };
  memberships: {
    room: string;
    user: string;
    role: 'owner' | 'member';
    joined_seq: number;
    joined_at: number;
    /** The first seq that the member may read: 1, the whole history. */
    history_from: number;
    notify: string;
    read_seq: number;
    /** Ordinal of the newest message at or before `read_seq`. */
    read_n: number;
    /** When the member posted last; null where only the version before took posts. */
    posted_at: number | null;
  };
  /** Who was removed from a room last when: older invites do not let them back in. */
  removals: {
    room: string;
    user: string;
    at: number;
    /** Number of that event. Null, or of an earlier removal, where the version before wrote the row. */
    seq: number | null;
    /** The time that `seq` belongs to: with another `at` it is out of date. */
    seq_at: number | null;
  };
  /** The log. `data` is the JSON text that goes out, so the bytes of an event are always the same. */
  events: {
    room: string;
    seq: number;
    id: string;
    type: string;
    by: string;
    at: number;
    /** Seq of the message that an edit or a deletion is about. */
    target: number | null;
    data: string;
  };
  /** The projection that history reads: each message as it is now. */
  messages: {
    room: string;
    seq: number;
    n: number;
    by: string;
    at: number;
    key: string;
    body: string | null;
    rev: number;
    edited_at: number | null;
    deleted_at: number | null;
    thread_root: number | null;
    files: string | null;
  };
  /** What makes posting idempotent for as long as the room lives, also after an erasure. */
  keys: { room: string; by: string; key: string; fingerprint: string; seq: number; at: number };
  invites: {
    id: string;
    room: string;
    token_hash: string;
    by: string;
    by_name: string;
    created_at: number;
    /** The room's head when it was made; null where the version before made it. */
    made_seq: number | null;
    expires_at: number | null;
    max_uses: number | null;
    uses: number;
    revoked_at: number | null;
  };
  /** Uses of an invite that are held for somebody who is just registering, until then. */
  invite_reservations: { id: string; room: string; invite: string; until: number };
  /** Hashes of the tokens of invites whose room was deleted, and when it was. */
  gone_invites: { token_hash: string; at: number };
  /** The newest known name of those who invite. Its row's lock keeps a new invite and a change of the name apart. */
  inviters: { user: string; username: string; version: number };
  /** Which messages mention whom: a member, and not the author. A deleted message's are gone. */
  mentions: { room: string; user: string; seq: number };
  /** Rooms that were deleted, and of which something is still there. */
  erasures: { room: string; at: number };
  me_log: { user: string; seq: number; type: string; at: number; data: string };
  me_heads: { user: string; head: number };
  /** Secrets of this store, by name. */
  store: { name: string; value: string };
}

export type Tx = Transaction<ChatsTables>;
export type RoomRow = Selectable<ChatsTables['rooms']>;
export type MembershipRow = Selectable<ChatsTables['memberships']>;
export type MessageRow = Selectable<ChatsTables['messages']>;
export type EventRow = Insertable<ChatsTables['events']>;
