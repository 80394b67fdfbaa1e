import type { Account, Instance } from '../../../contracts/auth.ts';
import type { Fetch } from '../../../contracts/client.ts';
import { ApiError } from '../../../contracts/errors.ts';
import { waitBeforeTry } from '../live/backoff.ts';
import { createApi, type Api } from './api.ts';
import type { PageEnvironment } from './environment.ts';
import { JoinIntent } from './join-intent.ts';
import { keepLastUser, lastUser } from './last-user.ts';
import { limits } from './limits.ts';
import { LocalDay } from './local-day.ts';
import { ServerTime } from './server-time.ts';
import { Session } from './session.ts';
import { Tabs, type Channel, type News } from './tabs.ts';
import { unsentOf, type Unsent } from './unsent.ts';
import type { Updates } from './updates.ts';

export interface AppDeps extends PageEnvironment {
  fetch: Fetch;
  channel: Channel | undefined;
  updates: Updates;
}

/** The whole app without its looks: how people come in and go, in this page and in the browser's others. */
export class App {
  /** Who is signed in here. */
  readonly session: Session;
  /** For calls before sign-in, and for all that has no state of its own (invites, sessions, …). */
  readonly api: Api;
  /** Whether the server has a newer app. */
  readonly updates: Updates;
  /** Which day it is here. */
  readonly localDay: LocalDay;
  readonly joinIntent = new JoinIntent();
  readonly #serverTime = new ServerTime();
  readonly #deps: AppDeps;
  readonly #tabs: Tabs;
  #failures = 0;
  #doubting = false;

  constructor(deps: AppDeps) {
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
    this.session = new Session({
      ...deps,
      api: this.api,
      serverTime: this.#serverTime,
      tell: (news) => {
        this.#tabs.tell(news);
      },
      otherUser: () => void this.start(),
    });
  }

  /**
   * Finds out who is signed in. Never throws: see the `unreachable` phase. When the server takes long, or does not
   * answer, whoever was signed in last sees what this browser kept meanwhile.
   */
  async start(): Promise<void> {
    const { session } = this;
    const { clock, random, textStorage } = this.#deps;
    const generation = session.nextGeneration();
    const kept = lastUser(textStorage);
    const enterKept = (): void => {
      if (kept && generation === session.generation && !session.my)
        session.enter(kept.account, kept.instance);
    };
    const cancelEarly = kept ? clock.after(limits.startFromCacheMs, enterKept) : () => {};
    try {
      const [instance, account] = await Promise.all([this.api.auth.instance(), this.#whoAmI()]);
      if (generation !== session.generation) return;
      this.#failures = 0;
      cancelEarly();
      await this.#arrived(account, instance, kept?.account.id);
    } catch (cause) {
      cancelEarly();
      if (generation !== session.generation) return;
      const error = cause instanceof ApiError ? cause : new ApiError('internal', String(cause));
      const waitMs = waitBeforeTry(this.#failures++, error.retryAfterMs ?? 0, random());
      clock.after(waitMs, () => {
        if (generation === session.generation) void this.start();
      });
      enterKept();
      if (!session.my) session.unreachable(error, clock.now() + waitMs);
    }
  }

  /** The server says who is signed in; what the browser kept may show already. */
  async #arrived(account: Account | undefined, instance: Instance, kept: string | undefined): Promise<void> {
    const { session } = this;
    const { textStorage, roomCacheStorage } = this.#deps;
    const mine = session.my?.me;
    if (account && account.id === mine) {
      keepLastUser(textStorage, { account, instance });
      session.instanceChanged(instance);
      return;
    }
    if (mine !== undefined) await session.leave('session-ended', false);
    if (account) session.enter(account, instance);
    else if (mine === undefined) {
      // The session ended while no page was open.
      keepLastUser(textStorage, undefined);
      if (kept !== undefined)
        await roomCacheStorage(kept)
          .erase()
          .catch(() => undefined);
      session.visited(instance);
    }
  }

  /** Asks anew what a visitor may know of this instance. */
  async refreshInstance(): Promise<void> {
    this.session.instanceChanged(await this.api.auth.instance());
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
    const { my } = this.session;
    await my?.deletions.sendAll();
    const accept = (): Promise<{ user: Account }> => this.api.auth.acceptLink({ body: { token } });
    // The server ends the session that was here.
    const entered = my ? await this.session.ending(my, accept) : await accept();
    if (my) await this.session.leave('signed-out', true);
    await this.#enterBy(Promise.resolve(entered));
  }

  /** What signing out now would lose; ask first if it is anything. */
  get unsent(): Unsent {
    return unsentOf(this.session.my);
  }

  /**
   * Ends the session and erases what this browser keeps of the user, in all its pages. Throws, and leaves everything
   * as it is, when the server cannot be reached: the session would live on.
   */
  async signOut(): Promise<void> {
    const { my } = this.session;
    if (!my) return;
    // Nobody can send them once the session is over.
    await my.deletions.sendAll();
    await this.session.ending(my, async () => {
      try {
        await this.api.auth.logout();
      } catch (cause) {
        if (!(cause instanceof ApiError && cause.code === 'not_signed_in')) throw cause;
      }
    });
    this.#tabs.tell({ type: 'signed-out', user: my.me });
    await this.session.leave('signed-out', true);
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
    const { session } = this;
    const { user } = await call;
    const generation = session.nextGeneration();
    // Claiming changes what visitors may know, so it is asked for anew.
    const state = session.getSnapshot();
    const known = state.phase === 'signed-out' ? state.instance : undefined;
    const instance = await this.api.auth.instance().catch((cause: unknown) => {
      if (known) return known;
      throw cause;
    });
    if (generation !== session.generation) return;
    this.#tabs.tell({ type: 'signed-in', user: user.id });
    session.enter(user, instance);
  }

  /** A call was refused for want of a session: sees whether there is one. */
  async #doubt(): Promise<void> {
    const { my } = this.session;
    if (this.#doubting || !my) return;
    this.#doubting = true;
    const account = await this.#whoAmI().catch(() => my.account.getSnapshot());
    this.#doubting = false;
    if (account?.id !== my.me && this.session.my === my) await this.session.leave('session-ended', false);
  }

  /** Something happened in another page of this browser, whose cookie is also ours. */
  #heard(news: News): void {
    const { session } = this;
    const mine = session.my?.me;
    session.my?.heard(news);
    if (news.type === 'signed-out' && news.user === mine) void session.leave('signed-out', true);
    // The server may have ended the socket before the news came; the person knows why.
    if (news.type === 'signed-out') session.wasSignedOut();
    if (news.type === 'signed-in' && news.user !== mine) {
      void session.leave('signed-out', true).then(() => this.start());
    }
  }
}
