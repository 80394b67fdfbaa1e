import * as v from 'valibot';
import type { TextStorage } from './kept-texts.ts';

const prefix = 'rookery.emoji.';
/** Three rows of the picker. */
const most = 24;

const Kept = v.object({
  recent: v.pipe(v.array(v.pipe(v.string(), v.maxLength(50))), v.maxLength(most)),
  tone: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(5)),
});

/** Which emoji a user took last, and the skin tone that they want; in this browser, where it lets us. */
export class EmojiHabits {
  readonly #name: string;
  readonly #storage: TextStorage | undefined;
  #kept: v.InferOutput<typeof Kept> = { recent: [], tone: 0 };

  /** `storage` is undefined where the browser has none or forbids it. */
  constructor(user: string, storage: TextStorage | undefined) {
    this.#name = prefix + user;
    this.#storage = storage;
    try {
      const kept = v.safeParse(Kept, JSON.parse(storage?.getItem(this.#name) ?? 'null'));
      if (kept.success) this.#kept = kept.output;
    } catch {
      // Forbidden, or not ours: as if nothing was kept.
    }
  }

  /** The one taken last first. */
  get recent(): readonly string[] {
    return this.#kept.recent;
  }

  /** From 1, light, to 5, dark; 0 is none. */
  get tone(): number {
    return this.#kept.tone;
  }

  took(emoji: string): void {
    const recent = [emoji, ...this.recent.filter((one) => one !== emoji)].slice(0, most);
    this.#keep({ ...this.#kept, recent });
  }

  chooseTone(tone: number): void {
    this.#keep({ ...this.#kept, tone });
  }

  /** Forgets this user's. */
  erase(): void {
    this.#kept = { recent: [], tone: 0 };
    this.#try((storage) => storage.removeItem(this.#name));
  }

  /** Forgets what other users left on this browser. */
  eraseOthers(): void {
    this.#try((storage) => {
      const names = Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? '');
      for (const name of names) if (name.startsWith(prefix) && name !== this.#name) storage.removeItem(name);
    });
  }

  #keep(kept: v.InferOutput<typeof Kept>): void {
    this.#kept = kept;
    this.#try((storage) => storage.setItem(this.#name, JSON.stringify(kept)));
  }

  #try(use: (storage: TextStorage) => void): void {
    try {
      if (this.#storage) use(this.#storage);
    } catch {
      // Full or forbidden: it lasts as long as the page.
    }
  }
}
