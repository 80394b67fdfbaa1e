import { limits } from './limits.ts';

/** The little of `localStorage` that drafts need. */
export type TextStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

const prefix = 'rookery.draft.';

/**
 * What a user has typed and not sent, for each room. Kept in the browser where it lets us; where storage is full or
 * forbidden, as long as the page.
 */
export class Drafts {
  readonly #own: string;
  readonly #storage: TextStorage | undefined;
  /** Least recently typed first. */
  readonly #drafts = new Map<string, string>();
  /** Rooms whose draft the storage did not take. */
  readonly #unkept = new Set<string>();

  /** `storage` is undefined where the browser has none or forbids it. */
  constructor(user: string, storage: TextStorage | undefined) {
    this.#own = `${prefix}${user}.`;
    this.#storage = storage;
    for (const name of this.#names((name) => name.startsWith(this.#own))) {
      const text = this.#try((kept) => kept.getItem(name));
      if (text) this.#drafts.set(name.slice(this.#own.length), text);
    }
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
      this.#try((kept) => {
        kept.removeItem(this.#own + room);
      });
      return;
    }
    this.#drafts.set(room, text);
    for (const oldest of this.#drafts.keys()) {
      if (this.#drafts.size <= limits.drafts) break;
      this.set(oldest, '');
    }
    this.#unkept.add(room);
    if (text.length > limits.draftUnits) return;
    this.#try((kept) => {
      kept.setItem(this.#own + room, text);
      this.#unkept.delete(room);
    });
  }

  /** Whether a reload would lose this room's draft. */
  isUnkept(room: string): boolean {
    return this.#unkept.has(room);
  }

  /** Forgets all drafts of this user. */
  erase(): void {
    this.#drafts.clear();
    this.#unkept.clear();
    this.#eraseWhere((name) => name.startsWith(this.#own));
  }

  /** Forgets what other users left on this browser. */
  eraseOthers(): void {
    this.#eraseWhere((name) => name.startsWith(prefix) && !name.startsWith(this.#own));
  }

  #eraseWhere(wanted: (name: string) => boolean): void {
    for (const name of this.#names(wanted)) {
      this.#try((kept) => {
        kept.removeItem(name);
      });
    }
  }

  #names(wanted: (name: string) => boolean): string[] {
    const length = this.#try((kept) => kept.length) ?? 0;
    const names = Array.from({ length }, (_, at) => this.#try((kept) => kept.key(at)) ?? '');
    return names.filter(wanted);
  }

  #try<Result>(use: (storage: TextStorage) => Result): Result | undefined {
    if (!this.#storage) return undefined;
    try {
      return use(this.#storage);
    } catch {
      return undefined;
    }
  }
}

/** The browser's `localStorage`; undefined where even asking for it is forbidden. */
export function browserTextStorage(): TextStorage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
