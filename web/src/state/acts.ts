import { Store } from './store.ts';

/** What was done to a message, and can or could be undone. */
export type Act = 'deleted' | 'kept' | 'edited' | 'editUndone';

export interface ActsSnapshot {
  /** Null: nothing yet. */
  last: Act | null;
  /** Goes up with every act, so that the same one twice is news too. */
  count: number;
}

/** The last thing that this page's user did to a message, to be read out. */
export class Acts extends Store<ActsSnapshot> {
  #last: Act | null = null;
  #count = 0;

  note(act: Act): void {
    this.#last = act;
    this.#count++;
    this.changed();
  }

  protected build(): ActsSnapshot {
    return { last: this.#last, count: this.#count };
  }
}
