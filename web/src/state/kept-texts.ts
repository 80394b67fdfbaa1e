/** The little of `localStorage` that texts kept for a user need. */
export interface TextStorage extends Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'> {
  /** Calls back when another page has written or removed a text. Answers how to stop. */
  watch?(heard: (name: string) => void): () => void;
}

/** Short texts of one kind and one user in the browser's storage. Where that is full or forbidden nothing is kept. */
export class KeptTexts {
  readonly #kind: string;
  readonly #own: string;
  readonly #storage: TextStorage | undefined;

  /** `kind` ends with a full stop, as in `rookery.draft.`; `storage` is undefined where the browser has none. */
  constructor(kind: string, user: string, storage: TextStorage | undefined) {
    this.#kind = kind;
    this.#own = `${kind}${user}.`;
    this.#storage = storage;
  }

  /** What is kept of this user, by name. */
  all(): Map<string, string> {
    const texts = new Map<string, string>();
    for (const name of this.#names((name) => name.startsWith(this.#own))) {
      const text = this.#try((storage) => storage.getItem(name));
      if (text) texts.set(name.slice(this.#own.length), text);
    }
    return texts;
  }

  get(name: string): string | undefined {
    return this.#try((storage) => storage.getItem(this.#own + name)) ?? undefined;
  }

  /** Whether the storage took it. */
  set(name: string, text: string): boolean {
    return (
      this.#try((storage) => {
        storage.setItem(this.#own + name, text);
        return true;
      }) ?? false
    );
  }

  /** Calls back with the name of what another page has kept or removed for this user. Answers how to stop. */
  watch(heard: (name: string) => void): () => void {
    const stop = this.#storage?.watch?.((name) => {
      if (name.startsWith(this.#own)) heard(name.slice(this.#own.length));
    });
    return stop ?? (() => {});
  }

  remove(name: string): void {
    this.#removeWhole(this.#own + name);
  }

  /** Forgets everything of this user. */
  erase(): void {
    for (const name of this.#names((name) => name.startsWith(this.#own))) this.#removeWhole(name);
  }

  /** Forgets what other users left on this browser. */
  eraseOthers(): void {
    const isOthers = (name: string): boolean => name.startsWith(this.#kind) && !name.startsWith(this.#own);
    for (const name of this.#names(isOthers)) this.#removeWhole(name);
  }

  #removeWhole(name: string): void {
    this.#try((storage) => {
      storage.removeItem(name);
    });
  }

  #names(wanted: (name: string) => boolean): string[] {
    const length = this.#try((storage) => storage.length) ?? 0;
    const names = Array.from({ length }, (_, at) => this.#try((storage) => storage.key(at)) ?? '');
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
    const { localStorage } = window;
    return {
      getItem: (name) => localStorage.getItem(name),
      setItem: (name, text) => localStorage.setItem(name, text),
      removeItem: (name) => localStorage.removeItem(name),
      key: (at) => localStorage.key(at),
      get length() {
        return localStorage.length;
      },
      watch: (heard) => {
        const listen = ({ storageArea, key }: StorageEvent): void => {
          if (storageArea === localStorage && key !== null) heard(key);
        };
        window.addEventListener('storage', listen);
        return () => window.removeEventListener('storage', listen);
      },
    };
  } catch {
    return undefined;
  }
}
