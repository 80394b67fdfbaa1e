import { ApiError } from '../../../contracts/errors.ts';
import { waitBeforeTry } from '../live/backoff.ts';
import type { Clock } from '../live/clock.ts';
import type { Act } from './acts.ts';
import type { KeptTexts } from './kept-texts.ts';
import { limits } from './limits.ts';
import { Store } from './store.ts';

/** A message that its reader sees as deleted already. Immutable: a change makes a new one. */
export interface Deletion {
  room: string;
  seq: number;
  /**
   * - `held`: can be undone; the server does not know
   * - `sending`: on its way
   * - `waiting`: could not be sent; tried again by itself, and can be undone
   * - `failed`: refused for good; `retry` or `undo`
   * - `done`: the server has it, the room's log may not show it yet
   */
  state: 'held' | 'sending' | 'waiting' | 'failed' | 'done';
  /** Why it failed. */
  error?: ApiError;
}

export interface DeletionsSnapshot {
  /** The deletion of a message, if there is one. */
  of(room: string, seq: number | null): Deletion | undefined;
}

export interface DeletionsDeps {
  clock: Clock;
  random: () => number;
  /** Where they outlive the page until they are sent. */
  kept: KeptTexts;
  /** Asks the server to delete, in a way that outlives the page. Throws `ApiError`. */
  send: (room: string, seq: number) => Promise<void>;
  /** Tells the user's other pages that one is held back until then, by the wall clock; null: not any more. */
  tell: (room: string, seq: number, until: number | null) => void;
  noted?: (act: Act) => void;
}

interface Held {
  deletion: Deletion;
  /** Held back by this page, not by another one. */
  own: boolean;
  /** False: the browser did not keep it. */
  kept: boolean;
  failures: number;
  cancel: () => void;
}

/** Done ones that are remembered; each matters only until the room's log shows it. */
const doneMost = 100;

/**
 * Deletions of messages, held back for some seconds so that they can be undone. What is held back is kept in the browser:
 * after a crash the next page sends it. All pages of the user show it, and the first whose time is up sends it; two that
 * send the same do no harm.
 */
export class Deletions extends Store<DeletionsSnapshot> {
  readonly #deps: DeletionsDeps;
  readonly #held = new Map<string, Held>();
  #stopped = false;

  constructor(deps: DeletionsDeps) {
    super();
    this.#deps = deps;
  }

  /** Takes up what an earlier page held back when it ended, or another one does now. */
  look(): void {
    for (const [id, until] of this.#deps.kept.all()) {
      const place = placeOf(id);
      if (place) this.#holdUntil(id, place, Number(until));
      else this.#deps.kept.remove(id);
    }
    this.changed();
  }

  /** Another page holds one back, or does no more. It tells what it stored, which may be seen here only later. */
  heard(room: string, seq: number, until: number | null): void {
    const id = idOf(room, seq);
    const held = this.#held.get(id);
    if (until !== null) this.#holdUntil(id, { room, seq }, until);
    // A page that is sending itself hears the answer.
    else if (held && isHeldBack(held.deletion)) this.#drop(id);
    this.changed();
  }

