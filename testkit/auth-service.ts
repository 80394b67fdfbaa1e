import { auth, type Account } from '../contracts/auth.ts';
import { client, type Client } from '../contracts/client.ts';
import { subject } from '../contracts/events.ts';
import { localBus } from '../platform/bus-local.ts';
import { identityHeader, signIdentity, type Identity } from '../platform/identity.ts';
import { readLimits, type Limits } from '../platform/limits.ts';
import { createLog, type Log } from '../platform/log.ts';
import { createMetrics } from '../platform/metrics.ts';
import { readSessionToken } from '../platform/session-cookie.ts';
import type { AuthSettings } from '../services/auth/parts.ts';
import type { AuthTables } from '../services/auth/schema.ts';
import { create } from '../services/auth/service.ts';
import { SkippingClock } from './skipping-clock.ts';
import { testStore } from './store.ts';
import { removeTemp, tempFolder } from './temp.ts';

interface AuthOptions {
  settings?: Partial<AuthSettings>;
  limits?: Partial<Limits>;
  /** Whose store to go on with, as another start or another replica. */
  folder?: string;
  clock?: SkippingClock;
  log?: Log;
}

export type AuthService = Awaited<ReturnType<typeof startAuth>>;

/** The service `auth` alone, on a real store, with time that stands still. */
export async function startAuth(options: AuthOptions = {}) {
  const folder = options.folder ?? tempFolder();
  const clock = options.clock ?? new SkippingClock();
  const secret = Buffer.alloc(32, 7);
  const problems: unknown[] = [];
  const bus = localBus((error) => problems.push(error));
  const settings = {
    registration: 'open',
    secureCookie: false,
    loopbackOnly: true,
    lanAddresses: () => [],
    claimSeed: null,
    version: '0.1.0',
  } as const;
  const service = create({
    database: await testStore<AuthTables>('auth', folder),
    bus,
    clock,
    secret,
    log: options.log ?? createLog('silent'),
    metrics: createMetrics('auth'),
    limits: { ...readLimits({}), hashConcurrency: 4, ...options.limits },
    settings: { ...settings, ...options.settings },
  });
  await service.start();

  const signed = (identity: Identity) => ({ [identityHeader]: signIdentity(identity, secret, clock.now()) });
  const headers = () => signed({ caller: 'chats' });
  const peer = client(auth, { fetch: service.fetch, base: 'http://auth', headers });
  /** What went over the bus on a subject, from now on. */
  const heard = (on: string): unknown[] => {
    const list: unknown[] = [];
    bus.subscribe(on, (payload) => list.push(JSON.parse(payload)));
    return list;
  };
  return {
    folder,
    clock,
    secret,
    bus,
    problems,
    fetch: service.fetch,
    claimToken: service.claimToken,
    signed,
    renamed: heard(subject.renamed),
    revoked: heard(subject.revoked),
    /** Calls as another service makes them. */
    peer,
    visitor: (more: Partial<Identity> = {}) => new Visitor(service.fetch, signed, peer, more),
    async stop() {
      await service.stop();
      if (options.folder === undefined) removeTemp(folder);
    },
  };
}

/** A browser as `auth` sees it behind the gateway: an address, a cookie, and whom the gateway found behind that. */
export class Visitor {
  readonly auth: Client<typeof auth>;
  /** Every Set-Cookie header of the last answer. */
  cookies: string[] = [];
  /** The last answer, as text. */
  text = '';
  token: string | null = null;

  constructor(
    private readonly fetch: (request: Request) => Promise<Response>,
    signed: (identity: Identity) => Record<string, string>,
    private readonly peer: Client<typeof auth>,
    public identity: Partial<Identity>,
  ) {
    this.auth = client(auth, {
      base: 'http://auth',
      fetch: (request) => this.browse(request),
      headers: () => signed({ caller: 'gateway', address: '192.0.2.1', ...this.identity }),
    });
  }

  async register(username: string, password = 'a long enough one'): Promise<Account> {
    const { user } = await this.auth.register({ body: { username, password } });
    return this.arrive(user);
  }

  async login(username: string, password = 'a long enough one'): Promise<Account> {
    const { user } = await this.auth.login({ body: { username, password } });
    return this.arrive(user);
  }

  /** Takes the identity that the gateway would find behind the cookie. */
  async arrive(user: Account): Promise<Account> {
    const { session } = await this.peer.verify({ body: { token: this.token ?? '' } });
    this.identity = { ...this.identity, user, session: session.id };
    return user;
  }

  private async browse(request: Request): Promise<Response> {
    const answer = await this.fetch(request);
    this.cookies = answer.headers.getSetCookie();
    this.text = await answer.clone().text();
    const pair = this.cookies[0]?.split(';')[0] ?? '';
    if (pair) this.token = readSessionToken(pair, false) ?? readSessionToken(pair, true);
    return answer;
  }
}

/** The code that a call was refused with, with the fields' reasons if it named any; 'accepted' when it was not. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'accepted';
  } catch (error) {
    const { code, fields } = error as { code?: string; fields?: Record<string, string> };
    if (code === undefined) throw error;
    const reasons = Object.entries(fields ?? {}).map(([field, reason]) => `${field}:${reason}`);
    return [code, ...reasons].join(' ');
  }
}
