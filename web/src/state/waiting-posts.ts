import type { OutboxPost } from './outbox-post.ts';
import type { StoredPost } from './outbox-storage.ts';

/** The posts of one user that are not acknowledged, as this page knows them, in the order they were written. */
export class WaitingPosts {
  readonly #posts = new Map<string, OutboxPost>();
  /** Old posts that their writer wants sent. */
  readonly #confirmed = new Set<string>();
  #lastOrder = 0;

  get size(): number {
    return this.#posts.size;
  }

  get(key: string): OutboxPost | undefined {
    return this.#posts.get(key);
  }

  /** In order. What changes while somebody goes through them is seen as it is by then. */
  [Symbol.iterator](): Iterator<OutboxPost> {
    return this.#posts.values();
  }

  /** Adds a post as the last one, or puts what became of one in its place. */
  put(post: OutboxPost): void {
    this.#posts.set(post.key, post);
  }

  /** Whether its writer wants it sent, however old it is. */
  isConfirmed(key: string): boolean {
    return this.#confirmed.has(key);
  }

  /** Its writer dropped it, or it is settled. */
  remove(key: string): void {
    this.#posts.delete(key);
    this.#confirmed.delete(key);
  }

  clear(): void {
    this.#posts.clear();
    this.#confirmed.clear();
  }

  /** The order of a post that is written now (milliseconds since 1970): after every other one. */
  nextOrder(now: number): number {
    // Microseconds by the wall clock, so that two pages of one user hardly ever give the same order.
    this.#lastOrder = Math.max(this.#lastOrder + 1, now * 1_000);
    return this.#lastOrder;
  }

  /** Has a post sent again as the last one, by this key. Answers what of it is to be stored. */
  again(post: OutboxPost, key: string): StoredPost {
    this.#posts.delete(post.key);
    this.#lastOrder += 1;
    const stored = {
      key,
      room: post.room,
      body: post.body,
      createdAt: post.createdAt,
      order: this.#lastOrder,
      ...(post.names ? { names: post.names } : {}),
    };
    this.#posts.set(key, { ...stored, state: 'queued' });
    this.#confirmed.add(key);
    return stored;
  }

  /**
   * Takes in what is stored now, of which `before` was in hand and stored when it was asked for. What this page has taken
   * out of the storage `isForgotten`, though it may have been there still.
   */
  takeIn(
    kept: readonly StoredPost[],
    before: readonly OutboxPost[],
    isForgotten: (key: string) => boolean,
  ): void {
    const stored = new Map(kept.map((post) => [post.key, post]));
    // Settled or dropped by another page.
    for (const { key } of before) if (!stored.has(key)) this.remove(key);
    for (const post of kept) {
      const known = this.#posts.get(post.key);
      // Another order: its writer sends it again by another page.
      const isNamed = known?.names === true && !post.names;
      if (isForgotten(post.key) || (known && known.order >= post.order && !isNamed)) continue;
      this.#posts.set(post.key, { ...post, state: 'queued' });
      this.#lastOrder = Math.max(this.#lastOrder, post.order);
    }
    const inOrder = [...this.#posts.values()].sort((a, b) => a.order - b.order);
    this.#posts.clear();
    for (const post of inOrder) this.#posts.set(post.key, post);
  }
}
