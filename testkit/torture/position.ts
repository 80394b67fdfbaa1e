/** Where a client stands in a room: what it says when it opens the room again. */
export class Position {
  /** Undefined: from now on. */
  after: number | undefined;
  epoch: string | undefined;
  last: string | undefined;
  isCaughtUp = false;

  /** `after` undefined: the client wants only what comes from now on. */
  constructor(after?: number) {
    this.after = after;
  }

  event(seq: number, id: string): void {
    this.after = seq;
    this.last = id;
  }

  caughtUp(seq: number): void {
    this.isCaughtUp = true;
    // Opened from now on: this is the first that is known of the position.
    this.after ??= seq;
  }

  reset(epoch: string, head: number): void {
    this.after = head;
    this.epoch = epoch;
    this.last = undefined;
  }

  /** As `open` and `hello` carry it; what is not known is left out. */
  asked(): { after?: number; epoch?: string; last?: string } {
    const { after, epoch, last } = this;
    return {
      ...(after === undefined ? {} : { after }),
      ...(epoch === undefined ? {} : { epoch }),
      ...(last === undefined ? {} : { last }),
    };
  }
}
