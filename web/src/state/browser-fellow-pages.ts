import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { NoFellowPages, type FellowPages } from './fellow-pages.ts';

interface Schema extends DBSchema {
  told: { key: [string, string]; value: { user: string; name: string; upTo: number } };
}

/**
 * The user's other pages in this browser. A page that shows a room holds a lock of that name, which ends with the page
 * also when it crashes; browsers have locks wherever they have notifications. Claims are transactions of IndexedDB,
 * which, unlike `localStorage`, are seen by all pages at once. Where either is forbidden each page stands alone.
 */
export class BrowserFellowPages implements FellowPages {
  readonly #user: string;
  readonly #alone = new NoFellowPages();
  #room: string | null = null;
  #release: () => void = () => {};
  #database: Promise<IDBPDatabase<Schema>> | undefined;

  constructor(user: string) {
    this.#user = user;
  }

  look(room: string | null): void {
    this.#alone.look(room);
    if (room === this.#room) return;
    this.#room = room;
    this.#release();
    if (room === null || !('locks' in navigator)) return;
    let over = false;
    let end = (): void => {};
    this.#release = () => {
      over = true;
      end();
    };
    navigator.locks
      .request(this.#lock(room), { mode: 'shared' }, () =>
        over ? undefined : new Promise<void>((resolve) => (end = resolve)),
      )
      .catch(() => undefined);
  }

  async isLookedAt(room: string): Promise<boolean> {
    if (await this.#alone.isLookedAt(room)) return true;
    if (!('locks' in navigator)) return false;
    const { held } = await navigator.locks.query().catch(() => ({ held: [] }));
    return held?.some(({ name }) => name === this.#lock(room)) ?? false;
  }

  async claim(name: string, upTo: number): Promise<boolean> {
    try {
      const transaction = (await this.#open()).transaction('told', 'readwrite');
      const told = await transaction.store.get([this.#user, name]);
      const mine = (told?.upTo ?? 0) < upTo;
      if (mine) await transaction.store.put({ user: this.#user, name, upTo });
      await transaction.done;
      return mine;
    } catch {
      return this.#alone.claim(name, upTo);
    }
  }

  async erase(): Promise<void> {
    try {
      // Nothing sorts after an array in IndexedDB's order, so `[]` ends the range.
      await (await this.#open()).delete('told', IDBKeyRange.bound([this.#user], [this.#user, []]));
    } catch {
      await this.#alone.erase();
    }
  }

  #lock(room: string): string {
    return `rookery looks ${this.#user} ${room}`;
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    this.#database ??= openDB<Schema>('rookery-told', 1, {
      upgrade: (database) => {
        database.createObjectStore('told', { keyPath: ['user', 'name'] });
      },
    });
    return this.#database;
  }
}
