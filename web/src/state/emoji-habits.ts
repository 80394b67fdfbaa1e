import * as v from 'valibot';
import { KeptTexts, type TextStorage } from './kept-texts.ts';

const name = 'habits';
/** Three rows of the picker. */
const most = 24;

const Kept = v.object({
  recent: v.pipe(v.array(v.pipe(v.string(), v.maxLength(50))), v.maxLength(most)),
  tone: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(5)),
});

/** Which emoji a user took last, and the skin tone that they want; in this browser, where it lets us. */
export class EmojiHabits {
  readonly #storage: KeptTexts;
  #kept: v.InferOutput<typeof Kept> = { recent: [], tone: 0 };

  /** `storage` is undefined where the browser has none or forbids it. */
  constructor(user: string, storage: TextStorage | undefined) {
    this.#storage = new KeptTexts('rookery.emoji.', user, storage);
    try {
      const kept = v.safeParse(Kept, JSON.parse(this.#storage.get(name) ?? 'null'));
      if (kept.success) this.#kept = kept.output;
    } catch {
      // Not ours: as if nothing was kept.
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
    this.#storage.erase();
  }

  /** Forgets what other users left on this browser. */
  eraseOthers(): void {
    this.#storage.eraseOthers();
  }

  /** Where storage is full or forbidden it lasts as long as the page. */
  #keep(kept: v.InferOutput<typeof Kept>): void {
    this.#kept = kept;
    this.#storage.set(name, JSON.stringify(kept));
  }
}
