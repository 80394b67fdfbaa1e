/**
 * The base of all live data: something that can be watched and read. `subscribe` and `getSnapshot` are bound, so both
 * can be handed to `useSyncExternalStore` as they are. A snapshot is immutable and stays the same object until
 * something changes; it is made when somebody reads it, not on every change.
 */
export abstract class Store<Snapshot extends object> {
  readonly #listeners = new Set<() => void>();
  #snapshot: Snapshot | undefined;

  /** Calls back after every change. Answers how to stop. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  readonly getSnapshot = (): Snapshot => (this.#snapshot ??= this.build());

  /** Makes the snapshot of how things stand now. */
  protected abstract build(): Snapshot;

  /** To be called after every change. */
  protected changed(): void {
    this.#snapshot = undefined;
    for (const listener of [...this.#listeners]) listener();
  }
}
