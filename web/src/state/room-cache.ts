import type { Clock } from '../live/clock.ts';
import { limits } from './limits.ts';
import type { Profiles } from './profiles.ts';
import type { KeptList, KeptRoom, RoomCacheStorage } from './room-cache-storage.ts';
import type { KeptLog } from './room-log.ts';
import type { Rooms } from './rooms.ts';

export interface RoomCacheDeps {
  clock: Clock;
  storage: RoomCacheStorage;
  rooms: Rooms;
  profiles: Profiles;
  /** The newest part of a conversation that is in memory. */
  log: (room: string) => KeptLog | undefined;
}

/** Changes are gathered for so long before they are written. */
const gatherMs = 1_000;

/**
 * The list of rooms and the newest part of those looked at last, kept in the browser: a start shows them before the
 * server has answered, and without one. Storage that is full, forbidden or slow costs only that.
 */
export class RoomCache {
  readonly #deps: RoomCacheDeps;
  readonly #rooms = new Map<string, KeptRoom>();
  /** Rooms whose kept part is not the newest. */
  readonly #dirty = new Set<string>();
  #listDirty = false;
  #cancel: (() => void) | undefined;
  #over = false;
  /** Writes happen one after the other: the last one written is the last one made. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(deps: RoomCacheDeps) {
    this.#deps = deps;
    deps.rooms.subscribe(() => {
      this.#listChanged();
    });
  }

  /** Reads what an earlier page left, and shows its list until the server's is there. */
  async restore(): Promise<void> {
    const list = await this.#read();
    if (this.#over || !list) return;
    this.#deps.profiles.restore(list.profiles);
    this.#deps.rooms.restore(list.rooms);
  }

  /** The conversation of a room as it was kept. */
  get(room: string): KeptLog | undefined {
    return this.#rooms.get(room)?.log;
  }

  /** A conversation in memory may have changed. `now`: a text that somebody took back must not stay a moment longer. */
  changed(room: string, now = false): void {
    if (this.#over) return;
    this.#dirty.add(room);
    if (now) this.flush();
    else this.#soon();
  }

  /** The room is not this user's any more. */
  drop(room: string): void {
    this.#dirty.delete(room);
    this.#rooms.delete(room);
    void this.#write((storage) => storage.removeRoom(room));
  }

  /** Drops every room that is not among these, by id and epoch: it was lost, or its log is another one. */
  retain(rooms: readonly { id: string; epoch: string }[]): void {
    const epochs = new Map(rooms.map(({ id, epoch }) => [id, epoch]));
    for (const { room, log } of [...this.#rooms.values()]) {
      if (epochs.get(room) !== log.epoch) this.drop(room);
    }
  }

  /** Writes what is to be written at once: the page may be gone in a moment. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#over) return;
    const { clock, log } = this.#deps;
    for (const room of this.#dirty) {
      const known = this.#rooms.get(room)?.log;
      const kept = log(room);
      if (!kept || (known && sameLog(known, kept))) continue;
      const entry = { room, shownAt: clock.now(), log: kept };
      this.#rooms.set(room, entry);
      void this.#write((storage) => storage.putRoom(entry));
    }
    this.#dirty.clear();
    const oldestFirst = [...this.#rooms.values()].sort((a, b) => a.shownAt - b.shownAt);
    for (const { room } of oldestFirst.slice(0, -limits.cachedRooms)) this.drop(room);
    const list = this.#listDirty ? this.#list() : undefined;
    this.#listDirty = false;
    if (list) void this.#write((storage) => storage.putList(list));
  }

  /** Writes no more. */
  stop(): void {
    this.#over = true;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Stops, and erases everything of this user. */
  async erase(): Promise<void> {
    this.stop();
    this.#rooms.clear();
    await this.#write((storage) => storage.erase());
  }

  /** Takes in what an earlier page left; answers the list, if there was one. Never throws. */
  async #read(): Promise<KeptList | undefined> {
    const { storage } = this.#deps;
    try {
      const [list, rooms] = await Promise.all([storage.list(), storage.rooms()]);
      if (this.#over) return undefined;
      for (const room of rooms) if (!this.#rooms.has(room.room)) this.#rooms.set(room.room, room);
      return list;
    } catch {
      return undefined;
    }
  }

  /** The list of rooms as it is now; undefined while there is none worth keeping. */
  #list(): KeptList | undefined {
    const { rooms, complete } = this.#deps.rooms.getSnapshot();
    return complete ? { rooms, profiles: this.#deps.profiles.kept(limits.cachedProfiles) } : undefined;
  }

  #listChanged(): void {
    if (this.#over) return;
    this.#listDirty = true;
    this.#soon();
  }

  #soon(): void {
    this.#cancel ??= this.#deps.clock.after(gatherMs, () => {
      this.flush();
    });
  }

  #write(write: (storage: RoomCacheStorage) => Promise<void>): Promise<unknown> {
    this.#writing = this.#writing.then(() => write(this.#deps.storage)).catch(() => undefined);
    return this.#writing;
  }
}

/** Every change of what a log holds is an event with a number of its own. */
function sameLog(a: KeptLog, b: KeptLog): boolean {
  return (
    a.epoch === b.epoch && a.head === b.head && a.headId === b.headId && a.items.length === b.items.length
  );
}
