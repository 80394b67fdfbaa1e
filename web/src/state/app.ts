import type { Account, Instance } from '../../../contracts/auth.ts';
import type { Fetch } from '../../../contracts/client.ts';
import { ApiError } from '../../../contracts/errors.ts';
import { waitBeforeTry } from '../live/backoff.ts';
import type { Clock } from '../live/clock.ts';
import type { Network } from '../live/network.ts';
import type { OpenSocket } from '../live/socket.ts';
import { createApi, type Api } from './api.ts';
import type { TextStorage } from './kept-texts.ts';
import { keepLastUser, lastUser } from './last-user.ts';
import type { FellowPages } from './fellow-pages.ts';
import type { NotificationDesk } from './notification-desk.ts';
import type { RoomCacheStorage } from './room-cache-storage.ts';
import type { OutboxStorage } from './outbox-storage.ts';
import { limits } from './limits.ts';
import { LocalDay } from './local-day.ts';
import { ServerTime } from './server-time.ts';
import { SignedIn } from './signed-in.ts';
import { Store } from './store.ts';
import type { Updates } from './updates.ts';
import { Tabs, type Channel, type News } from './tabs.ts';
import { unsentOf, type Unsent } from './unsent.ts';

export type AppState =
  /** Asking who is signed in. */
  | { phase: 'starting' }
  /** The server does not answer; tried again by itself at `nextTryAt`, or at once by `start()`. */
  | { phase: 'unreachable'; error: ApiError; nextTryAt: number }
  /** Nobody is signed in. `because` tells a first look from an end: `session-ended` came from the server. */
  | { phase: 'signed-out'; instance: Instance; because: 'visit' | 'signed-out' | 'session-ended' }
  | { phase: 'signed-in'; instance: Instance; my: SignedIn };

export interface AppDeps {
  /** The page's own origin, such as `https://chat.example.org`. */
  origin: string;
  fetch: Fetch;
  openSocket: OpenSocket;
  clock: Clock;
  random: () => number;
  newKey: () => string;
  network?: Network;
  outboxStorage: (user: string) => OutboxStorage;
  roomCacheStorage: (user: string) => RoomCacheStorage;
  textStorage: TextStorage | undefined;
  channel: Channel | undefined;
  updates: Updates;
  /** See `SignedInDeps`. */
  desk?: NotificationDesk;
  fellowPages?: (user: string) => FellowPages;
  /** A socket became live: the server may be another version than before. */
  connected?: () => void;
  /** See `SignedInDeps`. */
  page?: string;
  stopwatch?: () => number;
}

/** The whole app without its looks: who is signed in, and coming and going. */
export class App extends Store<AppState> {
  /** For calls before sign-in, and for all that has no state of its own (invites, sessions, …). */
  readonly api: Api;
  /** Whether the server has a newer app. */
  readonly updates: Updates;
  /** Which day it is here. */
  readonly localDay: LocalDay;
  readonly #serverTime = new ServerTime();
  readonly #deps: AppDeps;
  readonly #tabs: Tabs;
  #state: AppState = { phase: 'starting' };
  #failures = 0;
  #cancelRetry: () => void = () => {};
  #unsubscribe: () => void = () => {};
  #doubting = false;
  /** The invite from whose page somebody went to sign in. */
  #joining: string | null = null;
  /** Goes up with every coming and going: answers to what was asked before are then of no use. */
  #generation = 0;

