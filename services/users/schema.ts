import type { Generated, Kysely, Selectable } from 'kysely';

/** The tables of the `users` store. Times are milliseconds since 1970, ids text. */
export interface UsersTables {
  profiles: {
    id: string;
    username: string;
    /** Of two changes of the name the higher one holds; 0: none was heard of. */
    name_version: Generated<number>;
    /** Null until its owner chooses one: the username is shown. */
    display_name: string | null;
    status: string;
    /** The version of the picture; null without one. */
    avatar: string | null;
    changed_at: number;
  };
  /** Pictures as they are served (WebP, 256 px). A new one has a new version, so an address never changes its picture. */
  avatars: { user: string; version: string; bytes: Uint8Array; made_at: number };
}

/** The store, or a transaction on it. */
export type Query = Kysely<UsersTables>;
export type ProfileRow = Selectable<UsersTables['profiles']>;
