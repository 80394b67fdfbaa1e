import type { Clock } from '../live/clock.ts';
import type { OutboxStorage, StoredPost } from './outbox-storage.ts';
import { inTime } from './sending-turn.ts';

export interface PostNamesDeps {
  clock: Clock;
  storage: OutboxStorage;
  /** A text with the names in it looked up. Never throws. */
  named: (room: string, body: string) => Promise<string>;
  /** Whether a post still waits. */
  isThere: (key: string) => boolean;
  /** Keeps a post; answers whether the storage took it. */
  keep: (post: StoredPost) => Promise<boolean>;
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

  /** The post as it is to be sent, now and ever after. One that is `unkept` is in no storage. Never throws. */
  async lookUp(post: StoredPost & { unkept?: true }): Promise<StoredPost> {
    const { clock, storage, named, isThere, keep } = this.#deps;
    const { key, room, createdAt, order } = post;
    const ready = (body: string): StoredPost => ({ key, room, body, createdAt, order });
    const body = await named(room, post.body);
    // Another page may have done it meanwhile, and sent it.
    const kept = await inTime(clock, storage.all()).catch(() => []);
    const done = kept.find((one) => one.key === key);
    if (done && !done.names) return done;
    // Where the storage does not take it, the text goes as it is there.
    if (!isThere(key) || (!post.unkept && !(await keep(ready(body))))) return ready(post.body);
    return ready(body);
  }
}
