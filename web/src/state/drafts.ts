import { KeptTexts, type TextStorage } from './kept-texts.ts';
import { limits } from './limits.ts';
import { Store } from './store.ts';

export interface DraftsSnapshot {
  /** The draft of a room, "" when there is none. */
  of(room: string): string;
}

/**
 * What a user has typed and not sent, for each room. Kept in the browser where it lets us; where storage is full or
 * forbidden, as long as the page. The user's other pages show the same: what one of them keeps the others take over,
 * unless they have a text that it never saw.
 */
export class Drafts extends Store<DraftsSnapshot> {
  readonly #kept: KeptTexts;
  /** Least recently typed first. */
  readonly #drafts: Map<string, string>;
  /** What the storage has, as far as this page knows: there is more only if another page has just written it. */
  readonly #seen: Map<string, string>;
  /** Rooms whose draft the storage did not take. */
  readonly #unkept = new Set<string>();
  readonly #unwatch: () => void;

  /** `storage` is undefined where the browser has none or forbids it. */
  constructor(user: string, storage: TextStorage | undefined) {
    super();
    this.#kept = new KeptTexts('rookery.draft.', user, storage);
    this.#drafts = this.#kept.all();
    this.#seen = new Map(this.#drafts);
    this.#unwatch = this.#kept.watch((room) => this.#heard(room));
  }

  /** The draft of a room, "" when there is none. */
  get(room: string): string {
    return this.#drafts.get(room) ?? '';
  }

  /** All that is not blank, by the name it was set under. */
  names(): string[] {
    return [...this.#drafts].filter(([, text]) => text.trim() !== '').map(([name]) => name);
  }

  /** Keeps a draft; "" forgets it. Longer ones than anything that could be sent are kept in memory only. */
  set(room: string, text: string): void {
    this.#set(room, text);
    this.changed();
  }

  /** Whether a reload would lose this room's draft. */
  isUnkept(room: string): boolean {
    return this.#unkept.has(room);
  }

  /** Hears no more of other pages: what they do then is not this user's, or not for this page. */
  stop(): void {
    this.#unwatch();
  }

  /** Forgets all drafts of this user. */
  erase(): void {
    this.stop();
    this.#drafts.clear();
    this.#seen.clear();
    this.#unkept.clear();
    this.#kept.erase();
    this.changed();
  }

  /** Forgets what other users left on this browser. */
  eraseOthers(): void {
    this.#kept.eraseOthers();
  }

  protected build(): DraftsSnapshot {
    const drafts = new Map(this.#drafts);
    return { of: (room) => drafts.get(room) ?? '' };
  }

  #set(room: string, text: string): void {
    this.#drafts.delete(room);
    this.#unkept.delete(room);
    const stored = this.#kept.get(room) ?? '';
    // Written by another page a moment ago: it stays, and shows here once what is typed here is out of the way.
    const isOthers = stored !== '' && stored !== this.#seenOf(room);
    if (text === '') {
      if (isOthers) this.#take(room, stored);
      else this.#forget(room);
      return;
    }
    this.#drafts.set(room, text);
    for (const oldest of this.#drafts.keys()) {
      if (this.#drafts.size <= limits.drafts) break;
      this.#set(oldest, '');
    }
    if (isOthers || text.length > limits.draftUnits || !this.#kept.set(room, text)) this.#unkept.add(room);
    else this.#seen.set(room, text);
  }

  #heard(room: string): void {
    // As it is now: what was told may be from before this page wrote.
    const stored = this.#kept.get(room) ?? '';
    const mine = this.get(room);
    if (mine === this.#seenOf(room) || mine === stored) this.#take(room, stored);
    // The other page's is gone: there is room for what was typed here.
    else if (stored === '') {
      this.#seen.delete(room);
      this.#set(room, mine);
    }
    this.changed();
  }

  #seenOf(room: string): string {
    return this.#seen.get(room) ?? '';
  }

  #take(room: string, text: string): void {
    this.#unkept.delete(room);
    for (const known of [this.#drafts, this.#seen]) {
      known.delete(room);
      if (text !== '') known.set(room, text);
    }
  }

  #forget(room: string): void {
    this.#seen.delete(room);
    this.#kept.remove(room);
  }
}
