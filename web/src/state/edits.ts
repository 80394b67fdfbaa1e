import type { Clock } from '../live/clock.ts';
import type { Act } from './acts.ts';
import { limits } from './limits.ts';
import { Store } from './store.ts';

/** An edit that can be undone. Immutable: a change makes a new one. */
export interface Edit {
  room: string;
  seq: number;
  /** The text before it, as stored. */
  former: string;
  text: string;
  /** `offered`: for some seconds. `failed`: undoing was refused, and can be tried again. */
  state: 'offered' | 'undoing' | 'failed';
  /** Why undoing failed. */
  error?: unknown;
}

export interface EditsSnapshot {
  /** The edit of a message whose text is `body` now. Undefined also when somebody changed the text since. */
  of(room: string, seq: number | null, body: string | null): Edit | undefined;
}

export interface EditsDeps {
  clock: Clock;
  /** Changes a message's text. Throws `ApiError`. */
  send: (room: string, seq: number, body: string) => Promise<void>;
  noted?: (act: Act) => void;
}

/** Edits of the user's own messages. Each is sent at once; undoing it within some seconds sends the text before it. */
export class Edits extends Store<EditsSnapshot> {
  readonly #deps: EditsDeps;
  readonly #edits = new Map<string, Edit>();
  readonly #cancels = new Map<string, () => void>();

  constructor(deps: EditsDeps) {
    super();
    this.#deps = deps;
  }

  /** Changes a message's text from `former`; afterwards that can be undone. Throws `ApiError`. */
  async change(room: string, seq: number, former: string, text: string): Promise<void> {
    await this.#deps.send(room, seq, text);
    const id = idOf(room, seq);
    this.#forget(id);
    this.#edits.set(id, { room, seq, former, text, state: 'offered' });
    this.#cancels.set(
      id,
      this.#deps.clock.after(limits.undoMs, () => {
        this.#forget(id);
        this.changed();
      }),
    );
    this.#deps.noted?.('edited');
    this.changed();
  }

  /** Sends the text before the edit, if `body`, the text now, is still the edit's own. Never throws: see `failed`. */
  async undo(room: string, seq: number, body: string | null): Promise<void> {
    const id = idOf(room, seq);
    const edit = this.getSnapshot().of(room, seq, body);
    if (!edit || edit.state === 'undoing') return;
    this.#cancels.get(id)?.();
    const { former, text } = edit;
    const undoing: Edit = { room, seq, former, text, state: 'undoing' };
    this.#edits.set(id, undoing);
    this.changed();
    try {
      await this.#deps.send(room, seq, former);
      if (this.#edits.get(id) === undoing) this.#forget(id);
      this.#deps.noted?.('editUndone');
    } catch (error) {
      if (this.#edits.get(id) === undoing) this.#edits.set(id, { ...undoing, state: 'failed', error });
    }
    this.changed();
  }

  stop(): void {
    for (const cancel of this.#cancels.values()) cancel();
  }

  protected build(): EditsSnapshot {
    const edits = new Map(this.#edits);
    return {
      of: (room, seq, body) => {
        const edit = seq === null ? undefined : edits.get(idOf(room, seq));
        return edit?.text === body ? edit : undefined;
      },
    };
  }

  #forget(id: string): void {
    this.#cancels.get(id)?.();
    this.#cancels.delete(id);
    this.#edits.delete(id);
  }
}

const idOf = (room: string, seq: number): string => `${room}.${seq}`;
