import { ApiError } from '../../../contracts/errors.ts';
import type { UpInput } from '../../../contracts/live.ts';
import type { Clock } from '../live/clock.ts';
import type { FrameOf } from '../live/frames.ts';
import { KeptPosts } from './kept-posts.ts';
import { limits } from './limits.ts';
import type { OutboxPost } from './outbox-post.ts';
import type { OutboxStorage, StoredPost } from './outbox-storage.ts';
import { PostNames } from './post-names.ts';
import { PostSender } from './post-sender.ts';
import { SendingTurn } from './sending-turn.ts';
import { Store } from './store.ts';
import { WaitingPosts } from './waiting-posts.ts';

export interface OutboxSnapshot {
  /** In the order they were written. */
  posts: readonly OutboxPost[];
}

export interface OutboxDeps {
  clock: Clock;
  random: () => number;
  newKey: () => string;
  storage: OutboxStorage;
  /** Sends a frame; false when the connection is not live. */
  send: (frame: UpInput) => boolean;
  /** Asks for a new socket, because answers do not come. */
  restart: () => void;
  /** A text with the names in it looked up, as far as that can be done soon. Never throws. */
  named?: (room: string, body: string) => Promise<string>;
  /** A name that no other page has at the same time; made up when it is left out. */
  page?: string;
  /** What is stored changed: the other pages of this user should look. */
  tell?: () => void;
}

/**
 * The posts of one user that are not acknowledged yet, in order for each room. A post is sent with the same key until
 * an answer comes, whatever happens to the socket, so it arrives once. All of a room's posts go in the order written.
 * Every page of the user shows what any of them has stored; one of them at a time sends it.
 */
export class Outbox extends Store<OutboxSnapshot> {
  readonly #deps: OutboxDeps;
  readonly #posts = new WaitingPosts();
  readonly #kept: KeptPosts;
  readonly #turn: SendingTurn;
  readonly #sender: PostSender;
  /** Ends when all posts written so far are stored, or could not be. */
  #storing: Promise<void>;
  #beginToStore: () => void = () => {};
  #storingCount = 0;
  #restored = false;
  #erased = false;

