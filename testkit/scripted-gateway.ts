import { localBus } from '../platform/bus-local.ts';
import type { Registration } from '../platform/config.ts';
import { type Limits, readLimits } from '../platform/limits.ts';
import { createLog } from '../platform/log.ts';
import { createMetrics } from '../platform/metrics.ts';
import { create } from '../services/gateway/service.ts';
import { SkippingClock } from './skipping-clock.ts';
import { ScriptedPeers } from './scripted-peers.ts';

/** What services sign with here. */
export const secret = new Uint8Array(32).fill(7);
/** The first origin that a scripted gateway accepts, besides localhost. */
export const ownOrigin = 'http://127.0.0.1:4000';
/** Something that looks like an invite's token. */
export const invite = 'a'.repeat(32);

interface Change {
  limits?: Partial<Limits>;
  registration?: Registration;
  trustedProxies?: string[];
  secureCookie?: boolean;
}

interface Asked {
  /** An empty one stands for a header that is not there. */
  headers?: Record<string, string>;
  /** Sent as JSON unless a header says otherwise. */
  body?: string;
  /** A body that comes bit by bit, as JSON. */
  stream?: ReadableStream<Uint8Array>;
  /** Where the call comes from. */
  address?: string;
}

/** A gateway before scripted services, with time that stands still. `ask` asks it as a browser of ours would. */
export async function scriptedGateway(change: Change = {}) {
  const clock = new SkippingClock();
  const peers = new ScriptedPeers(secret, () => clock.now());
  const bus = localBus(() => undefined);
  const service = create({
    services: peers,
    bus,
    secret,
    clock,
    log: createLog('silent'),
    metrics: createMetrics('gateway'),
    limits: { ...readLimits({}), ...change.limits },
    settings: {
      allowedOrigins: () => [ownOrigin, 'http://localhost:4000'],
      secureCookie: change.secureCookie ?? false,
      trustedProxies: change.trustedProxies ?? [],
      registration: change.registration ?? 'open',
    },
  });
  await service.start();

  async function ask(
    method: string,
    path: string,
    { headers, body, stream, address = '198.51.100.7' }: Asked = {},
  ) {
    const all: Record<string, string> = {
      ...(method === 'GET' ? {} : { origin: ownOrigin }),
      ...(body || stream ? { 'content-type': 'application/json' } : {}),
      ...headers,
    };
    const given = Object.entries(all).filter(([, value]) => value !== '');
    const request = new Request(ownOrigin + path, {
      method,
      headers: given,
      ...(body === undefined ? {} : { body }),
      ...(stream ? { body: stream } : {}),
    });
    const response = await service.fetch(request, { address });
    const text = await response.text();
    const code = response.status < 400 ? '' : (JSON.parse(text) as { error: { code: string } }).error.code;
    return {
      status: response.status,
      /** Status and error code: `404 not_found`. */
      outcome: `${response.status} ${code}`.trim(),
      headers: response.headers,
      text,
    };
  }

  return { ask, peers, clock, bus };
}
