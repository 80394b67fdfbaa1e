import type { Account } from '../contracts/auth.ts';
import { client } from '../contracts/client.ts';
import { subject } from '../contracts/events.ts';
import { users, type Profile } from '../contracts/users.ts';
import { readLimits, type Limits } from '../platform/limits.ts';
import { createLog } from '../platform/log.ts';
import { createMetrics } from '../platform/metrics.ts';
import type { UsersTables } from '../services/users/schema.ts';
import { create } from '../services/users/service.ts';
import { startAuth } from './auth-service.ts';
import { testStore } from './store.ts';
import { removeTemp, tempFolder } from './temp.ts';

export type UsersService = Awaited<ReturnType<typeof startUsers>>;

/** The service `users` beside a real `auth`, whose calls can be cut off. */
export async function startUsers(limits: Partial<Limits> = {}) {
  const auth = await startAuth();
  const folder = tempFolder();
  const cut = { off: false };
  const service = create({
    database: await testStore<UsersTables>('users', folder),
    bus: auth.bus,
    clock: auth.clock,
    secret: auth.secret,
    log: createLog('silent'),
    metrics: createMetrics('users'),
    limits: { ...readLimits({}), ...limits },
    auth: (request) => (cut.off ? Promise.reject(new Error('auth is away')) : auth.fetch(request)),
  });
  await service.start();
  const published: Profile[] = [];
  auth.bus.subscribe(subject.profile, (payload) => published.push(JSON.parse(payload) as Profile));
  const headersOf = (user?: Account) =>
    auth.signed({ caller: 'gateway', ...(user ? { user, session: 'a-session-of-theirs' } : {}) });

  return {
    auth,
    /** Profiles as they went over the bus. */
    published,
    /** Whether calls to `auth` fail. */
    cut,
    fetch: service.fetch,
    headersOf,
    /** Calls as the gateway passes them on, for somebody or for nobody. */
    as: (user?: Account) =>
      client(users, { fetch: service.fetch, base: 'http://users', headers: () => headersOf(user) }),
    /** Somebody who just registered. */
    person: (username: string) => auth.visitor().register(username),
    async stop() {
      await service.stop();
      await auth.stop();
      removeTemp(folder);
    },
  };
}
