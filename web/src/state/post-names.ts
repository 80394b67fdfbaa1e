import type { KeptPosts } from './kept-posts.ts';
import type { OutboxPost } from './outbox-post.ts';
import type { StoredPost } from './outbox-storage.ts';
import type { WaitingPosts } from './waiting-posts.ts';

export interface PostNamesDeps {
  posts: WaitingPosts;
  kept: KeptPosts;
  /** A text with the names in it looked up. Never throws. */
  named: (room: string, body: string) => Promise<string>;
  /** A post may be sent, or is settled. */
  done: () => void;
}

/**
 * Looks up the names in posts before they are sent for the first time. What was found is stored before it is sent: the
 * server knows a key with one text only, and another page may have to send it again.
 */
export class PostNames {
  readonly #deps: PostNamesDeps;

  constructor(deps: PostNamesDeps) {
    this.#deps = deps;
  }

  /** Looks up the names in a post, which then may be sent: from there on its text is always the same. Never throws. */
  async lookUp(post: OutboxPost): Promise<void> {
    const { posts, kept, done } = this.#deps;
    posts.put({ ...post, naming: true });
    const { body } = await this.#ready(post);
    const now = posts.get(post.key);
    if (!now) kept.forget(post.key);
    else if (now.names) {
      const { names: _, naming: __, ...rest } = now;
      posts.put({ ...rest, body });
    }
    done();
  }

  /** The post as it is to be sent, now and ever after. One that is `unkept` is in no storage. */
  async #ready(post: OutboxPost): Promise<StoredPost> {
    const { posts, kept, named } = this.#deps;
    const { key, room, createdAt, order } = post;
    const ready = (body: string): StoredPost => ({ key, room, body, createdAt, order });
    const body = await named(room, post.body);
    // Another page may have done it meanwhile, and sent it.
    const stored = (await kept.all()) ?? [];
    const done = stored.find((one) => one.key === key);
    if (done && !done.names) return done;
    // Where the storage does not take it, the text goes as it is there.
    if (!posts.get(key) || (!post.unkept && !(await kept.keep(ready(body))))) return ready(post.body);
    return ready(body);
  }
}
