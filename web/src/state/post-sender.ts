import type { UpInput } from '../../../contracts/live.ts';
import type { Clock } from '../live/clock.ts';
import type { FrameOf } from '../live/frames.ts';
import { limits } from './limits.ts';
import type { OutboxPost } from './outbox-post.ts';
import { PostLanes } from './post-lanes.ts';
import type { SendingTurn } from './sending-turn.ts';
import type { WaitingPosts } from './waiting-posts.ts';

export interface PostSenderDeps {
  clock: Clock;
  random: () => number;
  posts: WaitingPosts;
  /** This page's turn to send, among the pages of the user. */
  turn: SendingTurn;
  /** Sends a frame; false when the connection is not live. */
  send: (frame: UpInput) => boolean;
  /** Asks for a new socket, because answers do not come. */
  restart: () => void;
  /** Begins to look up the names in a post; until that is done nothing of its room goes out. */
  lookUp: (post: OutboxPost) => void;
  /** More may go out than before. */
  waited: () => void;
}

/**
 * Sends what waits over the present socket: no more at once than the server takes, each room's in the order written, and
 * after a refusal for now nothing that would overtake what was refused.
 */
export class PostSender {
  readonly #deps: PostSenderDeps;
  readonly #lanes: PostLanes;
  #live = false;
  #mayFly: number = limits.inFlight;
  #cancelWatch: (() => void) | undefined;

  constructor(deps: PostSenderDeps) {
    this.#deps = deps;
    this.#lanes = new PostLanes(deps);
  }

  /** The socket is live and takes so many posts at once. */
  connected(inFlightPosts: number): void {
    this.#live = true;
    this.#mayFly = Math.max(1, Math.min(limits.inFlight, inFlightPosts));
  }

  /** The socket is gone: what was in flight may have arrived or not, so it waits to be sent again. */
  disconnected(): void {
    const { posts, turn } = this.#deps;
    this.#live = false;
    turn.leave();
    this.#answered();
    this.#lanes.clear();
    for (const post of posts) if (post.state === 'sending') posts.put({ ...post, state: 'queued' });
  }

  /** A post is about to wait: takes the turn to send meanwhile. */
  expect(): void {
    if (this.#live) this.#deps.turn.want();
  }

  /** Sends whatever may go now. The turn is kept for more that `isComing`. */
  flush(isComing: boolean): void {
    const { posts, send, lookUp } = this.#deps;
    if (!this.#live) return;
    if (!this.#myTurn(isComing)) return;
    let inFlight = 0;
    const flying = new Set<string>();
    for (const post of posts) {
      if (post.state !== 'sending') continue;
      inFlight++;
      flying.add(post.room);
    }
    const held = this.#lanes.held(flying);
    for (const post of posts) {
      if (inFlight >= this.#mayFly) break;
      if (post.state !== 'queued' || held.has(post.room)) continue;
      if (this.#asksFirst(post)) {
        posts.put({ ...post, state: 'queued-old' });
        continue;
      }
      if (post.names) {
        held.add(post.room);
        if (!post.naming) lookUp(post);
        continue;
      }
      if (!send({ t: 'post', room: post.room, key: post.key, body: post.body })) break;
      posts.put({ ...post, state: 'sending' });
      inFlight++;
    }
    this.#watch(inFlight > 0);
  }

  /** The server refused a post in flight: for now (it says when to try again), or for good. */
  refused(post: OutboxPost, { code, message, retryAfterMs }: Omit<FrameOf<'refused'>, 't'>): void {
    const { posts, restart } = this.#deps;
    this.#answered();
    if (code === 'after_refused') {
      posts.put({ ...post, state: 'queued' });
      this.#lanes.drain(post.room);
      // Told to wait for a post that is not before this one: in order they could never go on this socket.
      const first = this.#lanes.owed(post.room);
      const owed = first === undefined ? undefined : posts.get(first);
      if (!owed || owed.order > post.order) restart();
    } else if (retryAfterMs !== undefined) {
      posts.put({ ...post, state: 'queued' });
      this.#lanes.refused(post, retryAfterMs);
    } else {
      posts.put({ ...post, state: 'failed', error: { code, message } });
      this.#lanes.released(post);
    }
  }

  /** The server has it. */
  settled(post: OutboxPost): void {
    this.#answered();
    this.#lanes.settled(post);
  }

  /** Its writer dropped a post that was not in flight. */
  discarded(post: OutboxPost): void {
    // The server refuses the rest of the room until it sees this key again; only a new socket frees it.
    if (this.#lanes.owed(post.room) === post.key) this.#deps.restart();
  }

  /** The room is no longer the user's. */
  dropRoom(room: string): void {
    this.#lanes.drop(room);
  }

  /** Whether this page may send, or has nothing to. */
  #myTurn(isComing: boolean): boolean {
    const { posts, turn } = this.#deps;
    if ([...posts].some(({ state }) => state === 'queued' || state === 'sending')) turn.want();
    else if (!isComing) turn.rest();
    return turn.mine;
  }

  #asksFirst(post: OutboxPost): boolean {
    const { clock, posts } = this.#deps;
    const old = clock.now() - post.createdAt > limits.askAfterMs;
    return old && !posts.isConfirmed(post.key) && this.#lanes.owed(post.room) !== post.key;
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
}
