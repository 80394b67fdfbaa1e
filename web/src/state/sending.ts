import type { Drafts } from './drafts.ts';

export interface SendingDeps {
  drafts: Drafts;
  /** Stores a text as a post. */
  post: (room: string, body: string) => Promise<unknown>;
}

/**
 * Sends drafts. The text stays in the draft until the browser has stored it as a post, so that nothing that happens to the
 * page loses it; whichever composer shows the draft meanwhile, it is sent once.
 */
export class Sending {
  readonly #deps: SendingDeps;
  /** What is being stored, in each room: the draft still begins with it. */
  readonly #storing = new Map<string, string[]>();
  /** Ends when all that was sent in a room so far is made ready: what is sent next must not overtake. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(deps: SendingDeps) {
    this.#deps = deps;
  }

  /**
   * Sends what stands in the draft of a room, as the posts that `ready` makes of it. Answers whether there was anything
   * once it is stored and out of the draft. Throws what `post` throws; the draft is then as it was.
   */
  async send(room: string, ready: (text: string) => Promise<readonly string[]>): Promise<boolean> {
    const { drafts, post } = this.#deps;
    const storing = this.#storing.get(room) ?? [];
    const text = without(drafts.get(room), storing);
    if (text.trim() === '') return false;
    this.#storing.set(room, storing);
    storing.push(text);
    try {
      const turn = Promise.all([ready(text), this.#turns.get(room)]);
      this.#turns.set(
        room,
        turn.catch(() => undefined),
      );
      const [bodies] = await turn;
      await Promise.all(bodies.map((body) => post(room, body)));
      // The person may have typed on meanwhile.
      drafts.set(room, without(drafts.get(room), [text]));
      return true;
    } finally {
      storing.splice(storing.indexOf(text), 1);
    }
  }
}

/** A text without those that it begins with, one after the other. */
function without(text: string, beginnings: readonly string[]): string {
  return beginnings.reduce((rest, one) => (rest.startsWith(one) ? rest.slice(one.length) : rest), text);
}
