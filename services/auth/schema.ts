import type { Generated, Kysely, Selectable } from 'kysely';
import type { OutboxTable } from '../../platform/outbox.ts';

/** The tables of the `auth` store. Times are milliseconds since 1970, ids text. */
export interface AuthTables extends OutboxTable {
  accounts: {
    id: string;
    /** As its owner writes it; compared by `names.key`. */
    username: string;
    /** Argon2id in PHC form. */
    password_hash: string;
    role: 'owner' | 'member';
    created_at: number;
    signed_in_at: number;
    /** Higher with each change of the username; 0 before the first. */
    name_version: Generated<number>;
  };
  /** Whose each name is. One primary key for names in use and names kept free, so that no two can ever clash. */
  names: {
    /** The name as it is compared (see `usernameKey`). */
    key: string;
    account: string;
    /** Null while in use; after a change, until when nobody else may take it. */
    held_until: number | null;
  };
  sessions: {
    id: string;
    /** SHA-256 of the token. */
    token_hash: string;
    account: string;
    device: string;
    created_at: number;
    last_seen_at: number;
    /** The latest end; an unused session ends earlier. */
    expires_at: number;
    /** The sign-in link that began it, if one did. */
    link: string | null;
  };
  /** Links that sign another device in, once each. */
  sign_in_links: {
    id: string;
    /** SHA-256 of the token. */
    token_hash: string;
    account: string;
    /** The session that made it, and that it ends with. One link of each. */
    session: string;
    expires_at: number;
  };
  /** Sessions that ended early, for those who hold sockets of them. `session` null: all of the account's. */
  revocations: { seq: number; account: string; session: string | null; at: number };
  /** One row: who owns the instance, the hash of the link that decides it, and the newest revocation. */
  instance: { id: string; owner: string | null; claim_hash: string | null; revocation_head: number };
  /** Failed guesses, counted in windows. `key` is a hash: what people type by mistake is not kept. */
  attempts: { key: string; started_at: number; count: number };
  /** Hashed address prefixes that an account has signed in from. */
  places: { account: string; place: string; seen_at: number };
}

/** The store, or a transaction on it. */
export type Query = Kysely<AuthTables>;
export type AccountRow = Selectable<AuthTables['accounts']>;
export type SessionRow = Selectable<AuthTables['sessions']>;
