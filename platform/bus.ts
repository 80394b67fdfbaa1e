/** Stops a subscription at once: nothing is handed over after it. */
export type Unsubscribe = () => void;

/**
 * Carries text between services. It may lose, delay or reorder anything; whoever listens has another way to find
 * out. Backends: `bus-local.ts` in one process, `bus-nats.ts` between several.
 */
export interface Bus {
  /** Hands `payload` to every present subscriber of `subject`, soon, never inside this call. */
  publish(subject: string, payload: string, headers?: Readonly<Record<string, string>>): void;
  /** Calls `handler` with each payload on a subject. `a.*` takes in every subject with one more word after `a.`. */
  subscribe(
    subject: string,
    handler: (payload: string, subject: string, headers: Readonly<Record<string, string>>) => void,
  ): Unsubscribe;
  close(): Promise<void>;
}

/** Takes in one durable event. What it throws brings the event again, later. */
export type Consume = (payload: string, id: string) => Promise<void>;

/**
 * A bus that also carries what must arrive (sent by `outbox.ts`): at least once, so consumers make nothing of a double,
 * and mostly in order.
 */
export interface DurableBus extends Bus {
  /**
   * Resolves once the event is kept for every consumer; rejects when nobody can tell that it is. `id` names the event:
   * sent again under the same id it is the same event.
   */
  publishDurably(subject: string, id: string, payload: string): Promise<void>;
  /**
   * Calls `handler` with each durable event on a subject, one after the other, until it was taken in: what fails comes
   * again with growing pauses. All who use one `consumer` name share its events, each of which goes to one of them.
   * The answer stops it, and resolves once the event in hand is done.
   */
  consume(subject: string, consumer: string, handler: Consume): () => Promise<void>;
}
