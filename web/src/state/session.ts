import type { Account, Instance } from '../../../contracts/auth.ts';
import type { ApiError } from '../../../contracts/errors.ts';
import type { Api } from './api.ts';
import type { PageEnvironment } from './environment.ts';
import { keepLastUser } from './last-user.ts';
import type { ServerTime } from './server-time.ts';
import { SignedIn } from './signed-in.ts';
import { Store } from './store.ts';
import type { News } from './tabs.ts';

export type SessionState =
  /** Asking who is signed in. */
  | { phase: 'starting' }
  /** The server does not answer; tried again by itself at `nextTryAt`, or at once by `App.start()`. */
  | { phase: 'unreachable'; error: ApiError; nextTryAt: number }
  /** Nobody is signed in. `because` tells a first look from an end: `session-ended` came from the server. */
  | { phase: 'signed-out'; instance: Instance; because: 'visit' | 'signed-out' | 'session-ended' }
  | { phase: 'signed-in'; instance: Instance; my: SignedIn };

export interface SessionDeps extends PageEnvironment {
  api: Api;
  serverTime: ServerTime;
  /** Tells the other pages of this browser. */
  tell: (news: News) => void;
  /** This browser's session turned out to be somebody else's, and the user is gone from this page. */
  otherUser: () => void;
}

/** Who is signed in on this page, if anybody: one user comes and goes, and then another one. */
export class Session extends Store<SessionState> {
  readonly #deps: SessionDeps;
  #state: SessionState = { phase: 'starting' };
  #unwatch: () => void = () => {};
  #generation = 0;

  constructor(deps: SessionDeps) {
    super();
    this.#deps = deps;
  }

  /** Everything of who is signed in. */
  get my(): SignedIn | undefined {
    return this.#state.phase === 'signed-in' ? this.#state.my : undefined;
  }

  /** Goes up with every coming and going: answers to what was asked before are then of no use. */
  get generation(): number {
    return this.#generation;
  }

  /** Somebody asks who is signed in, or signs in. Answers the new generation. */
  nextGeneration(): number {
    return ++this.#generation;
  }

  /** The server does not answer, and nobody is signed in. */
  unreachable(error: ApiError, nextTryAt: number): void {
    this.#become({ phase: 'unreachable', error, nextTryAt });
  }

  /** The server says that nobody is signed in. */
  visited(instance: Instance): void {
    this.#become({ phase: 'signed-out', instance, because: 'visit' });
  }

  /** What a visitor may know of this instance is something else now. */
  instanceChanged(instance: Instance): void {
    if (this.#state.phase === 'signed-in' || this.#state.phase === 'signed-out')
      this.#become({ ...this.#state, instance });
  }

  /** Why nobody is signed in became known later. */
  wasSignedOut(): void {
    if (this.#state.phase === 'signed-out') this.#become({ ...this.#state, because: 'signed-out' });
  }

  /** Somebody is signed in from here on; who was before is let go of. */
  enter(account: Account, instance: Instance): void {
    if (this.#state.phase === 'signed-in') {
      this.#unwatch();
      this.#state.my.stop();
    }
    const { origin, api, openSocket, clock, random, newKey, network, textStorage, serverTime } = this.#deps;
    const { outboxStorage, roomCacheStorage, fellowPages, tell, otherUser, desk, page, stopwatch } =
      this.#deps;
    const my = new SignedIn({
      account,
      api,
      url: `${origin.replace(/^http/, 'ws')}/live`,
      openSocket,
      clock,
      random,
      newKey,
      network,
      outboxStorage: outboxStorage(account.id),
      textStorage,
      roomCacheStorage: roomCacheStorage(account.id),
      serverTime,
      otherUser: () => {
        void this.leave('session-ended', false).then(otherUser);
      },
      tell,
      desk,
      fellowPages: fellowPages?.(account.id),
      page,
      stopwatch,
    });
    keepLastUser(textStorage, { account, instance });
    this.#watch(my);
    this.#become({ phase: 'signed-in', instance, my });
    my.start();
  }

  /** The user goes. `erase`: also all that this browser keeps of them, and not only their conversations. */
  async leave(because: 'signed-out' | 'session-ended', erase: boolean): Promise<void> {
    if (this.#state.phase !== 'signed-in') return;
    const { my, instance } = this.#state;
    this.#generation++;
    this.#unwatch();
    keepLastUser(this.#deps.textStorage, undefined);
    const erased = erase ? my.erase() : my.forgetRooms();
    this.#become({ phase: 'signed-out', instance, because });
    await erased;
  }

  /** Asks the server to end a user's session: when it then does that is no news, unless the call fails. */
  async ending<Answer>(my: SignedIn, end: () => Promise<Answer>): Promise<Answer> {
    this.#unwatch();
    try {
      return await end();
    } catch (cause) {
      this.#watch(my);
      throw cause;
    }
  }

  protected build(): SessionState {
    return this.#state;
  }

  #become(state: SessionState): void {
    this.#state = state;
    this.changed();
  }

  /** Leaves when the server ends the session. What is unsent stays for when the same user comes back. */
  #watch(my: SignedIn): void {
    let wasLive = false;
    const look = (): void => {
      const status = my.connection.getSnapshot();
      const live = status.state === 'live';
      if (live && !wasLive) this.#deps.connected?.();
      wasLive = live;
      if (status.state === 'ended' && status.reason === 'session_ended')
        void this.leave('session-ended', false);
    };
    this.#unwatch = my.connection.subscribe(look);
    look();
  }
}
