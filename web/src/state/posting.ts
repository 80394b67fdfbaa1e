import type { LiveSync } from './live-sync.ts';
import type { Mentionable } from './mentionable.ts';
import type { Outbox } from './outbox.ts';
import type { SentTimes } from './sent-times.ts';
import type { Typing } from './typing.ts';

export interface PostingDeps {
  sync: LiveSync;
  outbox: Outbox;
  mentionable: Mentionable;
  typing: Typing;
  sentTimes: SentTimes;
}

/** Makes posts of texts: names in them become mentions, and the outbox has them from there on. */
export class Posting {
  readonly #deps: PostingDeps;

  constructor(deps: PostingDeps) {
    this.#deps = deps;
  }

  /**
   * Posts to a room. Answers the key once this browser has stored the post, or could not; it is then shown, and goes out
   * as soon as it can. Throws `limit_reached`.
   */
  async post(room: string, body: string): Promise<string> {
    const { outbox, mentionable, typing, sentTimes } = this.#deps;
    const measured = sentTimes.begin();
    typing.sent();
    // The names that became known since it was written, and whether there are others.
    const named = this.#fitting(mentionable.storedNow(room, body), body);
    const key = await outbox.post(room, named, mentionable.isOpen(room, named));
    measured(key);
    return key;
  }

  /** A text with its names as mentions, once the members whom it may name are known or cannot be. Never throws. */
  async named(room: string, body: string): Promise<string> {
    return this.#fitting(await this.#deps.mentionable.stored(room, body), body);
  }

  /** With mentions a text is longer; one that would be refused for it goes as it was typed. */
  #fitting(named: string, typed: string): string {
    const { limits } = this.#deps.sync.getSnapshot();
    return named.length <= (limits?.bodyUnits ?? Infinity) ? named : typed;
  }
}
