import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { serviceNames, type ServiceName } from '../../platform/alone-settings.ts';

/** Replicas that a service can be scaled to: their ports are known to everybody from the start. */
export const replicasMax = 5;
/** Replicas that a service has unless it was scaled. */
export const replicasStandard = 2;
/** Servers of the NATS cluster. */
export const natsCount = 3;
/** Ports below each other's: the front door has the first one. */
const portsPerService = 10;

/** The ports of all processes lie within so many from the front door's on. */
export const portsInAll = 100;

/** Where everything of a cluster on this machine is. */
export interface Layout {
  folder: string;
  /** What people open: the front door. */
  port: number;
  /** Whether the front door speaks TLS, with a certificate of its own making. */
  tls: boolean;
}

/** The address that people open, without a final slash. */
export function publicUrl({ port, tls }: Layout): string {
  return tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
}

/** The port of a replica, numbered from 1. */
export function servicePort({ port }: Layout, service: ServiceName, replica: number): number {
  return port + 10 + serviceNames.indexOf(service) * portsPerService + replica;
}

export const postgresPort = ({ port }: Layout): number => port + 1;
export const natsPort = ({ port }: Layout, server: number): number => port + 1 + server;
export const natsRoutePort = ({ port }: Layout, server: number): number => port + 5 + server;

/** Every address that a replica of a service may have: those without one refuse connections and are passed over. */
export function addressesOf(layout: Layout, service: ServiceName): string[] {
  return Array.from(
    { length: replicasMax },
    (_, i) => `http://127.0.0.1:${servicePort(layout, service, i + 1)}`,
  );
}

/** Where commands reach the running cluster; the system limits the length of such a path. */
export function controlPath(folder: string): string {
  const path = join(folder, 'control');
  if (path.length <= 100) return path;
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  return `/tmp/rookery-cluster-${name}`;
}
