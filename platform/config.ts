/** The operator's settings: read once at start, checked, and passed on. Nothing else reads the environment. */
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { resolve } from 'node:path';
import { isNetwork } from './client-address.ts';
import { refuseUnknown } from './known-settings.ts';
import { type Limits, readLimits } from './limits.ts';
import { SettingError } from './setting-error.ts';
import { explains } from './settings-table.ts';
import { tlsProblem } from './tls-files.ts';

export { SettingError, StartError } from './setting-error.ts';

type Environment = Record<string, string | undefined>;

/** Who may register: anyone, only people who hold an invite link, or nobody. */
export type Registration = 'open' | 'invite' | 'closed';
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** The services that keep something. */
export const storeNames = ['auth', 'users', 'chats'] as const;
export type StoreName = (typeof storeNames)[number];

export interface Settings {
  /** The TCP port; 0 means any free one. */
  port: number;
  /** The address to listen on. */
  host: string;
  /** Started with `--lan`: listens on every address, and the machine's own are allowed origins. */
  lan: boolean;
  /** The data folder, absolute. */
  dataFolder: string;
  /** PostgreSQL addresses of the stores, or null: SQLite files in the data folder. */
  databases: Partial<Record<StoreName, string>> | null;
  /** The public origin (no path, no final slash), or null when none was set. */
  publicUrl: string | null;
  /** Files of the certificate (with its chain) and its key, absolute, or null for plain HTTP. */
  tls: { certFile: string; keyFile: string } | null;
  registration: Registration;
  /** Whether browsers may keep the app, to start it when the server cannot be reached. */
  offlineStart: boolean;
  /** Addresses and networks of proxies whose X-Forwarded-For is believed. */
  trustedProxies: string[];
  logLevel: LogLevel;
  /** Where metrics are served, or null: nowhere. */
  metrics: { host: string; port: number } | null;
  limits: Limits;
}

/** `ROOKERY_X` is not good: say what was found wrong, and show what to write. */
export function refuse(name: string, wrong: string): never {
  throw new SettingError(`${name} ${wrong}. Write for example ${name}=${explains(name).example}.`);
}

function readPort(env: Environment, name = 'PORT'): number {
  const text = env[name] || explains(name).standard;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) refuse(name, 'is not a port number from 0 to 65535');
  return port;
}

function readMetrics(env: Environment): Settings['metrics'] {
  if (!env.ROOKERY_METRICS_PORT) return null;
  const port = readPort(env, 'ROOKERY_METRICS_PORT');
  const host = env.ROOKERY_METRICS_HOST || explains('ROOKERY_METRICS_HOST').standard;
  if (isIP(host) === 0 && host !== 'localhost')
    refuse('ROOKERY_METRICS_HOST', 'is not an address of this machine');
  if (port !== 0 && port === readPort(env))
    refuse('ROOKERY_METRICS_PORT', 'is the port that people use: metrics need one of their own');
  return { host, port };
}

function readHost(env: Environment, lan: boolean): string {
  const host = env.ROOKERY_HOST;
  if (!host) return lan ? '0.0.0.0' : explains('ROOKERY_HOST').standard;
  if (isIP(host) === 0 && host !== 'localhost') refuse('ROOKERY_HOST', 'is not an address of this machine');
  return host;
}

function readPublicUrl(env: Environment): string | null {
  const text = env.ROOKERY_URL;
  if (!text) return null;
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    refuse('ROOKERY_URL', 'is not an address that begins with https:// or http://');
  }
  const url = new URL(text);
  if (url.pathname !== '/' || url.search || url.hash || url.username || url.password || text.endsWith('?')) {
    throw new SettingError(
      `ROOKERY_URL must be an origin without a path. Write ROOKERY_URL=${url.protocol}//${url.host}.`,
    );
  }
  return url.origin;
}

/**
 * One address with `{service}` in it serves all stores; one of a service's own goes before it. Whoever names some has to
 * name all: a store that was forgotten would begin anew in the data folder.
 */
function readDatabases(env: Environment, stores: readonly StoreName[]): Settings['databases'] {
  const general = env.ROOKERY_DATABASE_URL;
  if (general && !general.includes('{service}')) {
    refuse('ROOKERY_DATABASE_URL', 'lacks {service}, in whose place each service finds its own database');
  }
  const found = stores.map((service) => {
    const own = `ROOKERY_DATABASE_URL_${service.toUpperCase()}`;
    const name = env[own] ? own : 'ROOKERY_DATABASE_URL';
    const address = (env[own] || general)?.replaceAll('{service}', service);
    if (address && !isDatabaseUrl(address)) refuse(name, 'is not the address of a PostgreSQL database');
    return { service, own, address };
  });
  if (found.every(({ address }) => !address)) return null;
  const missing = found.find(({ address }) => !address);
  if (missing) refuse(missing.own, 'is missing beside the databases of the other services');
  return Object.fromEntries(found.map(({ service, address }) => [service, address])) as Settings['databases'];
}

