import {
  connect,
  headers as newHeaders,
  type NatsConnection,
  type Subscription,
} from '@nats-io/transport-node';
import type { Bus, DurableBus, Unsubscribe } from './bus.ts';
import { natsDurable } from './bus-nats-durable.ts';
import type { Log } from './log.ts';

/** First wait between tries to connect; each try waits up to twice as long more, by chance. */
const retryMs = 250;
/** A server that answers no ping for so long is given up, and another one is tried. */
const pingMs = 2000;
const pingsUnanswered = 2;
/** What a NATS server takes in one payload unless it was set otherwise. */
const payloadBytesMax = 1024 * 1024;

export interface NatsSettings {
  /** `nats://host:port`, several with commas between. */
  servers: string;
  /** Who connects, as NATS servers list it. */
  name: string;
  user?: string | undefined;
  password?: string | undefined;
  /** On how many servers each durable event is kept; 1 unless given. */
  replicas?: number | undefined;
}

type Handler = Parameters<Bus['subscribe']>[1];

interface Listener {
  subject: string;
  handler: Handler;
  subscription?: Subscription;
}

/**
 * The bus over NATS: core subjects, and JetStream for what is durable (`bus-nats-durable.ts`). It connects by itself, for as long as it takes, and again after every loss; what is
 * published meanwhile is dropped, unless it is durable, as is what is too long for a payload: whoever listens finds out
 * otherwise.
 */
export function natsBus(settings: NatsSettings, log: Log): DurableBus & { connected(): boolean } {
  const durable = natsDurable(settings.replicas ?? 1, log);
  const listeners = new Set<Listener>();
  let connection: NatsConnection | undefined;
  let up = false;
  let closed = false;

  function follow(on: NatsConnection, listener: Listener): void {
    const { subject, handler } = listener;
    listener.subscription = on.subscribe(subject, {
      callback: (error, message) => {
        if (error) return log.warn({ err: error, subject }, 'the bus refused a subscription');
        if (!listeners.has(listener)) return;
        const given: Record<string, string> = {};
        for (const key of message.headers?.keys() ?? []) given[key] = message.headers?.get(key) ?? '';
        try {
          handler(message.string(), message.subject, given);
        } catch (err) {
          log.error({ err, subject: message.subject }, 'a subscriber of the bus failed');
        }
      },
    });
  }

  async function watch(on: NatsConnection): Promise<void> {
    for await (const status of on.status()) {
      if (status.type === 'disconnect') {
        up = false;
        durable.down();
        log.warn('the bus is gone; events come by other ways meanwhile');
      } else if (status.type === 'reconnect') {
        up = true;
        durable.up(on);
        log.info({ server: on.getServer() }, 'the bus is back');
      } else if (status.type === 'error') log.warn({ err: status.error }, 'the bus complained');
    }
  }

  async function run(): Promise<void> {
    const { servers, name, user, password } = settings;
    const on = await connect({
      servers: servers.split(','),
      name,
      ...(user === undefined ? {} : { user }),
      ...(password === undefined ? {} : { pass: password }),
      waitOnFirstConnect: true,
      maxReconnectAttempts: -1,
      reconnectTimeWait: retryMs,
      reconnectJitter: 2 * retryMs,
      pingInterval: pingMs,
      maxPingOut: pingsUnanswered,
    });
    if (closed) return on.close();
    connection = on;
    up = true;
    durable.up(on);
    log.info({ server: on.getServer() }, 'connected to the bus');
    for (const listener of listeners) follow(on, listener);
    await watch(on);
  }

  const running = run().catch((err: unknown) => log.error({ err }, 'the bus cannot be used as it is set'));

  return {
    connected: () => up,
    publish(subject, payload, given) {
      if (!connection || !up) return;
      if (payload.length > payloadBytesMax / 3 && Buffer.byteLength(payload) > payloadBytesMax) {
        return log.warn({ subject, units: payload.length }, 'too long for the bus, and not published');
      }
      const entries = given ? Object.entries(given) : [];
      if (entries.length === 0) return connection.publish(subject, payload);
      const headers = newHeaders();
      for (const [key, value] of entries) headers.set(key, value);
      connection.publish(subject, payload, { headers });
    },
    subscribe(subject, handler): Unsubscribe {
      const listener: Listener = { subject, handler };
      listeners.add(listener);
      if (connection) follow(connection, listener);
      return () => {
        listeners.delete(listener);
        listener.subscription?.unsubscribe();
      };
    },
    publishDurably: durable.publishDurably,
    consume: durable.consume,
    async close() {
      closed = true;
      up = false;
      listeners.clear();
      await durable.close();
      await connection?.close();
      if (connection) await running;
    },
  };
}
