import type { Bus, Unsubscribe } from './bus.ts';

type Handler = (payload: string, subject: string, headers: Readonly<Record<string, string>>) => void;

const noHeaders = Object.freeze({});

/**
 * The bus of one process. Payloads are text, so nobody can come to rely on shared objects; delivery is a microtask
 * later, so a publisher never runs its subscribers' code inside its own call.
 */
export function localBus(onError: (error: unknown, subject: string) => void): Bus {
  const exact = new Map<string, Set<Handler>>();
  const wild = new Map<string, Set<Handler>>();

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
    async close() {
      exact.clear();
      wild.clear();
    },
  };
}
