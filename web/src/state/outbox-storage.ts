import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { TurnStorage } from './sending-turn.ts';

/** A post as it is kept until the server has it. */
export interface StoredPost {
  key: string;
  room: string;
  body: string;
  createdAt: number;
  /** Later posts have a greater one. */
  order: number;
  /** There are names in it that were not known when it was written: they are looked up before it is sent. */
  names?: true;
}

/**
 * Where one user's unsent posts are kept, for all pages of the browser. Every call may fail; the posts then live only as
 * long as the page.
 */
export interface OutboxStorage extends TurnStorage {
  all(): Promise<StoredPost[]>;
  /** Resolves once it is committed: the post then outlives the page. */
  put(post: StoredPost): Promise<void>;
  remove(key: string): Promise<void>;
  /** Removes everything of this user. */
  erase(): Promise<void>;
  /** Removes everything that other users left on this browser. */
  eraseOthers(): Promise<void>;
}

/** Unsent posts in memory only. */
export class MemoryOutboxStorage implements OutboxStorage {
  readonly posts = new Map<string, StoredPost>();
  turn: Turn | undefined;

  async all(): Promise<StoredPost[]> {
    return [...this.posts.values()].map((post) => ({ ...post }));
  }
  async put(post: StoredPost): Promise<void> {
    this.posts.set(post.key, { ...post });
  }
  async remove(key: string): Promise<void> {
    this.posts.delete(key);
  }
  async erase(): Promise<void> {
    this.posts.clear();
  }
  async eraseOthers(): Promise<void> {}
  async takeTurn(page: string, now: number, until: number): Promise<{ mine: boolean; until: number }> {
    if (!mayTake(this.turn, page, now, until)) return { mine: false, until: this.turn?.until ?? now };
    this.turn = { page, until };
    return { mine: true, until };
  }
  async leaveTurn(page: string): Promise<void> {
    if (this.turn?.page === page) this.turn = undefined;
  }
}

interface Turn {
  page: string;
  until: number;
}

/** A turn that ends later than anybody could have asked for is of a clock that was set back since. */
function mayTake(turn: Turn | undefined, page: string, now: number, until: number): boolean {
  return !turn || turn.page === page || turn.until <= now || turn.until > until;
}

interface TurnSchema extends DBSchema {
  turns: { key: string; value: Turn & { user: string } };
}

interface Schema extends DBSchema {
  outbox: { key: [string, string]; value: StoredPost & { user: string } };
}

/** Unsent posts in IndexedDB, each under its user. */
export class BrowserOutboxStorage implements OutboxStorage {
  readonly #user: string;
  #database: Promise<IDBPDatabase<Schema>> | undefined;
  /** A database of its own: a turn never waits behind a post, and its form can change without moving any post. */
  #turns: Promise<IDBPDatabase<TurnSchema>> | undefined;

  constructor(user: string) {
    this.#user = user;
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    this.#database ??= openDB<Schema>('rookery', 1, {
      upgrade: (database) => {
        database.createObjectStore('outbox', { keyPath: ['user', 'key'] });
      },
    });
    return this.#database;
  }

  #openTurns(): Promise<IDBPDatabase<TurnSchema>> {
    this.#turns ??= openDB<TurnSchema>('rookery-turns', 1, {
      upgrade: (database) => {
        database.createObjectStore('turns', { keyPath: 'user' });
      },
    });
    return this.#turns;
  }

  /** Every key of this user: nothing sorts after an array in IndexedDB's order, so `[]` ends the range. */
  #own(): IDBKeyRange {
    return IDBKeyRange.bound([this.#user], [this.#user, []]);
  }

  async all(): Promise<StoredPost[]> {
    const rows = await (await this.#open()).getAll('outbox', this.#own());
    return rows.map((row) => {
      const { user: _, ...post } = row;
      return post;
    });
  }
  async put(post: StoredPost): Promise<void> {
    await (await this.#open()).put('outbox', { ...post, user: this.#user });
  }
  async remove(key: string): Promise<void> {
    await (await this.#open()).delete('outbox', [this.#user, key]);
  }
  async erase(): Promise<void> {
    await (await this.#open()).delete('outbox', this.#own());
  }
  async eraseOthers(): Promise<void> {
    const database = await this.#open();
    for (const [user, key] of await database.getAllKeys('outbox')) {
      if (user !== this.#user) await database.delete('outbox', [user, key]);
    }
  }

  async takeTurn(page: string, now: number, until: number): Promise<{ mine: boolean; until: number }> {
    const transaction = (await this.#openTurns()).transaction('turns', 'readwrite');
    const turn = await transaction.store.get(this.#user);
    const mine = mayTake(turn, page, now, until);
    if (mine) await transaction.store.put({ user: this.#user, page, until });
    await transaction.done;
    return { mine, until: mine ? until : (turn?.until ?? now) };
  }
  async leaveTurn(page: string): Promise<void> {
    const transaction = (await this.#openTurns()).transaction('turns', 'readwrite');
    const turn = await transaction.store.get(this.#user);
    if (turn?.page === page) await transaction.store.delete(this.#user);
    await transaction.done;
  }
}
