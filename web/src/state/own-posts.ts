import type { OutboxPost } from './outbox-post.ts';
import type { ServerTime } from './server-time.ts';
import type { MessageItem } from './timeline-items.ts';

export interface OwnPostsDeps {
  /** The reader's user id. */
  me: string;
  serverTime: Pick<ServerTime, 'offsetMs'>;
  /** The reader's posts to this room that are not acknowledged, in the order written. */
  pending: () => readonly OutboxPost[];
  retry: (key: string) => void;
  discard: (key: string) => void;
}

/** The reader's own posts that the room's log does not show yet, as they stand below it. */
export class OwnPosts {
  readonly #deps: OwnPostsDeps;
  /** Acknowledged and numbered, but not seen in the log. */
  readonly #acked = new Map<string, MessageItem>();
  /** Those of them that were acknowledged on a socket before the present one. */
  readonly #before = new Set<string>();
  /** The same post gives the same item, so that only what changed is drawn anew. */
  readonly #items = new WeakMap<OutboxPost, MessageItem>();

  constructor(deps: OwnPostsDeps) {
    this.#deps = deps;
  }

  /** First those with a number, then those on their way. */
  items(): MessageItem[] {
    const acked = [...this.#acked.values()].sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0));
    const waiting = this.#deps.pending().filter(({ key }) => !this.#acked.has(key));
    return [...acked, ...waiting.map((post) => this.#item(post))];
  }

  acked(post: OutboxPost, seq: number, at: number): void {
    this.#acked.set(post.key, { ...this.#item(post), seq, at, state: 'sent' });
  }

  /** The log shows it. */
  seen(key: string): void {
    this.#acked.delete(key);
  }

  /** The log is known up to `head`, whether it was seen there or not. */
  reached(head: number): void {
    for (const [key, item] of this.#acked) if ((item.seq ?? 0) <= head) this.#acked.delete(key);
  }

  /** The socket is gone. */
  disconnected(): void {
    for (const key of this.#acked.keys()) this.#before.add(key);
  }

  /** Everything that there was when the present socket opened the room has been seen; what was not is no more. */
  caughtUp(): void {
    for (const key of this.#before) this.#acked.delete(key);
    this.#before.clear();
  }

  clear(): void {
    this.#acked.clear();
    this.#before.clear();
  }

  #item(post: OutboxPost): MessageItem {
    const known = this.#items.get(post);
    if (known) return known;
    const { me, retry, discard, serverTime } = this.#deps;
    const { key, body, state, error, unkept, naming, createdAt } = post;
    // By the server's clock, as its number will be: in its place among the others, and the same time afterwards.
    const at = createdAt + serverTime.offsetMs;
    const item: MessageItem = {
      kind: 'message',
      id: `${me}:${key}`,
      seq: null,
      n: null,
      at,
      by: me,
      key,
      body,
      // It does not wait for the connection.
      state: naming ? 'sending' : state,
      ...(error ? { error } : {}),
      ...(unkept ? { unkept } : {}),
    };
    if (state === 'failed' || state === 'queued-old') {
      item.retry = () => {
        retry(key);
      };
    }
    if (item.state !== 'sending') {
      item.discard = () => {
        discard(key);
      };
    }
    this.#items.set(post, item);
    return item;
  }
}
