import { waitBeforeTry } from '../live/backoff.ts';
import type { Clock } from '../live/clock.ts';

export interface MendingDeps {
  clock: Clock;
  random: () => number;
  /** Opens the room again from what is in hand. */
  reopen: () => void;
  /** Begins anew with the newest page. */
  reload: () => void;
}

/** How a timeline in which something is missing is filled in: opened again at first, then by ever rarer reloads. */
export class Mending {
  readonly #deps: MendingDeps;
  #tries = 0;
  #cancel: () => void = () => {};

  constructor(deps: MendingDeps) {
    this.#deps = deps;
  }

  /** Something is missing. */
  begin(): void {
    const { clock, random, reopen, reload } = this.#deps;
    const tries = this.#tries++;
    if (tries === 0) {
      reopen();
      return;
    }
    this.#cancel();
    this.#cancel = clock.after(waitBeforeTry(tries, 0, random()), reload);
  }

  /** It was refused just now: at once it would be refused again. */
  refused(): void {
    this.#tries = Math.max(1, this.#tries);
  }

  /** Calls off what was still to come. */
  stop(): void {
    this.#cancel();
  }

  /** Nothing is missing, or a new socket will tell: the next time begins anew. */
  done(): void {
    this.#tries = 0;
    this.#cancel();
  }
}
