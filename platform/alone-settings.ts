import { refuse, storeNames, type StoreName } from './config.ts';

type Environment = Record<string, string | undefined>;

/** The services that can run each in a process of its own. */
export const serviceNames = [...storeNames, 'live', 'gateway', 'web'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** What a service needs besides, when it runs alone. */
export interface AloneSettings {
  /** Signs calls between services: the same for all of them. */
  secret: Uint8Array;
  /** NATS servers, with commas between. */
  bus: string;
  /** Who this service is to them; null: nobody in particular. */
  busUser: { user: string; password: string } | null;
  /** On how many NATS servers each durable event is kept. */
  busReplicas: number;
  /** Addresses of the replicas of each service that this one calls. */
  peers: Partial<Record<StoreName, string[]>>;
}

/** Whom each service calls. */
const calls: Record<ServiceName, readonly StoreName[]> = {
  auth: [],
  users: ['auth'],
  chats: [],
  live: ['auth', 'chats'],
  gateway: ['auth', 'users', 'chats'],
  web: [],
};
const secretUnits = 32;

/** Whether a word of the command line names a service. */
export function isService(word: string | undefined): word is ServiceName {
  return serviceNames.some((name) => name === word);
}

/** Reads what a service needs to run alone. Throws `SettingError`. */
export function readAlone(env: Environment, service: ServiceName): AloneSettings {
  if (!env.ROOKERY_URL)
    refuse('ROOKERY_URL', 'is missing: services that run alone cannot know where people come in');
  if (storeNames.some((name) => name === service) && !hasDatabase(env, service)) {
    refuse('ROOKERY_DATABASE_URL', `is missing: ${service} keeps its data in PostgreSQL when it runs alone`);
  }
  const secret = env.ROOKERY_SECRET ?? '';
  if (secret.length < secretUnits) {
    refuse('ROOKERY_SECRET', `has fewer than ${secretUnits} characters; every service needs the same one`);
  }
  const bus = env.ROOKERY_NATS_URL ?? '';
  const servers = bus.split(',');
  if (!servers.every((server) => /^(nats|tls):\/\/[^/]+$/.test(server) && URL.canParse(server))) {
    refuse('ROOKERY_NATS_URL', 'is not the address of a NATS server');
  }
  if (servers.some((server) => new URL(server).username || new URL(server).password)) {
    refuse(
      'ROOKERY_NATS_URL',
      'holds credentials, which belong into ROOKERY_NATS_USER and ROOKERY_NATS_PASSWORD',
    );
  }
  const busReplicas = Number(env.ROOKERY_NATS_REPLICAS || 1);
  if (![1, 3, 5].includes(busReplicas)) refuse('ROOKERY_NATS_REPLICAS', 'is none of 1, 3 and 5');
  const peers = calls[service].map((peer) => [peer, readAddresses(env, peer)] as const);
  return {
    secret: new TextEncoder().encode(secret),
    bus,
    busUser: readBusUser(env, service),
    busReplicas,
    peers: Object.fromEntries(peers),
  };
}

function readBusUser(env: Environment, service: ServiceName): AloneSettings['busUser'] {
  const { ROOKERY_NATS_USER: user, ROOKERY_NATS_PASSWORD: password } = env;
  if (password) return { user: user || service, password };
  if (user) refuse('ROOKERY_NATS_PASSWORD', 'is missing beside ROOKERY_NATS_USER');
  return null;
}

function hasDatabase(env: Environment, service: string): boolean {
  return Boolean(env.ROOKERY_DATABASE_URL || env[`ROOKERY_DATABASE_URL_${service.toUpperCase()}`]);
}

function readAddresses(env: Environment, peer: StoreName): string[] {
  const name = `ROOKERY_${peer.toUpperCase()}_URL`;
  const addresses = (env[name] ?? '').split(',').map((address) => address.trim());
  if (!addresses.every((address) => /^https?:\/\/[^/]+\/?$/.test(address) && URL.canParse(address))) {
    refuse(name, `is not where ${peer} is reached`);
  }
  return addresses;
}
