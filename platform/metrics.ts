import { AggregatorRegistry, Registry } from 'prom-client';
import { StartError } from './setting-error.ts';
import { listen } from './listen.ts';

export type Metrics = Registry;

/** Metrics at a port of their own. */
export interface ServedMetrics {
  port: number;
  stop(): Promise<void>;
}

/** How long a connection may say nothing, in ms. */
const idleMs = 10_000;

/** A registry of one service; `GET /metrics` of that service prints it, on its own port only. */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  return registry;
}

/**
 * Answers `GET /metrics` with the figures of all these services, at an address of its own, which is for the operator.
 * Throws `StartError` when the port cannot be had.
 */
export function serveMetrics(at: { host: string; port: number }, of: readonly Metrics[]): ServedMetrics {
  const fetch = async (request: Request): Promise<Response> => {
    if (request.method !== 'GET' || new URL(request.url).pathname !== '/metrics') {
      return new Response('Metrics are at /metrics.\n', { status: 404 });
    }
    // Services have series of the same name, which differ in the label that names the service.
    const all = AggregatorRegistry.aggregate(await Promise.all(of.map((one) => one.getMetricsAsJSON())));
    return new Response(await all.metrics(), {
      headers: { 'content-type': Registry.PROMETHEUS_CONTENT_TYPE },
    });
  };
  try {
    const listening = listen({ ...at, tls: null, fetch, bodyBytes: 0, idleMs: idleMs });
    return { port: listening.port, stop: async () => void (await listening.stop(0)) };
  } catch (error) {
    const { code } = error as { code?: string };
    throw new StartError(
      `Metrics cannot be served at ${at.host} port ${at.port} (${code ?? 'unknown error'}). ` +
        'Choose another one, for example ROOKERY_METRICS_PORT=9464, or leave it out.',
    );
  }
}
