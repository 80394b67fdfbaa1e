import { auth, type Account } from '../contracts/auth.ts';
import { chats, type Room } from '../contracts/chats.ts';
import { client } from '../contracts/client.ts';
import { users } from '../contracts/users.ts';
import { call, type Answered, type CallOptions } from './call.ts';
import { openSocket, type TestSocket } from './socket.ts';
import type { World } from './world.ts';

/** The password of everybody whom a test does not give another. */
export const password = 'correct horse battery staple';

/** A browser profile: keeps cookies, sends its origin, and knows every call by its contract. */
export class Person {
  private readonly cookies = new Map<string, string>();
  readonly auth;
  readonly users;
  readonly chats;
  private account: Account | null = null;

  constructor(readonly world: World) {
    const options = {
      base: world.url,
      fetch: (request: Request) => this.fetch(request),
      headers: () => ({ origin: world.url, ...(this.cookie === '' ? {} : { cookie: this.cookie }) }),
    };
    this.auth = client(auth, options);
    this.users = client(users, options);
    this.chats = client(chats, options);
  }

  /** Who this is. Throws before anybody signed in. */
  get user(): Account {
    if (!this.account) throw new Error('nobody is signed in here');
    return this.account;
  }

  get id(): string {
    return this.user.id;
  }

  /** The Cookie header as a browser would send it. */
  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async register(username: string, invite?: string): Promise<this> {
    const body = { username, password, ...(invite === undefined ? {} : { invite }) };
    this.account = (await this.auth.register({ body })).user;
    return this;
  }

  async login(username: string, secret = password): Promise<this> {
    this.account = (await this.auth.login({ body: { username, password: secret } })).user;
    return this;
  }

  /** Becomes the instance's owner by the link that the first start printed. */
  async claim(username: string): Promise<this> {
    const token = /[A-Za-z0-9_-]{22,86}$/.exec(this.world.claimUrl ?? '')?.[0];
    if (!token) throw new Error('there is no claim link');
    this.account = (await this.auth.claim({ body: { token, username, password } })).user;
    return this;
  }

  /** Any request with this person's cookie. */
  call(method: string, path: string, options: CallOptions = {}): Promise<Answered> {
    return call(this.world, method, path, { cookie: this.cookie, ...options });
  }

  /** A WebSocket with this person's cookie, open but without `hello`. */
  socket(): Promise<TestSocket> {
    return openSocket(this.world, { cookie: this.cookie });
  }

  /** Makes a room of one's own. */
  room(name = 'Garden'): Promise<Room> {
    return this.chats.createRoom({ body: { name } });
  }

  /** Lets others into a room by an invite made for this. */
  async letIn(room: string, ...others: Person[]): Promise<void> {
    const { token } = await this.chats.createInvite({ params: { room }, body: {} });
    for (const other of others) await other.chats.acceptInvite({ params: { token } });
  }

  private async fetch(request: Request): Promise<Response> {
    const response = await fetch(request);
    for (const line of response.headers.getSetCookie()) this.keep(line);
    return response;
  }

  private keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const name = pair.slice(0, pair.indexOf('='));
    const gone = attributes.some((attribute) => /^max-age=0$/i.test(attribute));
    if (gone) this.cookies.delete(name);
    else this.cookies.set(name, pair.slice(name.length + 1));
  }
}

/** Somebody new, registered and signed in. */
export function register(world: World, username: string): Promise<Person> {
  return new Person(world).register(username);
}