  constructor(deps: AppDeps) {
    super();
    this.#deps = deps;
    this.updates = deps.updates;
    this.localDay = new LocalDay({
      clock: deps.clock,
      offsetMs: () => this.#serverTime.offsetMs,
      ...(deps.network ? { network: deps.network } : {}),
    });
    this.api = createApi(deps.origin, async (request) => {
      const askedAt = deps.clock.now();
      const response = await deps.fetch(request);
      const { offsetMs } = this.#serverTime;
      this.#serverTime.heard(response.headers.get('date'), askedAt, deps.clock.now());
      if (this.#serverTime.offsetMs !== offsetMs) this.localDay.look();
      if (response.status === 401) void this.#doubt();
      return response;
    });
    this.#tabs = new Tabs(deps.channel, (news) => {
      this.#heard(news);
    });
  }

  /**
   * Finds out who is signed in. Never throws: see the `unreachable` phase. When the server takes long, or does not
   * answer, whoever was signed in last sees what this browser kept meanwhile.
   */
  async start(): Promise<void> {
    this.#cancelRetry();
    const generation = ++this.#generation;
    const kept = lastUser(this.#deps.textStorage);
    const enterKept = (): void => {
      if (kept && generation === this.#generation && this.#state.phase !== 'signed-in')
        this.#enter(kept.account, kept.instance);
    };
    const cancelEarly = kept ? this.#deps.clock.after(limits.startFromCacheMs, enterKept) : () => {};
    try {
      const [instance, account] = await Promise.all([this.api.auth.instance(), this.#whoAmI()]);
      if (generation !== this.#generation) return;
      this.#failures = 0;
      cancelEarly();
      await this.#arrived(account, instance, kept?.account.id);
    } catch (cause) {
      cancelEarly();
      if (generation !== this.#generation) return;
      const error = cause instanceof ApiError ? cause : new ApiError('internal', String(cause));
      const waitMs = waitBeforeTry(this.#failures++, error.retryAfterMs ?? 0, this.#deps.random());
      this.#cancelRetry = this.#deps.clock.after(waitMs, () => void this.start());
      enterKept();
      if (this.#state.phase !== 'signed-in')
        this.#become({ phase: 'unreachable', error, nextTryAt: this.#deps.clock.now() + waitMs });
    }
  }

  /** The server says who is signed in; what the browser kept may show already. */
  async #arrived(account: Account | undefined, instance: Instance, kept: string | undefined): Promise<void> {
    const mine = this.#state.phase === 'signed-in' ? this.#state.my.me : undefined;
    if (account && account.id === mine) {
      keepLastUser(this.#deps.textStorage, { account, instance });
      this.#become({ ...this.#state, instance } as AppState);
      return;
    }
    if (mine !== undefined) await this.#leave('session-ended', false);
    if (account) this.#enter(account, instance);
    else if (mine === undefined) {
      // The session ended while no page was open.
      keepLastUser(this.#deps.textStorage, undefined);
      if (kept !== undefined)
        await this.#deps
          .roomCacheStorage(kept)
          .erase()
          .catch(() => undefined);
      this.#become({ phase: 'signed-out', instance, because: 'visit' });
    }
  }

  /** A visitor goes from an invite's page to sign in: that they want to join is said with it. */
  willJoin(token: string): void {
    this.#joining = token;
  }

  /** Whether somebody went to sign in from this invite's page; only once, and only in this page's life. */
  takeJoin(token: string): boolean {
    const wanted = this.#joining === token;
    if (wanted) this.#joining = null;
    return wanted;
  }

  /** Asks anew what a visitor may know of this instance. */
  async refreshInstance(): Promise<void> {
    const instance = await this.api.auth.instance();
    if (this.#state.phase === 'signed-in' || this.#state.phase === 'signed-out')
      this.#become({ ...this.#state, instance });
  }

  /** Makes an account and signs in. Throws `ApiError`, as do `claim` and `signIn`. */
  async register(entry: { username: string; password: string; invite?: string }): Promise<void> {
    await this.#enterBy(this.api.auth.register({ body: entry }));
  }

  /** Becomes the owner of a new instance. */
  async claim(entry: { token: string; username: string; password: string }): Promise<void> {
    await this.#enterBy(this.api.auth.claim({ body: entry }));
  }

  async signIn(entry: { username: string; password: string }): Promise<void> {
    await this.#enterBy(this.api.auth.login({ body: entry }));
  }

  /**
   * Signs in by a link that another device of the user shows. Whoever was signed in here is signed out, as by
   * `signOut`; ask first if anything is `unsent`.
   */
  async signInByLink(token: string): Promise<void> {
    const my = this.#state.phase === 'signed-in' ? this.#state.my : undefined;
    await my?.deletions.sendAll();
    // The server ends the session that was here: that is no news.
    if (my) this.#unsubscribe();
    let entered: { user: Account };
    try {
      entered = await this.api.auth.acceptLink({ body: { token } });
    } catch (cause) {
      if (my) this.#watch(my);
      throw cause;
    }
    if (my) await this.#leave('signed-out', true);
    await this.#enterBy(Promise.resolve(entered));
  }

  /** What signing out now would lose; ask first if it is anything. */
  get unsent(): Unsent {
    return unsentOf(this.#state.phase === 'signed-in' ? this.#state.my : undefined);
  }

  /**
   * Ends the session and erases what this browser keeps of the user, in all its pages. Throws, and leaves everything
   * as it is, when the server cannot be reached: the session would live on.
   */
  async signOut(): Promise<void> {
    if (this.#state.phase !== 'signed-in') return;
    const { my } = this.#state;
    // Nobody can send them once the session is over.
    await my.deletions.sendAll();
    this.#unsubscribe();
    try {
      await this.api.auth.logout();
    } catch (cause) {
      if (!(cause instanceof ApiError && cause.code === 'not_signed_in')) {
        this.#watch(my);
        throw cause;
      }
    }
    this.#tabs.tell({ type: 'signed-out', user: my.me });
    await this.#leave('signed-out', true);
  }

  protected build(): AppState {
    return this.#state;
  }

  #become(state: AppState): void {
    this.#state = state;
    this.changed();
  }

  async #whoAmI(): Promise<Account | undefined> {
    try {
      return (await this.api.auth.session()).user;
    } catch (cause) {
      if (cause instanceof ApiError && cause.code === 'not_signed_in') return undefined;
      throw cause;
    }
  }

  async #enterBy(call: Promise<{ user: Account }>): Promise<void> {
    const { user } = await call;
    const generation = ++this.#generation;
    this.#cancelRetry();
    // Claiming changes what visitors may know, so it is asked for anew.
    const known = this.#state.phase === 'signed-out' ? this.#state.instance : undefined;
    const instance = await this.api.auth.instance().catch((cause: unknown) => {
      if (known) return known;
      throw cause;
    });
    if (generation !== this.#generation) return;
    this.#tabs.tell({ type: 'signed-in', user: user.id });
    this.#enter(user, instance);
  }

  #enter(account: Account, instance: Instance): void {
    if (this.#state.phase === 'signed-in') {
      this.#unsubscribe();
      this.#state.my.stop();
    }
    const { origin, openSocket, clock, random, newKey, network, textStorage, page, stopwatch } = this.#deps;
    const { desk, fellowPages } = this.#deps;
    const my = new SignedIn({
      account,
      api: this.api,
      url: `${origin.replace(/^http/, 'ws')}/live`,
      openSocket,
      clock,
      random,
      newKey,
      ...(network ? { network } : {}),
      outboxStorage: this.#deps.outboxStorage(account.id),
      textStorage,
      roomCacheStorage: this.#deps.roomCacheStorage(account.id),
      serverTime: this.#serverTime,
      otherUser: () => {
        void this.#leave('session-ended', false).then(() => this.start());
      },
      tell: (news) => {
        this.#tabs.tell(news);
      },
      ...(desk ? { desk } : {}),
      ...(fellowPages ? { fellowPages: fellowPages(account.id) } : {}),
      ...(page === undefined ? {} : { page }),
      ...(stopwatch ? { stopwatch } : {}),
    });
    keepLastUser(textStorage, { account, instance });
    this.#watch(my);
    this.#become({ phase: 'signed-in', instance, my });
    my.start();
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
        void this.#leave('session-ended', false);
    };
    this.#unsubscribe = my.connection.subscribe(look);
    look();
  }

  async #leave(because: 'signed-out' | 'session-ended', erase: boolean): Promise<void> {
    if (this.#state.phase !== 'signed-in') return;
    const { my, instance } = this.#state;
    this.#generation++;
    this.#unsubscribe();
    this.#cancelRetry();
    keepLastUser(this.#deps.textStorage, undefined);
    const erased = erase ? my.erase() : my.forgetRooms();
    this.#become({ phase: 'signed-out', instance, because });
    await erased;
  }

  /** A call was refused for want of a session: sees whether there is one. */
  async #doubt(): Promise<void> {
    if (this.#doubting || this.#state.phase !== 'signed-in') return;
    this.#doubting = true;
    const { my } = this.#state;
    const account = await this.#whoAmI().catch(() => my.account.getSnapshot());
    this.#doubting = false;
    if (account?.id !== my.me && this.#state.phase === 'signed-in' && this.#state.my === my) {
      await this.#leave('session-ended', false);
    }
  }

  /** Something happened in another page of this browser, whose cookie is also ours. */
  #heard(news: News): void {
    const mine = this.#state.phase === 'signed-in' ? this.#state.my.me : undefined;
    if (this.#state.phase === 'signed-in') this.#state.my.heard(news);
    if (news.type === 'signed-out' && news.user === mine) void this.#leave('signed-out', true);
    // The server may have ended the socket before the news came; the person knows why.
    if (news.type === 'signed-out' && this.#state.phase === 'signed-out') {
      this.#become({ ...this.#state, because: 'signed-out' });
    }
    if (news.type === 'signed-in' && news.user !== mine) {
      void this.#leave('signed-out', true).then(() => this.start());
    }
  }
}
