import type { UpInput } from '../../../contracts/live.ts';
import type { Clock } from '../live/clock.ts';
import { limits } from './limits.ts';
import { Store } from './store.ts';

export interface PresenceSnapshot {
  /** Whether a watched user is online. Users that nobody watches count as offline. */
  online: ReadonlySet<string>;
}

/** Changes of who is watched are gathered for so long: a list that is drawn asks for each of its lines. */
const gatherMs = 100;

/** Who of the people on show is online. */
export class Presence extends Store<PresenceSnapshot> {
  readonly #clock: Clock;
  readonly #send: (frame: UpInput) => boolean;
  /** How many places on the screen show each user; the newest come last. */
  readonly #watchers = new Map<string, number>();
  #online = new Set<string>();
  #sent = '';
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, send: (frame: UpInput) => boolean) {
    super();
    this.#clock = clock;
    this.#send = send;
  }

  /**
   * Watches users until the answered function is called. More than 200 in all are not watched: of those asked for
   * last, the server hears; the others count as offline.
   */
  watch(users: readonly string[]): () => void {
    for (const user of users) {
      const count = this.#watchers.get(user) ?? 0;
      this.#watchers.delete(user);
      this.#watchers.set(user, count + 1);
    }
    this.#soon();
    let done = false;
    return () => {
      if (done) return;
      done = true;
      for (const user of users) {
        const count = this.#watchers.get(user) ?? 0;
        if (count > 1) this.#watchers.set(user, count - 1);
        else this.#watchers.delete(user);
      }
      this.#soon();
    };
  }

  /** A frame about watched users. */
  apply(users: Readonly<Record<string, 'online' | 'offline'>>): void {
    const online = new Set(this.#online);
    for (const [user, state] of Object.entries(users)) {
      if (state === 'online' && this.#watchers.has(user)) online.add(user);
      else online.delete(user);
    }
    this.#online = online;
    this.changed();
  }

  /** A new socket is live and watches nobody yet. */
  connected(): void {
    this.#sent = '';
    if (this.#watchers.size > 0) this.#tell();
  }

  /** Without a connection nothing is known. */
  disconnected(): void {
    this.#online = new Set();
    this.changed();
  }

  stop(): void {
    this.#cancel?.();
    this.#watchers.clear();
  }

  protected build(): PresenceSnapshot {
    return { online: this.#online };
  }

  #soon(): void {
    this.#cancel ??= this.#clock.after(gatherMs, () => {
      this.#cancel = undefined;
      this.#tell();
    });
  }

  #tell(): void {
    const users = [...this.#watchers.keys()].slice(-limits.watched).sort();
    const told = users.join();
    if (told === this.#sent || !this.#send({ t: 'watch', users })) return;
    this.#sent = told;
    const kept = [...this.#online].filter((user) => this.#watchers.has(user));
    if (kept.length === this.#online.size) return;
    this.#online = new Set(kept);
    this.changed();
  }
}
