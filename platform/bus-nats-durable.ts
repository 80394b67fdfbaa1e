import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  JetStreamApiError,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type Consumer,
  type ConsumerMessages,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
} from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import type { Consume, DurableBus } from './bus.ts';
import type { Log } from './log.ts';

/** The one stream that keeps durable events until every consumer had them, and its subjects. */
const streamName = 'rookery-durable';
const subjectOf = (subject: string) => `durable.${subject}`;
/** A consumer may be away for so long, or miss so much, before it loses what is oldest. */
const keptMs = 14 * 24 * 60 * 60 * 1000;
const keptBytes = 1024 * 1024 * 1024;
/** The same event, sent again within this, is stored once; later it is a double, which consumers drop. */
const sameEventMs = 10 * 60 * 1000;

/** How long a server may take to say that it has an event. */
const answerMs = 5000;
/**
 * How long servers may take to answer about streams and consumers. Whoever leads them may just have died, and what was
 * asked meanwhile is never answered: it is asked again soon, so that the new leader is found as soon as there is one.
 */
const manageMs = 1500;
/** An event that was handed to a process which says nothing of it goes to another one. */
const ackMs = 5000;
/** How many events are asked for at once, and for how long one request waits for them. */
const batchMax = 10;
const askMs = 4000;
/** Events out at once, over all processes of a consumer. */
const unconfirmedMax = 100;
/** Pause after a failure; each further one is twice as long. */
const pauseMs = 250;
const pauseMaxMs = 30_000;
/** The longest pause of who waits for a leader. */
const askAgainMs = 500;

/** The stream is there already, and set otherwise. */
const setOtherwise = 10_058;

interface Pull {
  subject: string;
  consumer: string;
  handler: Consume;
  stopped: boolean;
  batch?: ConsumerMessages | undefined;
  /** Ends a pause. */
  hurry?: (() => void) | undefined;
}

interface Session {
  client: JetStreamClient;
  manager: JetStreamManager;
}

/** The durable half of a bus over NATS, told by the other half when there is a connection. */
export interface NatsDurable extends Pick<DurableBus, 'publishDurably' | 'consume'> {
  up(connection: NatsConnection): void;
  down(): void;
  close(): Promise<void>;
}

/** Durable events over JetStream. `replicas`: on how many servers each is kept. */
export function natsDurable(replicas: number, log: Log): NatsDurable {
  const pulls = new Map<Pull, Promise<void>>();
  let connection: NatsConnection | undefined;
  let session: Promise<Session> | undefined;

  /** The stream, made or set by whoever comes first. Asked for again after any failure. */
  function open(): Promise<Session> {
    if (!connection) return Promise.reject(new Error('the bus is away'));
    const on = connection;
    session ??= (async () => {
      const manager = await jetstreamManager(on, { timeout: manageMs, checkAPI: false });
      await makeStream(manager, replicas, log);
      return { manager, client: jetstream(on, { timeout: answerMs }) };
    })();
    const opening = session;
    opening.catch(() => session === opening && (session = undefined));
    return opening;
  }

  async function pullFrom(pull: Pull): Promise<void> {
    const { subject } = pull;
    for (let failures = 0; !pull.stopped;) {
      try {
        const from = await makeConsumer(await open(), pull);
        for (;;) {
          if (pull.stopped || !connection) break;
          await takeBatch(from, pull);
          failures = 0;
        }
        if (!pull.stopped) throw new Error('the bus is away');
      } catch (err) {
        session = undefined;
        if (pull.stopped) return;
        if (connection && failures === 10)
          log.warn({ err, subject }, 'durable events cannot be fetched just now');
        await pause(pull, failures++);
      }
    }
  }

  async function takeBatch(from: Consumer, pull: Pull): Promise<void> {
    const batch = await from.fetch({ max_messages: batchMax, expires: askMs });
    pull.batch = batch;
    try {
      for await (const message of batch) {
        // Another process has it sooner than this one comes back.
        if (pull.stopped) message.nak();
        else await take(message, pull);
      }
    } finally {
      pull.batch = undefined;
    }
  }

  async function take(message: JsMsg, { subject, handler }: Pull): Promise<void> {
    const id = message.headers?.get('Nats-Msg-Id') ?? `${message.info.stream}-${message.seq}`;
    try {
      await handler(message.string(), id);
    } catch (err) {
      log.error({ err, subject, id }, 'a durable event could not be taken in; it comes again');
      return message.nak(pauseAfter(message.info.deliveryCount - 1));
    }
    message.ack();
  }

  function everyPull(act: (pull: Pull) => void): void {
    for (const pull of pulls.keys()) act(pull);
  }

  return {
    up(on) {
      connection = on;
      session = undefined;
      everyPull((pull) => pull.hurry?.());
    },
    down() {
      connection = undefined;
      session = undefined;
      // What is being fetched would wait for an answer that was lost with the connection.
      everyPull((pull) => pull.batch?.stop());
    },
    async publishDurably(subject, id, payload) {
      const { client } = await open();
      try {
        await client.publish(subjectOf(subject), payload, { msgID: id, timeout: answerMs });
      } catch (error) {
        session = undefined;
        throw error;
      }
    },
    consume(subject, consumer, handler) {
      const pull: Pull = { subject, consumer, handler, stopped: false };
      const running = pullFrom(pull);
      pulls.set(pull, running);
      return async () => {
        pull.stopped = true;
        pull.batch?.stop();
        pull.hurry?.();
        await running;
        pulls.delete(pull);
      };
    },
    async close() {
      everyPull((pull) => {
        pull.stopped = true;
        pull.batch?.stop();
        pull.hurry?.();
      });
      await Promise.all(pulls.values());
      pulls.clear();
    },
  };
}

async function makeStream(manager: JetStreamManager, replicas: number, log: Log): Promise<void> {
  const config = {
    name: streamName,
    subjects: [subjectOf('>')],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    max_age: nanos(keptMs),
    max_bytes: keptBytes,
    duplicate_window: nanos(sameEventMs),
    num_replicas: replicas,
  };
  try {
    await manager.streams.add(config);
  } catch (error) {
    if (!(error instanceof JetStreamApiError) || error.code !== setOtherwise) throw error;
    await manager.streams.update(streamName, config).catch((err: unknown) => {
      // Better a stream as it was than none.
      log.warn({ err }, 'the stream of durable events cannot be set as this version wants it');
    });
  }
}

async function makeConsumer({ manager, client }: Session, { subject, consumer }: Pull): Promise<Consumer> {
  const info = await manager.consumers.add(streamName, {
    durable_name: consumerName(subject, consumer),
    filter_subject: subjectOf(subject),
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ackMs),
    deliver_policy: DeliverPolicy.All,
    max_ack_pending: unconfirmedMax,
    max_deliver: -1,
  });
  return client.consumers.getConsumerFromInfo(info);
}

/** What NATS knows a consumer by: it takes no dot in it. */
function consumerName(subject: string, consumer: string): string {
  return `${consumer}-${subject.replaceAll('.', '-')}`;
}

function pauseAfter(failures: number): number {
  return Math.min(pauseMs * 2 ** failures, pauseMaxMs);
}

function pause(pull: Pull, failures: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      pull.hurry = undefined;
      resolve();
    };
    const timer = setTimeout(done, Math.min(pauseAfter(failures), askAgainMs));
    pull.hurry = done;
  });
}
