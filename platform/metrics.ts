import { Registry } from 'prom-client';

export type Metrics = Registry;

/** A registry of one service; `GET /metrics` of that service prints it, on its own port only. */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  return registry;
}
