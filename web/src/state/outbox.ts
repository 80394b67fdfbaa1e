import { ApiError, type ErrorCode } from '../../../contracts/errors.ts';
import type { UpInput } from '../../../contracts/live.ts';
import { waitBeforeTry } from '../live/backoff.ts';
import type { Clock } from '../live/clock.ts';
import type { FrameOf } from '../live/frames.ts';
import { limits } from './limits.ts';
import type { OutboxStorage, StoredPost } from './outbox-storage.ts';
import { PostNames } from './post-names.ts';
import { inTime, SendingTurn } from './sending-turn.ts';
import { Store } from './store.ts';

/**
 * - `queued`: waits for a connection, or for its turn
 * - `sending`: on its way, no answer yet
 * - `queued-old`: could be sent now, but is over an hour old: asks first (`retry` sends it)
 * - `failed`: the server refused it for good; `retry` or `discard`
 */
export type PostState = 'queued' | 'sending' | 'queued-old' | 'failed';

/** A post that the server has not acknowledged. Immutable: a change makes a new one. */
export interface OutboxPost extends StoredPost {
  state: PostState;
  error?: { code: ErrorCode; message: string };
  /** The browser could not store it: it lives as long as this page. */
  unkept?: true;
  /** Its names are being looked up. */
  naming?: true;
}

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

/** What is to be known of a room's queue on the present socket. */
interface Lane {
  /** A post was refused for now: nothing more goes out until all in flight are answered, so that order is kept. */
  draining: boolean;
  /** The refused post that the server wants to see before any other of this room. */
  owed: string | undefined;
  refusals: number;
  cancelWait: (() => void) | undefined;
}

/**
 * The posts of one user that are not acknowledged yet, in order for each room. A post is sent with the same key until
 * an answer comes, whatever happens to the socket, so it arrives once. All of a room's posts go in the order written.
 * Every page of the user shows what any of them has stored; one of them at a time sends it.
 */
export class Outbox extends Store<OutboxSnapshot> {
  readonly #deps: OutboxDeps;
  readonly #posts = new Map<string, OutboxPost>();
  readonly #lanes = new Map<string, Lane>();
  /** Old posts that their writer wants sent. */
  readonly #confirmed = new Set<string>();
  /** Taken out of the storage, which may not have done it yet. */
  readonly #forgotten = new Set<string>();
  readonly #turn: SendingTurn;
  readonly #names: PostNames;
  /** Ends when all posts written so far are stored, or could not be. */
  #storing: Promise<void>;
  #beginToStore: () => void = () => {};
  #storingCount = 0;
  #restored = false;
  #erased = false;
  #live = false;
  #mayFly: number = limits.inFlight;
  #lastOrder = 0;
  #cancelWatch: (() => void) | undefined;

