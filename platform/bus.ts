/** Stops a subscription at once: nothing is handed over after it. */
export type Unsubscribe = () => void;

/**
 * Carries text between services. It may lose, delay or reorder anything; whoever listens has another way to find
 * out. Backends: `bus-local.ts` in one process, and a network's later.
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
