import type { Browser, BrowserContext, BrowserContextOptions, Page } from '@playwright/test';
import { auth, type Account } from '../contracts/auth.ts';
import { chats, type Room } from '../contracts/chats.ts';
import { client } from '../contracts/client.ts';
import { ApiError } from '../contracts/errors.ts';
import { users } from '../contracts/users.ts';
import { Live } from './live.ts';
import { password } from './password.ts';
import { Screen } from './screen.ts';
import { Watch } from './watch.ts';

const postTries = 10;

/** Somebody at a browser profile of their own; `api` does what is not the subject of a test, as the same user. */
export class Person {
  readonly api;
  readonly screen: Screen;
  readonly live: Live;
  private cookie = '';
  private account: Account | null = null;

  constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly watch: Watch,
    readonly origin: string,
    apiOrigin: string,
  ) {
    this.screen = new Screen(page);
    this.live = new Live(page);
    const options = {
      base: apiOrigin,
      fetch: (request: Request) => this.call(request),
      headers: () => ({ origin, ...(this.cookie === '' ? {} : { cookie: this.cookie }) }),
    };
    this.api = { auth: client(auth, options), users: client(users, options), chats: client(chats, options) };
  }

  /** Whose `register` or `claim` was called here. */
  get id(): string {
    if (!this.account) throw new Error('nobody was registered here');
    return this.account.id;
  }

  get username(): string {
    return this.account?.username ?? '';
  }

  /** Makes an account without the screens and signs this profile in. */
  async register(username: string, displayName?: string): Promise<this> {
    this.account = (await this.api.auth.register({ body: { username, password } })).user;
    await this.signedIn();
    if (displayName !== undefined) await this.api.users.changeMe({ body: { displayName } });
    return this;
  }

  /** Becomes the owner without the screens. */
  async claim(claimUrl: string, username: string): Promise<this> {
    const token = new URL(claimUrl).hash.slice(1);
    this.account = (await this.api.auth.claim({ body: { token, username, password } })).user;
    await this.signedIn();
    return this;
  }

  /** The same user at another device. */
  async signInAs(other: Person): Promise<this> {
    this.account = (await this.api.auth.login({ body: { username: other.username, password } })).user;
    await this.signedIn();
    return this;
  }

  /** Makes a room of one's own and lets others in. */
  async makeRoom(name: string, ...others: Person[]): Promise<Room> {
    const room = await this.api.chats.createRoom({ body: { name } });
    await this.letIn(room, ...others);
    return room;
  }

  /** Lets others into a room. */
  async letIn(room: Pick<Room, 'id'>, ...others: Person[]): Promise<void> {
    if (others.length === 0) return;
    const token = await this.invite(room);
    for (const other of others) await other.api.chats.acceptInvite({ params: { token } });
  }

  /** An invite's token. */
  async invite(
    room: Pick<Room, 'id'>,
    body: { expiresInSeconds?: number; maxUses?: number } = {},
  ): Promise<string> {
    return (await this.api.chats.createInvite({ params: { room: room.id }, body })).token;
  }

  /** Posts over REST. */
  async says(room: Pick<Room, 'id'>, ...bodies: string[]): Promise<void> {
    for (const body of bodies) await this.post(room.id, { key: crypto.randomUUID(), body });
  }

  /** As a client does it: what a busy server refuses is sent again after the time that it says. */
  private async post(room: string, body: { key: string; body: string }): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await this.api.chats.postMessage({ params: { room }, body });
        return;
      } catch (error) {
        const after = error instanceof ApiError ? error.retryAfterMs : undefined;
        if (after === undefined || tries === postTries) throw error;
        await new Promise((resolve) => setTimeout(resolve, after));
      }
    }
  }

  /** Opens a path of the app. */
  async open(path: string): Promise<void> {
    await this.page.goto(this.origin + path);
  }

  private async signedIn(): Promise<void> {
    const [name = '', value = ''] = this.cookie.split('=');
    await this.context.addCookies([{ name, value, url: this.origin, httpOnly: true, sameSite: 'Lax' }]);
  }

  private async call(request: Request): Promise<Response> {
    const response = await fetch(request);
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
    if (cookie !== undefined) this.cookie = cookie;
    return response;
  }
}

/** Opens browser profiles for a test, watches all of them, and closes them after it. */
export class People {
  readonly all: Person[] = [];

  constructor(
    private readonly browser: Browser,
    private readonly standard: BrowserContextOptions,
    /** What the browser's address bar shows, and where it is by TCP. */
    private readonly at: { origin: string; apiOrigin: string },
  ) {}

  /** Somebody new, not signed in, with an empty page open. */
  async person(name = 'visitor', options: BrowserContextOptions = {}): Promise<Person> {
    const context = await this.browser.newContext({ ...this.standard, ...options });
    const watch = new Watch(name, context, this.at.origin);
    const page = await context.newPage();
    const person = new Person(context, page, watch, this.at.origin, this.at.apiOrigin);
    this.all.push(person);
    return person;
  }

  /** Somebody with an account, signed in. */
  async member(username: string, options: BrowserContextOptions = {}): Promise<Person> {
    return (await this.person(username, options)).register(username);
  }

  /** What any profile met that must not be. */
  get faults(): string[] {
    return this.all.flatMap(({ watch }) => watch.faults);
  }
}
