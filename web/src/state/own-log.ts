/**
 * How far this page is in its user's own log, in which the server tells of rooms joined and left, of reading and of
 * mentions. Entries are told again after a reconnect; the list of rooms that a socket begins with may reflect them already.
 */
export class OwnLog {
  /** The newest entry that was applied. */
  #applied: number | undefined;
  /** The newest entry that the present list of rooms reflects. */
  #listed = 0;

  /** What the hello of a new socket says of it: the entries after this one are missing here. */
  position(): { after?: number } {
    return this.#applied === undefined ? {} : { after: this.#applied };
  }

  /** The server says how long the log is. Answers whether it was set back. */
  welcomed(seq: number): boolean {
    // A server whose own log is shorter than ours was set back: what it says next is new.
    const setBack = this.#applied !== undefined && seq < this.#applied;
    if (this.#applied === undefined || setBack) this.#applied = seq;
    this.#listed = seq;
    return setBack;
  }

  /** Notes that an entry is applied; false when it was before. */
  note(seq: number): boolean {
    if (this.#applied !== undefined && seq <= this.#applied) return false;
    this.#applied = seq;
    return true;
  }

  /** Whether the list of rooms that the present socket began with was made after an entry. */
  isListed(seq: number): boolean {
    return seq <= this.#listed;
  }
}
