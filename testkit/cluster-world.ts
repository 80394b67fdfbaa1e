import { join } from 'node:path';
import { serviceNames, type ServiceName } from '../platform/alone-settings.ts';
import { frontDoorReady } from '../deploy/cluster/front-door-ready.ts';
import { frontDoor } from './front-door.ts';
import { freePort } from './free-port.ts';
import { natsPassword, startNats, type NatsServer } from './nats.ts';
import { testDatabase } from './store.ts';
import { removeTemp, tempFolder } from './temp.ts';
import type { World } from './world.ts';

const main = join(import.meta.dir, '..', 'run', 'main.ts');
/** Signs the calls between services. */
export const clusterSecret = 'only for tests, and long enough for that';
/** Replicas of each service. */
const standard: Record<ServiceName, number> = { auth: 1, users: 1, chats: 2, live: 2, gateway: 2, web: 1 };

/** The product as separate services, each replica a process of its own. */
export interface ClusterWorld extends World {
  readonly nats: NatsServer;
  /** The replicas that there are of a service; a dead one keeps its port. */
  replicas(service: ServiceName): { port: number; metricsPort: number; pid: number }[];
  /** kill -9 of a replica, counted from 0; waits until it is gone. */
  kill(service: ServiceName, replica?: number): Promise<void>;
  /** Ends a replica in order, as a rolling update does; gives its exit code. */
  end(service: ServiceName, replica?: number): Promise<number>;
  /** Starts a replica again at its old port, and waits until it is ready. */
  restart(service: ServiceName, replica?: number): Promise<void>;
}

interface Replica {
  port: number;
  metricsPort: number;
  child: Bun.Subprocess<'ignore', 'pipe', 'pipe'> | undefined;
}

export interface ClusterOptions {
  /** Settings of every service beside the standard ones. */
  env?: Record<string, string>;
  /** A folder whose databases to go on with; without one they are new. */
  dataFolder?: string;
  /** Where people come in; without one a free port. */
  port?: number;
  /** How many of a service there are, where it is not the standard number. */
  count?: Partial<Record<ServiceName, number>>;
  /** Puts something in front of the replicas of `chats`; gives the address by which the others reach them then. */
  beforeChats?: (addresses: readonly string[]) => Promise<string>;
}

/** Starts services over PostgreSQL and NATS behind one front door. */
export async function startCluster(options: ClusterOptions = {}): Promise<ClusterWorld> {
  const folder = options.dataFolder ?? tempFolder();
  const nats = await startNats({ users: true });
  const replicas = {} as Record<ServiceName, Replica[]>;
  for (const name of serviceNames) {
    replicas[name] = [];
    for (let i = 0; i < (options.count?.[name] ?? standard[name]); i++)
      replicas[name].push({ port: await freePort(), metricsPort: await freePort(), child: undefined });
  }
  const hosts = (name: ServiceName) => replicas[name].map(({ port }) => `127.0.0.1:${port}`);
  const behind = { live: hosts('live'), gateway: hosts('gateway'), web: hosts('web') };
  const door = await frontDoor(behind, options.port ?? (await freePort()));
  const at = (name: ServiceName) =>
    hosts(name)
      .map((host) => `http://${host}`)
      .join();
  const env: Record<string, string> = {
    PATH: process.env['PATH'] ?? '',
    ROOKERY_PARENT: String(process.pid),
    ROOKERY_URL: door.url,
    ROOKERY_REGISTRATION: 'open',
    ROOKERY_RATE_LIMITS: 'off',
    ROOKERY_TRUSTED_PROXIES: '127.0.0.1',
    ROOKERY_SECRET: clusterSecret,
    ROOKERY_NATS_URL: nats.url,
    ROOKERY_AUTH_URL: at('auth'),
    ROOKERY_USERS_URL: at('users'),
    ROOKERY_CHATS_URL: (await options.beforeChats?.(at('chats').split(','))) ?? at('chats'),
    ...options.env,
  };
  /** Each keeper of data knows the address of its own database alone. */
  const databases = new Map<string, string>();
  for (const name of ['auth', 'users', 'chats']) databases.set(name, await testDatabase(name, folder));
  let claimUrl: string | null = null;

  async function start(name: ServiceName, replica: Replica): Promise<void> {
    const child = Bun.spawn([process.execPath, main, 'run', name], {
      env: {
        ...env,
        PORT: String(replica.port),
        ROOKERY_METRICS_PORT: String(replica.metricsPort),
        ROOKERY_NATS_PASSWORD: natsPassword(name),
        [`ROOKERY_DATABASE_URL_${name.toUpperCase()}`]: databases.get(name),
      },
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'pipe',
    });
    replica.child = child;
    const claim = await ready(child, name);
    claimUrl ??= claim;
  }
  async function kill(name: ServiceName, at = 0): Promise<void> {
    const replica = replicas[name][at];
    replica?.child?.kill('SIGKILL');
    await replica?.child?.exited;
  }

  const all = serviceNames.flatMap((name) => replicas[name].map((replica) => [name, replica] as const));
  // All at once, in no order: each waits for what it needs.
  await Promise.all(all.map(([name, replica]) => start(name, replica)));
  while (!(await frontDoorReady(door.url))) await Bun.sleep(50);
  return {
    url: door.url,
    port: door.port,
    claimUrl,
    dataFolder: folder,
    nats,
    replicas: (name) =>
      replicas[name].map(({ port, metricsPort, child }) => ({ port, metricsPort, pid: child?.pid ?? 0 })),
    kill,
    async end(name, at = 0) {
      const child = replicas[name][at]?.child;
      child?.kill('SIGTERM');
      return (await child?.exited) ?? 0;
    },
    async restart(name, at = 0) {
      const replica = replicas[name][at];
      if (replica) await start(name, replica);
    },
    async stop() {
      const running = all.flatMap(([, { child }]) => (child ? [child] : []));
      // Their data go with them.
      for (const child of running) child.kill('SIGKILL');
      await Promise.all(running.map(({ exited }) => exited));
      await door.stop();
      await nats.stop();
      if (options.dataFolder === undefined) removeTemp(folder);
    },
  };
}

/** Waits until a service says that it is ready; gives the claim link if it printed one. */
async function ready(child: Bun.Subprocess<'ignore', 'pipe', 'pipe'>, name: string): Promise<string | null> {
  const errors = new Response(child.stderr).text();
  const found = Promise.withResolvers<string | null>();
  void (async () => {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of child.stdout) {
      text += decoder.decode(chunk, { stream: true });
      if (!/is ready on .*\n/.test(text)) continue;
      // The link comes in the same breath, if there is one.
      found.resolve(/https?:\/\/\S+\/claim#\S+(?=\s)/.exec(text)?.[0] ?? null);
    }
    found.reject(new Error(`${name} did not start: ${await errors}`));
  })().catch(found.reject);
  return found.promise;
}