function isDatabaseUrl(text: string): boolean {
  return /^postgres(ql)?:\/\/[^/]*\/[^/?]+/.test(text) && URL.canParse(text);
}

function readTls(env: Environment): Settings['tls'] {
  const [certFile, keyFile] = [env.ROOKERY_TLS_CERT, env.ROOKERY_TLS_KEY].map(
    (file) => file && resolve(file),
  );
  if (!certFile && !keyFile) return null;
  if (!keyFile) refuse('ROOKERY_TLS_KEY', 'is missing beside ROOKERY_TLS_CERT');
  if (!certFile) refuse('ROOKERY_TLS_CERT', 'is missing beside ROOKERY_TLS_KEY');
  const problem = tlsProblem(certFile, keyFile);
  if (problem) refuse(problem.file === 'cert' ? 'ROOKERY_TLS_CERT' : 'ROOKERY_TLS_KEY', problem.wrong);
  return { certFile, keyFile };
}

function readChoice<Choice extends string>(
  env: Environment,
  name: string,
  choices: readonly Choice[],
  standard: Choice,
): Choice {
  const text = env[name];
  if (!text) return standard;
  const choice = choices.find((one) => one === text);
  return choice ?? refuse(name, `is none of ${choices.join(', ')}`);
}

function readTrustedProxies(env: Environment): string[] {
  const addresses = (env.ROOKERY_TRUSTED_PROXIES ?? '')
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');
  const bad = addresses.find((address) => !isNetwork(address));
  if (bad !== undefined)
    refuse('ROOKERY_TRUSTED_PROXIES', `has ${bad}, which is neither an IP address nor a network`);
  return addresses;
}

const onOrOff = ['on', 'off'] as const;
const registrations = ['open', 'invite', 'closed'] as const;
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

/**
 * The settings that this environment and these arguments (such as `--lan`) ask for.
 * An empty variable counts as not set. `stores`: those that this process keeps, all of them unless it runs one service.
 * Throws `SettingError`, whose message is one line for the operator.
 */
export function readSettings(
  env: Environment,
  args: readonly string[],
  stores: readonly StoreName[] = storeNames,
): Settings {
  const unknown = args.find((arg) => arg !== '--lan');
  if (unknown !== undefined) {
    throw new SettingError(`${unknown} is not an option. \`rookery help\` lists what there is.`);
  }
  refuseUnknown(env);
  const lan = args.includes('--lan');
  const publicUrl = readPublicUrl(env);
  return {
    port: readPort(env),
    host: readHost(env, lan),
    lan,
    dataFolder: resolve(env.ROOKERY_DATA || explains('ROOKERY_DATA').standard),
    databases: readDatabases(env, stores),
    publicUrl,
    tls: readTls(env),
    registration: readChoice(env, 'ROOKERY_REGISTRATION', registrations, publicUrl ? 'invite' : 'open'),
    offlineStart: readChoice(env, 'ROOKERY_OFFLINE_START', onOrOff, 'on') === 'on',
    trustedProxies: readTrustedProxies(env),
    logLevel: readChoice(env, 'ROOKERY_LOG', logLevels, 'warn'),
    metrics: readMetrics(env),
    limits: readLimits(env),
  };
}

/** This machine's own addresses on its networks, without loopback and link-local ones; IPv4 first. */
export function lanAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all
    .filter(({ internal, address }) => !internal && !/^(169\.254\.|fe80:)/i.test(address))
    .toSorted((a, b) => a.family.localeCompare(b.family))
    .map(({ address }) => address);
}

/** `http://[::1]:4000` from its parts, as a browser writes an origin: no default port, IPv6 in brackets. */
export function originOf(scheme: 'http' | 'https', host: string, port: number): string {
  return new URL(`${scheme}://${isIP(host) === 6 ? `[${host}]` : host}:${port}`).origin;
}

/**
 * The origins that browsers may come from: exactly the public address once it is set, else this machine's
 * names on `port` (the one really bound), with `--lan` also its addresses on the network.
 */
export function allowedOrigins(settings: Settings, port: number): string[] {
  if (settings.publicUrl !== null) return [settings.publicUrl];
  const scheme = settings.tls ? 'https' : 'http';
  const hosts = new Set(['127.0.0.1', 'localhost', '::1']);
  // An address that was asked for by name is one that people open.
  if (isIP(settings.host) !== 0 && !/^[0:.]+$/.test(settings.host)) hosts.add(settings.host);
  if (settings.lan) for (const address of lanAddresses()) hosts.add(address);
  return [...hosts].map((host) => originOf(scheme, host, port));
}
