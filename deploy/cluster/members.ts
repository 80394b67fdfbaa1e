import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { serviceNames, type ServiceName } from '../../platform/alone-settings.ts';
import { storeNames } from '../../platform/config.ts';
import { caddyfile } from './caddyfile.ts';
import { frontDoorReady } from './front-door-ready.ts';
import {
  addressesOf,
  natsCount,
  natsPort,
  natsRoutePort,
  postgresPort,
  publicUrl,
  servicePort,
  type Layout,
} from './layout.ts';
import { Member, type MemberOptions } from './member.ts';
import { databaseUrl, postgresReady, preparePostgres } from './postgres.ts';
import { programPath } from './programs.ts';
import { natsPassword, type Secrets } from './secrets.ts';

const main = join(import.meta.dir, '..', '..', 'run', 'main.ts');

/** What the members of a cluster have in common. */
export interface Shared {
  layout: Layout;
  secrets: Secrets;
  say: (line: string) => void;
  onPid: MemberOptions['onPid'];
}

function member(shared: Shared, own: Omit<MemberOptions, 'logFile' | 'say' | 'onPid'>): Member {
  const { layout, say, onPid } = shared;
  const logFile = join(layout.folder, 'logs', `${own.name.replace(':', '-')}.log`);
  return new Member({ ...own, logFile, say, onPid });
}

/** PostgreSQL, whose data are made if need be. */
export function postgresMember(shared: Shared): Member {
  const { layout, secrets } = shared;
  const port = postgresPort(layout);
  const { command, cwd } = preparePostgres(layout.folder, port, secrets);
  const isReady = () => postgresReady(port, secrets);
  const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : null;
  // "Fast": connections are ended, nothing is lost.
  return member(shared, { name: 'postgres', command, cwd, user, port, endSignal: 'SIGINT', isReady });
}

/** Servers tell each other of ways to the others; this one leads nowhere, so that there is none around a test's own. */
const nobodysAddress = '\n  advertise: "127.0.0.1:9"';

/** The servers of a NATS cluster, with JetStream. */
export function natsMembers(shared: Shared): Member[] {
  const { layout, secrets } = shared;
  const program = programPath('nats-server');
  // Whom each server knows, and what they may do; their passwords come by its environment.
  copyFileSync(join(import.meta.dir, '..', 'nats-users.conf'), join(layout.folder, 'nats-users.conf'));
  const env = Object.fromEntries(
    serviceNames.map((name) => [`NATS_PASSWORD_${name.toUpperCase()}`, natsPassword(secrets, name)]),
  );
  const route = `route:${natsPassword(secrets, 'route')}`;
  const numbers = Array.from({ length: natsCount }, (_, i) => i + 1);
  const ports = numbers.map((n) => natsRoutePort(layout, n));
  return numbers.map((n) => {
    const port = natsPort(layout, n);
    const file = join(layout.folder, `nats-${n}.conf`);
    // A test's own ways to the other servers, which it can cut.
    const ways = process.env[`CLUSTER_NATS_ROUTES_${n}`]?.split(',');
    const routes = (ways ?? ports).map((way) => `"nats://${route}@127.0.0.1:${way}"`).join(', ');
    writeFileSync(
      file,
      `server_name: nats-${n}
host: 127.0.0.1
port: ${port}
jetstream { store_dir: ${JSON.stringify(join(layout.folder, `nats-${n}`))} }
cluster {
  name: rookery
  # Services are told of all servers; they would learn of ways around what stands between.
  no_advertise: true
  host: 127.0.0.1
  port: ${natsRoutePort(layout, n)}
  authorization { user: route, password: ${natsPassword(secrets, 'route')} }
  routes: [${routes}]${ways ? nobodysAddress : ''}
}
include "nats-users.conf"
`,
      { mode: 0o600 },
    );
    return member(shared, {
      name: `nats:${n}`,
      command: [program, '-c', file],
      env,
      port,
      isReady: () => connects(port),
    });
  });
}

/** One replica of a service. */
export function serviceMember(shared: Shared, service: ServiceName, replica: number): Member {
  const { layout, secrets } = shared;
  const port = servicePort(layout, service, replica);
  const servers = Array.from({ length: natsCount }, (_, i) => `nats://127.0.0.1:${natsPort(layout, i + 1)}`);
  // A test's own way to the bus for the replicas of this number, which it can cut.
  const bus = process.env[`CLUSTER_NATS_URL_${replica}`] ?? servers.join();
  const env: Record<string, string> = {
    // What the operator sets for all of them, such as limits, goes through.
    ...rookerySettings(),
    PATH: process.env['PATH'] ?? '',
    ROOKERY_PARENT: String(process.pid),
    PORT: String(port),
    ROOKERY_HOST: '127.0.0.1',
    ROOKERY_URL: publicUrl(layout),
    ROOKERY_TRUSTED_PROXIES: '127.0.0.1',
    ROOKERY_SECRET: secrets.services,
    ROOKERY_NATS_URL: bus,
    ROOKERY_NATS_REPLICAS: String(natsCount),
    ROOKERY_NATS_USER: service,
    ROOKERY_NATS_PASSWORD: natsPassword(secrets, service),
  };
  // Each knows the address of its own database alone.
  for (const store of storeNames) {
    env[`ROOKERY_${store.toUpperCase()}_URL`] = addressesOf(layout, store).join();
    if (store === service)
      env[`ROOKERY_DATABASE_URL_${store.toUpperCase()}`] = databaseUrl(postgresPort(layout), secrets, store);
  }
  return member(shared, {
    name: `${service}:${replica}`,
    command: [process.execPath, main, 'run', service],
    env,
    port,
    isReady: () => answers(`http://127.0.0.1:${port}/readyz`),
  });
}

/** Caddy, where people come in. It knows every port that a replica may have. */
export function caddyMember(shared: Shared): Member {
  const { layout } = shared;
  const folder = join(layout.folder, 'caddy');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'Caddyfile');
  const hosts = (service: ServiceName) => addressesOf(layout, service).map((url) => new URL(url).host);
  const behind = { live: hosts('live'), gateway: hosts('gateway'), web: hosts('web') };
  writeFileSync(file, caddyfile(behind, { port: layout.port, tls: layout.tls, storage: folder }));
  return member(shared, {
    name: 'caddy',
    command: [programPath('caddy'), 'run', '--config', file, '--adapter', 'caddyfile'],
    env: { PATH: process.env['PATH'] ?? '', HOME: folder },
    port: layout.port,
    isReady: () => frontDoorReady(publicUrl(layout)),
  });
}

const ownSettings = new Set(['ROOKERY_DATA', 'ROOKERY_TLS_CERT', 'ROOKERY_TLS_KEY']);

function rookerySettings(): Record<string, string> {
  const given = Object.entries(process.env).filter(
    ([name, value]) => name.startsWith('ROOKERY_') && !ownSettings.has(name) && value !== undefined,
  );
  return Object.fromEntries(given) as Record<string, string>;
}

async function answers(url: string): Promise<boolean> {
  const options = { signal: AbortSignal.timeout(2000), keepalive: false };
  return fetch(url, options).then(
    ({ ok }) => ok,
    () => false,
  );
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
  });
}
