import type { Clock } from '../live/clock.ts';
import type { OutboxStorage, StoredPost } from './outbox-storage.ts';
import { inTime } from './sending-turn.ts';
import type { WaitingPosts } from './waiting-posts.ts';

export interface KeptPostsDeps {
  clock: Clock;
  storage: OutboxStorage;
  posts: WaitingPosts;
  /** What is stored changed: the other pages of this user should look. */
  tell?: () => void;
}

/** The posts in the browser's storage. One that is full, forbidden or hangs costs only the survival of a reload. */
export class KeptPosts {
  readonly #deps: KeptPostsDeps;
  /** Taken out of the storage, which may not have done it yet. */
  readonly #forgotten = new Set<string>();

  constructor(deps: KeptPostsDeps) {
    this.#deps = deps;
  }

  /** What is stored now; undefined where the storage does not say. */
  all(): Promise<StoredPost[] | undefined> {
    const { clock, storage } = this.#deps;
    return inTime(clock, storage.all()).catch(() => undefined);
  }

  /** Whether the storage has it. Never throws. */
  async keep(post: StoredPost): Promise<boolean> {
    const { clock, storage, posts, tell } = this.#deps;
    const putting = storage.put(post);
    try {
      await inTime(clock, putting);
      tell?.();
      return true;
    } catch {
      // Should it be stored after all, it must not stay there when it is settled by then.
      void putting.then(() => posts.get(post.key) || this.forget(post.key)).catch(() => undefined);
      return false;
    }
  }

  /** Takes a post out of the storage. */
  forget(key: string): void {
    this.#forgotten.add(key);
    this.#deps.storage
      .remove(key)
      .then(() => this.#forgotten.delete(key))
      .catch(() => undefined);
  }

  /** Whether a post is being taken out, so that finding it there means nothing. */
  isForgotten(key: string): boolean {
    return this.#forgotten.has(key);
  }

  /** Takes everything out. Never throws. */
  erase(): Promise<void> {
    return this.#deps.storage.erase().catch(() => undefined);
  }
}
