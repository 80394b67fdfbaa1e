/**
 * Lets one room of a socket after the other read a page to catch up from. All pages go to the same reader: read at once,
 * each would only wait in memory.
 */
export class CatchUpTurns {
  private last: Promise<unknown> = Promise.resolve();

  /** Runs `work` once all that came before has ended, and gives what it gives. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const before = this.last;
    const mine = Promise.withResolvers<void>();
    this.last = mine.promise;
    await before;
    try {
      return await work();
    } finally {
      mine.resolve();
    }
  }
}