  constructor(deps: OutboxDeps) {
    super();
    this.#deps = deps;
    const { clock, random, storage, tell, send, restart } = deps;
    const posts = this.#posts;
    // Not before what an earlier page left is known: what is written now comes after that.
    this.#storing = new Promise((resolve) => {
      this.#beginToStore = resolve;
    });
    const goOn = (): void => this.#goOn();
    this.#kept = new KeptPosts({ clock, storage, posts, ...(tell ? { tell } : {}) });
    this.#turn = new SendingTurn({
      clock,
      random,
      storage,
      page: deps.page ?? deps.newKey(),
      taken: () => void this.look(),
    });
    const named = deps.named ?? (async (_, body) => body);
    const names = new PostNames({ posts, kept: this.#kept, named, done: goOn });
    this.#sender = new PostSender({
      clock,
      random,
      posts,
      turn: this.#turn,
      send,
      restart,
      lookUp: (post) => void names.lookUp(post),
      waited: goOn,
    });
  }

  /** Takes up what an earlier page left. Nothing is sent before this is done, so that old posts go first. */
  async restore(): Promise<void> {
    await this.look();
    this.#restored = true;
    this.#beginToStore();
    this.#goOn();
  }

  /** Another page stored or removed something: takes in what is there now. */
  async look(): Promise<void> {
    const before = [...this.#posts].filter(({ unkept }) => !unkept);
    const kept = await this.#kept.all();
    if (kept && !this.#erased) this.#posts.takeIn(kept, before, (key) => this.#kept.isForgotten(key));
    this.#goOn();
  }

  /**
   * Queues a post and sends it as soon as that can be. Answers its key once the browser has stored it, so that nothing
   * which happens to the page loses it, or could not store it (see `unkept`). Only then is it shown and sent. Throws
   * `limit_reached` when too many wait. The text is passed on unchanged, but for `names` in it that are yet to be looked
   * up; whether it may be posted is for the server to say.
   */
  async post(room: string, body: string, names = false): Promise<string> {
    if (this.#posts.size + this.#storingCount >= limits.outbox)
      throw new ApiError('limit_reached', 'Too many messages wait to be sent.');
    const key = this.#deps.newKey();
    const createdAt = this.#deps.clock.now();
    // The turn to send is taken while the post is stored.
    if (this.#restored) this.#sender.expect();
    this.#storingCount++;
    const storing = this.#storing.then(() =>
      this.#store({ key, room, body, createdAt, ...(names ? { names: true as const } : {}) }),
    );
    this.#storing = storing;
    await storing;
    return key;
  }

  /** Sends a failed or old post again, as the last of its room. */
  retry(key: string): void {
    const post = this.#posts.get(key);
    if (!post || (post.state !== 'failed' && post.state !== 'queued-old')) return;
    // A key that the server holds for another text can never succeed.
    const newKey = post.error?.code === 'key_reused' ? this.#deps.newKey() : key;
    const stored = this.#posts.again(post, newKey);
    if (newKey !== key) this.#kept.forget(key);
    void this.#kept.keep(stored).then((kept) => {
      const now = this.#posts.get(newKey);
      if (kept || !now) return;
      this.#posts.put({ ...now, unkept: true });
      this.changed();
    });
    this.#goOn();
  }

  /** Drops a post that is not on its way. */
  discard(key: string): void {
    const post = this.#posts.get(key);
    if (!post || post.state === 'sending') return;
    this.#remove(key);
    this.#deps.tell?.();
    this.#sender.discarded(post);
    this.changed();
  }

  /** The socket is live: everything unanswered goes out again. */
  connected(inFlightPosts: number): void {
    this.#sender.connected(inFlightPosts);
    this.#goOn();
  }

  /** The socket is gone: what was in flight may have arrived or not, so it waits to be sent again. */
  disconnected(): void {
    this.#sender.disconnected();
    this.changed();
  }

  /** The page is about to be closed or frozen: lets another one send. */
  leave(): void {
    this.#turn.leave();
  }

  /** The server has it, says an ack or the room's log. Answers the post, unless it was settled before. */
  settled(key: string): OutboxPost | undefined {
    const post = this.#posts.get(key);
    if (!post) return undefined;
    this.#sender.settled(post);
    this.#remove(key);
    this.#goOn();
    return post;
  }

  /** The server refused it: for now (it says when to try again), or for good. */
  refused(frame: Omit<FrameOf<'refused'>, 't'>): void {
    const post = this.#posts.get(frame.key);
    if (post?.state !== 'sending') return;
    this.#sender.refused(post, frame);
    this.#goOn();
  }

  /** Drops all posts of a room that is no longer the user's. */
  dropRoom(room: string): void {
    for (const post of [...this.#posts]) if (post.room === room) this.#remove(post.key);
    this.#sender.dropRoom(room);
    this.changed();
  }

  /** The post of a key, unless it is settled. */
  get(key: string): OutboxPost | undefined {
    return this.#posts.get(key);
  }

  /** The posts of a room, in the order written. */
  of(room: string): readonly OutboxPost[] {
    return this.getSnapshot().posts.filter((post) => post.room === room);
  }

  /** How many posts would be lost by signing out now. */
  get unsentCount(): number {
    return this.#posts.size;
  }

  /** Forgets everything, here and in the storage. */
  async erase(): Promise<void> {
    this.#erased = true;
    this.disconnected();
    this.#posts.clear();
    this.changed();
    await this.#kept.erase();
  }

  protected build(): OutboxSnapshot {
    return { posts: [...this.#posts] };
  }

  /** Sends whatever may go now, and shows how things stand then. */
  #goOn(): void {
    if (this.#restored) this.#sender.flush(this.#storingCount > 0);
    this.changed();
  }

  #remove(key: string): void {
    this.#posts.remove(key);
    this.#kept.forget(key);
  }

  /** Stores a post that was just written, and only then shows and sends it. */
  async #store(written: Omit<StoredPost, 'order'>): Promise<void> {
    const stored = { ...written, order: this.#posts.nextOrder(written.createdAt) };
    const kept = await this.#kept.keep(stored);
    this.#storingCount--;
    if (this.#erased) {
      this.#kept.forget(stored.key);
      return;
    }
    if (!this.#posts.get(stored.key))
      this.#posts.put({ ...stored, state: 'queued', ...(kept ? {} : { unkept: true as const }) });
    this.#goOn();
  }
}