  constructor(deps: OutboxDeps) {
    super();
    this.#deps = deps;
    const { clock, random, storage } = deps;
    // Not before what an earlier page left is known: what is written now comes after that.
    this.#storing = new Promise((resolve) => {
      this.#beginToStore = resolve;
    });
    this.#turn = new SendingTurn({
      clock,
      random,
      storage,
      page: deps.page ?? deps.newKey(),
      taken: () => void this.look(),
    });
    this.#names = new PostNames({
      clock,
      storage,
      named: deps.named ?? (async (_, body) => body),
      isThere: (key) => this.#posts.has(key),
      keep: (post) => this.#keep(post),
    });
  }

  /** Takes up what an earlier page left. Nothing is sent before this is done, so that old posts go first. */
  async restore(): Promise<void> {
    await this.look();
    this.#restored = true;
    this.#beginToStore();
    this.#flush();
    this.changed();
  }

  /** Another page stored or removed something: takes in what is there now. */
  async look(): Promise<void> {
    const before = [...this.#posts.values()].filter(({ unkept }) => !unkept);
    const { clock, storage } = this.#deps;
    const kept = await inTime(clock, storage.all()).catch(() => undefined);
    if (kept && !this.#erased) this.#takeIn(kept, before);
    this.#flush();
    this.changed();
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
    if (this.#live && this.#restored) this.#turn.want();
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
    this.#posts.delete(key);
    const { error, ...kept } = post;
    // A key that the server holds for another text can never succeed.
    const newKey = error?.code === 'key_reused' ? this.#deps.newKey() : key;
    this.#lastOrder += 1;
    const stored = {
      key: newKey,
      room: kept.room,
      body: kept.body,
      createdAt: kept.createdAt,
      order: this.#lastOrder,
      ...(kept.names ? { names: kept.names } : {}),
    };
    this.#posts.set(newKey, { ...stored, state: 'queued' });
    this.#confirmed.add(newKey);
    if (newKey !== key) this.#forget(key);
    void this.#keep(stored).then((kept) => {
      const now = this.#posts.get(newKey);
      if (kept || !now) return;
      this.#posts.set(newKey, { ...now, unkept: true });
      this.changed();
    });
    this.#flush();
    this.changed();
  }

  /** Drops a post that is not on its way. */
  discard(key: string): void {
    const post = this.#posts.get(key);
    if (!post || post.state === 'sending') return;
    this.#remove(key);
    this.#deps.tell?.();
    // The server refuses the rest of the room until it sees this key again; only a new socket frees it.
    if (this.#lanes.get(post.room)?.owed === key) this.#deps.restart();
    this.changed();
  }

  /** The socket is live: everything unanswered goes out again. */
  connected(inFlightPosts: number): void {
    this.#live = true;
    this.#mayFly = Math.max(1, Math.min(limits.inFlight, inFlightPosts));
    this.#flush();
    this.changed();
  }

  /** The socket is gone: what was in flight may have arrived or not, so it waits to be sent again. */
  disconnected(): void {
    this.#live = false;
    this.#turn.leave();
    this.#answered();
    for (const lane of this.#lanes.values()) lane.cancelWait?.();
    this.#lanes.clear();
    for (const post of this.#posts.values()) {
      if (post.state === 'sending') this.#posts.set(post.key, { ...post, state: 'queued' });
    }
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
    this.#answered();
    this.#remove(key);
    const lane = this.#lanes.get(post.room);
    if (lane) {
      lane.refusals = 0;
      if (lane.owed === key) lane.owed = undefined;
    }
    this.#flush();
    this.changed();
    return post;
  }

  /** The server refused it: for now (it says when to try again), or for good. */
  refused(frame: Omit<FrameOf<'refused'>, 't'>): void {
    const post = this.#posts.get(frame.key);
    if (post?.state !== 'sending') return;
    this.#answered();
    const lane = this.#lane(post.room);
    if (frame.code === 'after_refused') {
      this.#posts.set(post.key, { ...post, state: 'queued' });
      lane.draining = true;
      // Told to wait for a post that is not before this one: in order they could never go on this socket.
      const owed = lane.owed === undefined ? undefined : this.#posts.get(lane.owed);
      if (!owed || owed.order > post.order) this.#deps.restart();
    } else if (frame.retryAfterMs !== undefined) {
      this.#posts.set(post.key, { ...post, state: 'queued' });
      lane.draining = true;
      lane.owed ??= post.key;
      this.#wait(lane, waitBeforeTry(lane.refusals++, frame.retryAfterMs, this.#deps.random()));
    } else {
      const error = { code: frame.code, message: frame.message };
      this.#posts.set(post.key, { ...post, state: 'failed', error });
      if (lane.owed === post.key) lane.owed = undefined;
    }
    this.#flush();
    this.changed();
  }

  /** Drops all posts of a room that is no longer the user's. */
  dropRoom(room: string): void {
    for (const post of [...this.#posts.values()]) if (post.room === room) this.#remove(post.key);
    this.#lanes.get(room)?.cancelWait?.();
    this.#lanes.delete(room);
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
    this.#confirmed.clear();
    this.changed();
    await this.#deps.storage.erase().catch(() => undefined);
  }

  protected build(): OutboxSnapshot {
    return { posts: [...this.#posts.values()] };
  }

  #lane(room: string): Lane {
    let lane = this.#lanes.get(room);
    if (!lane) {
      lane = { draining: false, owed: undefined, refusals: 0, cancelWait: undefined };
      this.#lanes.set(room, lane);
    }
    return lane;
  }

  #wait(lane: Lane, ms: number): void {
    lane.cancelWait?.();
    lane.cancelWait = this.#deps.clock.after(ms, () => {
      lane.cancelWait = undefined;
      this.#flush();
      this.changed();
    });
  }

  /** Sends whatever may go now. */
  #flush(): void {
    if (!this.#live || !this.#restored) return;
    if (!this.#myTurn()) return;
    let inFlight = 0;
    const flying = new Set<string>();
    for (const post of this.#posts.values()) {
      if (post.state !== 'sending') continue;
      inFlight++;
      flying.add(post.room);
    }
    const held = new Set<string>();
    for (const [room, lane] of this.#lanes) {
      if (lane.cancelWait || (lane.draining && flying.has(room))) held.add(room);
      else lane.draining = false;
    }
    for (const post of this.#posts.values()) {
      if (inFlight >= this.#mayFly) break;
      if (post.state !== 'queued' || held.has(post.room)) continue;
      if (this.#asksFirst(post)) {
        this.#posts.set(post.key, { ...post, state: 'queued-old' });
        continue;
      }
      if (post.names) {
        held.add(post.room);
        if (!post.naming) void this.#name(post);
        continue;
      }
      if (!this.#deps.send({ t: 'post', room: post.room, key: post.key, body: post.body })) break;
      this.#posts.set(post.key, { ...post, state: 'sending' });
      inFlight++;
    }
    this.#watch(inFlight > 0);
  }

  /** Looks up the names in a post, which then may be sent: from there on its text is always the same. */
  async #name(post: OutboxPost): Promise<void> {
    this.#posts.set(post.key, { ...post, naming: true });
    const { body } = await this.#names.lookUp(post);
    const now = this.#posts.get(post.key);
    if (!now) this.#forget(post.key);
    else if (now.names) {
      const { names: _, naming: __, ...kept } = now;
      this.#posts.set(post.key, { ...kept, body });
    }
    this.#flush();
    this.changed();
  }

  #asksFirst(post: OutboxPost): boolean {
    const old = this.#deps.clock.now() - post.createdAt > limits.askAfterMs;
    return old && !this.#confirmed.has(post.key) && this.#lanes.get(post.room)?.owed !== post.key;
  }

  /** No answer of any kind for too long, whatever else is written meanwhile: another socket may do better. */
  #watch(flying: boolean): void {
    if (!flying) this.#answered();
    else this.#cancelWatch ??= this.#deps.clock.after(limits.ackMs, this.#deps.restart);
  }

  #answered(): void {
    this.#cancelWatch?.();
    this.#cancelWatch = undefined;
  }

  #remove(key: string): void {
    this.#posts.delete(key);
    this.#confirmed.delete(key);
    this.#forget(key);
  }

  /** Whether this page may send, or has nothing to. */
  #myTurn(): boolean {
    const posts = [...this.#posts.values()];
    if (posts.some(({ state }) => state === 'queued' || state === 'sending')) this.#turn.want();
    else if (this.#storingCount === 0) this.#turn.rest();
    return this.#turn.mine;
  }

  /** Stores a post that was just written, and only then shows and sends it. */
  async #store(written: Omit<StoredPost, 'order'>): Promise<void> {
    // Microseconds by the wall clock, so that two pages of one user hardly ever give the same order.
    this.#lastOrder = Math.max(this.#lastOrder + 1, written.createdAt * 1_000);
    const stored = { ...written, order: this.#lastOrder };
    const kept = await this.#keep(stored);
    this.#storingCount--;
    if (this.#erased) {
      this.#forget(stored.key);
      return;
    }
    if (!this.#posts.has(stored.key))
      this.#posts.set(stored.key, { ...stored, state: 'queued', ...(kept ? {} : { unkept: true as const }) });
    this.#flush();
    this.changed();
  }

  /** Whether the storage has it. One that is full, forbidden or hangs costs only the survival of a reload. */
  async #keep(post: StoredPost): Promise<boolean> {
    const { clock, storage, tell } = this.#deps;
    const putting = storage.put(post);
    try {
      await inTime(clock, putting);
      tell?.();
      return true;
    } catch {
      // Should it be stored after all, it must not stay there when it is settled by then.
      void putting.then(() => this.#posts.has(post.key) || this.#forget(post.key)).catch(() => undefined);
      return false;
    }
  }

  #forget(key: string): void {
    this.#forgotten.add(key);
    this.#deps.storage
      .remove(key)
      .then(() => this.#forgotten.delete(key))
      .catch(() => undefined);
  }

  /** What is stored now, of which `before` was in hand and stored when it was asked for. */
  #takeIn(kept: readonly StoredPost[], before: readonly OutboxPost[]): void {
    const stored = new Map(kept.map((post) => [post.key, post]));
    // Settled or dropped by another page.
    for (const { key } of before) {
      if (stored.has(key)) continue;
      this.#posts.delete(key);
      this.#confirmed.delete(key);
    }
    for (const post of kept) {
      const known = this.#posts.get(post.key);
      // Another order: its writer sends it again by another page.
      const isNamed = known?.names === true && !post.names;
      if (this.#forgotten.has(post.key) || (known && known.order >= post.order && !isNamed)) continue;
      this.#posts.set(post.key, { ...post, state: 'queued' });
      this.#lastOrder = Math.max(this.#lastOrder, post.order);
    }
    const inOrder = [...this.#posts.values()].sort((a, b) => a.order - b.order);
    this.#posts.clear();
    for (const post of inOrder) this.#posts.set(post.key, post);
  }
}
