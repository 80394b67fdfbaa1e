import type { Bus, Consume, DurableBus, Unsubscribe } from './bus.ts';

type Handler = Parameters<Bus['subscribe']>[1];

/** All who share one name, and the end of what they have been given so far. */
interface Consumer {
  handlers: Set<Consume>;
  turn: number;
  last: Promise<unknown>;
}

const noHeaders = Object.freeze({});

/**
 * The bus of one process. Payloads are text, so nobody can come to rely on shared objects; delivery is a microtask
 * later, so a publisher never runs its subscribers' code inside its own call. It keeps nothing: a durable event counts as
 * sent once every consumer has taken it in, so until then it stays where its publisher has it. `consumers`: by subject,
 * those without whom nothing durable is sent, whether or not they have come yet.
 */
export function localBus(
  onError: (error: unknown, subject: string) => void,
  consumers: Readonly<Record<string, readonly string[]>> = {},
): DurableBus {
  const exact = new Map<string, Set<Handler>>();
  const wild = new Map<string, Set<Handler>>();
  const durable = new Map<string, Map<string, Consumer>>();

  function deliver(
    handlers: Set<Handler> | undefined,
    payload: string,
    subject: string,
    headers: Readonly<Record<string, string>>,
  ) {
    if (!handlers) return;
    for (const handler of [...handlers]) {
      if (!handlers.has(handler)) continue;
      try {
        handler(payload, subject, headers);
      } catch (error) {
        onError(error, subject);
      }
    }
  }

  function give(consumer: Consumer, payload: string, id: string): Promise<void> {
    const given = consumer.last.then(async () => {
      const handlers = [...consumer.handlers];
      const handler = handlers[consumer.turn++ % handlers.length];
      if (!handler) throw new Error('a consumer has gone');
      await handler(payload, id);
    });
    consumer.last = given.catch(() => undefined);
    return given;
  }

  return {
    publish(subject, payload, headers = noHeaders) {
      queueMicrotask(() => {
        deliver(exact.get(subject), payload, subject, headers);
        if (wild.size > 0)
          deliver(wild.get(subject.slice(0, subject.lastIndexOf('.') + 1)), payload, subject, headers);
      });
    },
    subscribe(subject, handler): Unsubscribe {
      const isWild = subject.endsWith('.*');
      const map = isWild ? wild : exact;
      const name = isWild ? subject.slice(0, -1) : subject;
      const handlers = map.get(name) ?? new Set<Handler>();
      map.set(name, handlers);
      handlers.add(handler);
      return () => {
        handlers.delete(handler);
        if (handlers.size === 0 && map.get(name) === handlers) map.delete(name);
      };
    },
    async publishDurably(subject, id, payload) {
      const there = durable.get(subject) ?? new Map<string, Consumer>();
      const missing = consumers[subject]?.find((name) => !there.has(name));
      if (missing !== undefined) throw new Error(`${missing} does not listen to ${subject} yet`);
      await Promise.all([...there.values()].map((consumer) => give(consumer, payload, id)));
    },
    consume(subject, name, handler) {
      const there = durable.get(subject) ?? new Map<string, Consumer>();
      durable.set(subject, there);
      const consumer = there.get(name) ?? { handlers: new Set<Consume>(), turn: 0, last: Promise.resolve() };
      there.set(name, consumer);
      consumer.handlers.add(handler);
      return async () => {
        consumer.handlers.delete(handler);
        if (consumer.handlers.size === 0 && there.get(name) === consumer) there.delete(name);
        await consumer.last;
      };
    },
    async close() {
      exact.clear();
      wild.clear();
      durable.clear();
    },
  };
}
