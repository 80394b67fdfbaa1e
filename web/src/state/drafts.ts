import { KeptTexts, type TextStorage } from './kept-texts.ts';
import { limits } from './limits.ts';

/**
 * What a user has typed and not sent, for each room. Kept in the browser where it lets us; where storage is full or
 * forbidden, as long as the page.
 */
export class Drafts {
  readonly #kept: KeptTexts;
  /** Least recently typed first. */
  readonly #drafts: Map<string, string>;
  /** Rooms whose draft the storage did not take. */
  readonly #unkept = new Set<string>();

  /** `storage` is undefined where the browser has none or forbids it. */
  constructor(user: string, storage: TextStorage | undefined) {
    this.#kept = new KeptTexts('rookery.draft.', user, storage);
    this.#drafts = this.#kept.all();
  }

  /** The draft of a room, "" when there is none. */
  get(room: string): string {
    return this.#drafts.get(room) ?? '';
  }

  /** Keeps a draft; "" forgets it. Longer ones than anything that could be sent are kept in memory only. */
  set(room: string, text: string): void {
    this.#drafts.delete(room);
    this.#unkept.delete(room);
    if (text === '') {
      this.#kept.remove(room);
      return;
    }
    this.#drafts.set(room, text);
    for (const oldest of this.#drafts.keys()) {
      if (this.#drafts.size <= limits.drafts) break;
      this.set(oldest, '');
    }
    if (text.length > limits.draftUnits || !this.#kept.set(room, text)) this.#unkept.add(room);
  }

  /** Whether a reload would lose this room's draft. */
  isUnkept(room: string): boolean {
    return this.#unkept.has(room);
  }

  /** Forgets all drafts of this user. */
  erase(): void {
    this.#drafts.clear();
    this.#unkept.clear();
    this.#kept.erase();
  }

  /** Forgets what other users left on this browser. */
  eraseOthers(): void {
    this.#kept.eraseOthers();
  }
}
