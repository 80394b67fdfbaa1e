/** What the pages of one user in one browser have to agree on, so that only one of them tells of a message. */
export interface FellowPages {
  /** This page shows a room to somebody; null: none, or nobody sees it. */
  look(room: string | null): void;
  /** Whether any page shows this room to somebody. */
  isLookedAt(room: string): Promise<boolean>;
  /** Whether nobody told yet of what `name` has up to a number; from now on somebody did. */
  claim(name: string, upTo: number): Promise<boolean>;
  /** Forgets what was claimed. */
  erase(): Promise<void>;
}

/** A page that stands alone. */
export class NoFellowPages implements FellowPages {
  #room: string | null = null;
  readonly #claimed = new Map<string, number>();

  look(room: string | null): void {
    this.#room = room;
  }
  async isLookedAt(room: string): Promise<boolean> {
    return room === this.#room;
  }
  async claim(name: string, upTo: number): Promise<boolean> {
    if ((this.#claimed.get(name) ?? 0) >= upTo) return false;
    this.#claimed.set(name, upTo);
    return true;
  }
  async erase(): Promise<void> {
    this.#claimed.clear();
  }
}
