import type { Clock } from '../live/clock.ts';
import type { Api } from './api.ts';
import type { Rooms } from './rooms.ts';

/**
 * Changes are gathered for so long before a room is asked for anew: in the room on show somebody is looking; of a room
 * that is not open many clients learn at the same moment, so they spread their questions.
 */
const waitMs = {
  soon: () => 1_000,
  later: (random: number) => 2_000 + 10_000 * random,
};

export interface RoomRecordsDeps {
  api: Api;
  clock: Clock;
  random: () => number;
  rooms: Rooms;
}

/** Asks by REST for what the socket's list of rooms leaves out: my role, how many members, since when. */
export class RoomRecords {
  readonly #deps: RoomRecordsDeps;
  readonly #soon = new Map<string, () => void>();
  #stopped = false;

  constructor(deps: RoomRecordsDeps) {
    this.#deps = deps;
  }

  /** All rooms. Without an answer the socket's list must do until the next time. */
  async loadAll(): Promise<void> {
    let after: string | undefined;
    for (;;) {
      const query = { limit: 200, ...(after ? { after } : {}) };
      const page = await this.#deps.api.chats.rooms({ query }).catch(() => undefined);
      if (!page || this.#stopped) return;
      this.#deps.rooms.details(page.rooms, !page.more);
      after = page.rooms.at(-1)?.id;
      if (!page.more || after === undefined) return;
    }
  }

  /** One room, now. */
  async load(room: string): Promise<void> {
    const record = await this.#deps.api.chats.room({ params: { room } }).catch(() => undefined);
    if (record && !this.#stopped && this.#deps.rooms.get(room)) this.#deps.rooms.details([record]);
  }

  /** One room, in a while: it may have another name by now, or who left may have named another owner. */
  loadIn(room: string, when: 'soon' | 'later'): void {
    if (this.#soon.has(room)) return;
    const { clock, random } = this.#deps;
    const cancel = clock.after(waitMs[when](random()), () => {
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