  /** Shows a message as deleted, and deletes it when the time to undo is over. */
  hold(room: string, seq: number): void {
    const { clock, kept, tell, noted } = this.#deps;
    const id = idOf(room, seq);
    if (this.#held.has(id)) return;
    const until = clock.now() + limits.undoMs;
    const stored = kept.set(id, String(until));
    const held = this.#hold(id, { room, seq }, limits.undoMs);
    held.own = true;
    held.kept = stored;
    tell(room, seq, until);
    noted?.('deleted');
    this.changed();
  }

  /** The message stays, unless it is on its way already. */
  undo(room: string, seq: number): void {
    const id = idOf(room, seq);
    const state = this.#held.get(id)?.deletion.state;
    if (state === undefined || state === 'sending' || state === 'done') return;
    this.#forget(id);
    this.#deps.noted?.('kept');
    this.changed();
  }

  /** Sends a failed one again. */
  retry(room: string, seq: number): void {
    const id = idOf(room, seq);
    if (this.#held.get(id)?.deletion.state === 'failed') void this.#send(id);
  }

  /** There is a connection: what could not be sent goes out. */
  connected(): void {
    for (const [id, { deletion }] of this.#held) if (deletion.state === 'waiting') void this.#send(id);
  }

  /** The page is about to be closed or frozen: nobody can undo here what it holds back, so that goes out at once. */
  leave(): void {
    for (const [id, { own, deletion }] of this.#held) if (own && isHeldBack(deletion)) void this.#send(id);
  }

  /**
   * The user leaves the room, or signs out: sends at once what any page holds back of it, or of all rooms. Ends when the
   * answers are there; what could not be sent stays for the next time. Never throws.
   */
  async sendAll(room?: string): Promise<void> {
    this.look();
    const sending = [...this.#held]
      .filter(([, { deletion }]) => isHeldBack(deletion))
      .filter(([, { deletion }]) => room === undefined || deletion.room === room);
    await Promise.all(sending.map(([id]) => this.#send(id)));
  }

  /** The room is not the user's any more. */
  dropRoom(room: string): void {
    for (const [id, { deletion }] of this.#held) if (deletion.room === room) this.#forget(id);
    this.changed();
  }

  /** Does nothing more; what is held back stays kept. */
  stop(): void {
    this.#stopped = true;
    for (const { cancel } of this.#held.values()) cancel();
  }

  protected build(): DeletionsSnapshot {
    const deletions = new Map([...this.#held].map(([id, { deletion }]) => [id, deletion]));
    return { of: (room, seq) => (seq === null ? undefined : deletions.get(idOf(room, seq))) };
  }

  #holdUntil(id: string, place: { room: string; seq: number }, until: number): void {
    if (this.#held.has(id)) return;
    // By a clock that was set meanwhile it might be due in hours.
    this.#hold(id, place, Math.min(limits.undoMs, Math.max(0, until - this.#deps.clock.now())));
  }

  #hold(id: string, place: { room: string; seq: number }, forMs: number): Held {
    const cancel = this.#deps.clock.after(forMs, () => void this.#due(id));
    const state = forMs > 0 ? 'held' : 'sending';
    const held: Held = { deletion: { ...place, state }, own: false, kept: true, failures: 0, cancel };
    this.#held.set(id, held);
    return held;
  }

  async #due(id: string): Promise<void> {
    const held = this.#held.get(id);
    // Another page may have undone it a moment ago.
    if (held?.kept && this.#deps.kept.get(id) === undefined) {
      this.#drop(id);
      this.changed();
    } else await this.#send(id);
  }

  async #send(id: string): Promise<void> {
    const held = this.#held.get(id);
    if (!held || this.#stopped) return;
    held.cancel();
    const { room, seq } = held.deletion;
    this.#become(held, { room, seq, state: 'sending' });
    // A page that starts before the answer is there offers no undoing of what is on its way.
    if (held.kept) this.#deps.kept.set(id, '0');
    try {
      await this.#deps.send(room, seq);
      this.#forget(id);
      this.#held.set(id, { ...held, deletion: { room, seq, state: 'done' }, kept: false });
      this.#forgetDone();
    } catch (cause) {
      if (!this.#stopped && this.#held.get(id) === held) this.#failed(id, held, cause);
    }
    this.changed();
  }

  #failed(id: string, held: Held, cause: unknown): void {
    const { room, seq } = held.deletion;
    const error = cause instanceof ApiError ? cause : new ApiError('internal', String(cause));
    if (error.code === 'not_found') this.#forget(id);
    // Without a session nothing goes; the same user's next start sends it.
    else if (error.code === 'not_signed_in') this.#become(held, { room, seq, state: 'waiting' });
    else if (error.code === 'unavailable' || error.retryAfterMs !== undefined) {
      this.#become(held, { room, seq, state: 'waiting' });
      const waitMs = waitBeforeTry(held.failures++, error.retryAfterMs ?? 0, this.#deps.random());
      held.cancel = this.#deps.clock.after(waitMs, () => void this.#due(id));
    } else this.#become(held, { room, seq, state: 'failed', error });
  }

  #become(held: Held, deletion: Deletion): void {
    held.deletion = deletion;
    this.changed();
  }

  /** Here and in the storage. */
  #forget(id: string): void {
    const place = placeOf(id);
    this.#drop(id);
    this.#deps.kept.remove(id);
    if (place) this.#deps.tell(place.room, place.seq, null);
  }

  #drop(id: string): void {
    this.#held.get(id)?.cancel();
    this.#held.delete(id);
  }

  #forgetDone(): void {
    const done = [...this.#held].filter(([, { deletion }]) => deletion.state === 'done');
    for (const [id] of done.slice(0, -doneMost)) this.#held.delete(id);
  }
}

const isHeldBack = ({ state }: Deletion): boolean => state === 'held' || state === 'waiting';

const idOf = (room: string, seq: number): string => `${room}.${seq}`;

function placeOf(id: string): { room: string; seq: number } | undefined {
  const [, room, seq] = /^(.+)\.(\d{1,15})$/.exec(id) ?? [];
  return room === undefined ? undefined : { room, seq: Number(seq) };
}
