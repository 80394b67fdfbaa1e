import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

/** A post as it is kept until the server has it. */
export interface StoredPost {
  key: string;
  room: string;
  body: string;
  createdAt: number;
  /** Later posts have a greater one. */
  order: number;
}

/** Where one user's unsent posts are kept. Every call may fail; the posts then live only as long as the page. */
export interface OutboxStorage {
  all(): Promise<StoredPost[]>;
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
}

interface Schema extends DBSchema {
  outbox: { key: [string, string]; value: StoredPost & { user: string } };
}

/** Unsent posts in IndexedDB, each under its user. */
export class BrowserOutboxStorage implements OutboxStorage {
  readonly #user: string;
  #database: Promise<IDBPDatabase<Schema>> | undefined;

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

  /** Every key of this user: nothing sorts after an array in IndexedDB's order, so `[]` ends the range. */
  #own(): IDBKeyRange {
    return IDBKeyRange.bound([this.#user], [this.#user, []]);
  }

  async all(): Promise<StoredPost[]> {
    const rows = await (await this.#open()).getAll('outbox', this.#own());
    return rows.map(({ key, room, body, createdAt, order }) => ({ key, room, body, createdAt, order }));
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
}
