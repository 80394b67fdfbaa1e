import type { Clock } from '../live/clock.ts';
import { limits } from './limits.ts';

/** Where the pages of one browser agree on which of them sends. Both calls may fail. */
export interface TurnStorage {
  /** Takes the turn until then, unless another page has it longer than `now`. Answers when the turn of whoever has it ends. */
  takeTurn(page: string, now: number, until: number): Promise<{ mine: boolean; until: number }>;
  /** Ends a page's turn early; another page's stays. */
  leaveTurn(page: string): Promise<void>;
}

export interface SendingTurnDeps {
  clock: Clock;
  random: () => number;
  storage: TurnStorage;
  /** A name of this page that no other has. */
  page: string;
  /** The turn is ours after it was not: another page may have sent and stored meanwhile. */
  taken: () => void;
}

/**
 * The turn of one page among several of the same user to send what all of them have stored, so that order holds across
 * them. It is taken only while something is to be sent, and runs out by itself: a page that was closed, crashed or
 * frozen holds the others up for a few seconds. Two pages that send all the same double nothing, since keys are kept.
 */
export class SendingTurn {
  readonly #deps: SendingTurnDeps;
  #until = 0;
  #wanted = false;
  #asking = false;
  #cancel: () => void = () => {};
  #cancelRest: () => void = () => {};

  constructor(deps: SendingTurnDeps) {
    this.#deps = deps;
  }

  /** Whether this page may send now. */
  get mine(): boolean {
    return this.#deps.clock.now() < this.#until;
  }

  /** Something is to be sent: takes the turn as soon as it is free, and keeps it. */
  want(): void {
    this.#cancelRest();
    this.#wanted = true;
    if (!this.mine && !this.#asking) void this.#take();
  }

  /** Nothing is to be sent. The turn is kept for a moment, since who has written often writes again. */
  rest(): void {
    this.#cancelRest();
    if (this.#wanted)
      this.#cancelRest = this.#deps.clock.after(limits.turnRestMs, () => {
        this.leave();
      });
  }

  /** This page cannot send any more. */
  leave(): void {
    this.#wanted = false;
    this.#cancel();
    this.#cancelRest();
    if (this.#until === 0) return;
    this.#until = 0;
    this.#deps.storage.leaveTurn(this.#deps.page).catch(() => undefined);
  }

  async #take(): Promise<void> {
    const { clock, random, storage, page } = this.#deps;
    this.#cancel();
    this.#asking = true;
    const until = clock.now() + limits.turnMs;
    // Without a storage there is nothing that pages could share, so each sends its own.
    const answer = await inTime(clock, storage.takeTurn(page, clock.now(), until)).catch(() => ({
      mine: true,
      until,
    }));
    this.#asking = false;
    const had = this.mine;
    this.#until = answer.mine ? until : 0;
    if (!this.#wanted) {
      this.leave();
      return;
    }
    const left = Math.max(0, answer.until - clock.now());
    // A page that comes later than its turn lasts gives the others a chance first.
    const waitMs = answer.mine ? limits.turnMs / 2 : left + 50 + 200 * random();
    this.#cancel = clock.after(waitMs, () => {
      if (!this.#asking) void this.#take();
    });
    if (answer.mine && !had) this.#deps.taken();
  }
}

/** What a storage answers; a storage that hangs fails. */
export async function inTime<Answer>(clock: Clock, answer: Promise<Answer>): Promise<Answer> {
  let cancel = (): void => {};
  const late = new Promise<never>((_, reject) => {
    cancel = clock.after(limits.storageMs, () => {
      reject(new Error('the storage does not answer'));
    });
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    cancel();
  }
}
