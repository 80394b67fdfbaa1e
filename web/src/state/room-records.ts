import type { Clock } from '../live/clock.ts';
import type { Api } from './api.ts';
import type { Rooms } from './rooms.ts';

/** Changes that no event tells of are gathered for so long before a room is asked for anew. */
const gatherMs = 1_000;

/** Asks by REST for what the socket's list of rooms leaves out: my role, how many members, since when. */
export class RoomRecords {
  readonly #api: Api;
  readonly #clock: Clock;
  readonly #rooms: Rooms;
  readonly #soon = new Map<string, () => void>();
  #stopped = false;

  constructor(api: Api, clock: Clock, rooms: Rooms) {
    this.#api = api;
    this.#clock = clock;
    this.#rooms = rooms;
  }

  /** All rooms. Without an answer the socket's list must do until the next time. */
  async loadAll(): Promise<void> {
    let after: string | undefined;
    for (;;) {
      const query = { limit: 200, ...(after ? { after } : {}) };
      const page = await this.#api.chats.rooms({ query }).catch(() => undefined);
      if (!page || this.#stopped) return;
      this.#rooms.details(page.rooms, !page.more);
      after = page.rooms.at(-1)?.id;
      if (!page.more || after === undefined) return;
    }
  }

  /** One room, now. */
  async load(room: string): Promise<void> {
    const record = await this.#api.chats.room({ params: { room } }).catch(() => undefined);
    if (record && !this.#stopped && this.#rooms.get(room)) this.#rooms.details([record]);
  }

  /** One room, in a moment: who left may have named another owner, and no event says so. */
  loadSoon(room: string): void {
    if (this.#soon.has(room)) return;
    const cancel = this.#clock.after(gatherMs, () => {
      this.#soon.delete(room);
      void this.load(room);
    });
    this.#soon.set(room, cancel);
  }

  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#soon.values()) cancel();
    this.#soon.clear();
  }
}
