import {
  AuthorizationError,
  connect,
  headers as newHeaders,
  type NatsConnection,
  type Subscription,
} from '@nats-io/transport-node';
import type { Bus, DurableBus, Unsubscribe } from './bus.ts';
import { natsDurable } from './bus-nats-durable.ts';
import type { Log } from './log.ts';

/** How long one try to connect may take. */
const connectMs = 5000;
/** Wait between tries to connect; each try waits up to twice as long more, by chance. */
const retryMs = 250;
/** A server that answers no ping for so long is given up, and another one is tried. */
const pingMs = 2000;
const pingsUnanswered = 2;
/** What a NATS server takes in one payload unless it was set otherwise. */
const payloadBytesMax = 1024 * 1024;

export interface NatsSettings {
  /** `nats://host:port`, several with commas between. */
  servers: string;
  /** Who connects, as NATS servers list it; the subjects of its answers begin with it. */
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
  let said = '';

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
        said = '';
        durable.up(on);
        log.info({ server: on.getServer() }, 'the bus is back');
      } else if (status.type === 'error') {
        if (status.error instanceof AuthorizationError) refused();
        else log.warn({ err: status.error }, 'the bus complained');
      }
    }
  }

  /** Says once why there is no connection, until there is one or the reason is another. */
  function say(reason: string, line: () => void): void {
    if (said === reason) return;
    said = reason;
    line();
  }
  const refused = () =>
    say('refused', () =>
      log.error(
        { user: settings.user ?? null },
        'the bus refuses these credentials: check ROOKERY_NATS_USER and ROOKERY_NATS_PASSWORD; it is tried again',
      ),
    );

  async function firstConnection(): Promise<NatsConnection | null> {
    const { servers, name, user, password } = settings;
    for (;;) {
      if (closed) return null;
      try {
        return await connect({
          servers: servers.split(','),
          name,
          inboxPrefix: `_INBOX_${name}`,
          ...(user === undefined ? {} : { user }),
          ...(password === undefined ? {} : { pass: password }),
          timeout: connectMs,
          // Credentials may be set right while this runs.
          ignoreAuthErrorAbort: true,
          maxReconnectAttempts: -1,
          reconnectTimeWait: retryMs,
          reconnectJitter: 2 * retryMs,
          pingInterval: pingMs,
          maxPingOut: pingsUnanswered,
        });
      } catch (err) {
        if (err instanceof AuthorizationError) refused();
        else
          say('away', () =>
            log.warn({ reason: String(err) }, 'the bus cannot be reached yet; it is tried again'),
          );
        await new Promise((resolve) => setTimeout(resolve, retryMs * (1 + 2 * Math.random())));
      }
    }
  }

  async function run(): Promise<void> {
    const on = await firstConnection();
    if (!on) return;
    if (closed) return on.close();
    connection = on;
    up = true;
    said = '';
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
      await running;
    },
  };
}
