import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Profile } from '../../../contracts/users.ts';
import type { KeptLog } from './room-log.ts';
import type { MyRoom } from './my-room.ts';

/** The newest part of one conversation. */
export interface KeptRoom {
  room: string;
  /** When it was on show last, by this browser's clock. */
  shownAt: number;
  log: KeptLog;
}

/** The list of rooms, and the people in the conversations that are kept. */
export interface KeptList {
  rooms: readonly MyRoom[];
  profiles: readonly Profile[];
}

/** Where one user's rooms are kept for the next start. Every call may fail; the next start then waits for the server. */
export interface RoomCacheStorage {
  list(): Promise<KeptList | undefined>;
  putList(list: KeptList): Promise<void>;
  rooms(): Promise<KeptRoom[]>;
  putRoom(room: KeptRoom): Promise<void>;
  removeRoom(room: string): Promise<void>;
  /** Removes everything of this user. */
  erase(): Promise<void>;
  /** Removes everything that other users left on this browser. */
  eraseOthers(): Promise<void>;
}

/** Rooms in memory only. */
export class MemoryRoomCacheStorage implements RoomCacheStorage {
  kept: KeptList | undefined;
  readonly byRoom = new Map<string, KeptRoom>();

  async list(): Promise<KeptList | undefined> {
    return structuredClone(this.kept);
  }
  async putList(list: KeptList): Promise<void> {
    this.kept = structuredClone(list);
  }
  async rooms(): Promise<KeptRoom[]> {
    return structuredClone([...this.byRoom.values()]);
  }
  async putRoom(room: KeptRoom): Promise<void> {
    this.byRoom.set(room.room, structuredClone(room));
  }
  async removeRoom(room: string): Promise<void> {
    this.byRoom.delete(room);
  }
  async erase(): Promise<void> {
    this.kept = undefined;
    this.byRoom.clear();
  }
  async eraseOthers(): Promise<void> {}
}

interface Schema extends DBSchema {
  lists: { key: string; value: KeptList & { user: string } };
  rooms: { key: [string, string]; value: KeptRoom & { user: string } };
}

/** Rooms in IndexedDB, each under its user. What another form of them left is dropped: the server has it all. */
export class BrowserRoomCacheStorage implements RoomCacheStorage {
  readonly #user: string;
  #database: Promise<IDBPDatabase<Schema>> | undefined;

  constructor(user: string) {
    this.#user = user;
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    this.#database ??= openDB<Schema>('rookery-rooms', 1, {
      upgrade: (database) => {
        for (const name of [...database.objectStoreNames]) database.deleteObjectStore(name);
        database.createObjectStore('lists', { keyPath: 'user' });
        database.createObjectStore('rooms', { keyPath: ['user', 'room'] });
      },
    });
    return this.#database;
  }

  /** Every room of this user: nothing sorts after an array in IndexedDB's order, so `[]` ends the range. */
  #own(): IDBKeyRange {
    return IDBKeyRange.bound([this.#user], [this.#user, []]);
  }

  async list(): Promise<KeptList | undefined> {
    return (await this.#open()).get('lists', this.#user);
  }
  async putList({ rooms, profiles }: KeptList): Promise<void> {
    await (await this.#open()).put('lists', { rooms, profiles, user: this.#user });
  }
  async rooms(): Promise<KeptRoom[]> {
    return (await this.#open()).getAll('rooms', this.#own());
  }
  async putRoom({ room, shownAt, log }: KeptRoom): Promise<void> {
    await (await this.#open()).put('rooms', { room, shownAt, log, user: this.#user });
  }
  async removeRoom(room: string): Promise<void> {
    await (await this.#open()).delete('rooms', [this.#user, room]);
  }
  async erase(): Promise<void> {
    const transaction = (await this.#open()).transaction(['lists', 'rooms'], 'readwrite');
    await transaction.objectStore('lists').delete(this.#user);
    await transaction.objectStore('rooms').delete(this.#own());
    await transaction.done;
  }
  async eraseOthers(): Promise<void> {
    const transaction = (await this.#open()).transaction(['lists', 'rooms'], 'readwrite');
    const [lists, rooms] = [transaction.objectStore('lists'), transaction.objectStore('rooms')];
    for (const user of await lists.getAllKeys()) if (user !== this.#user) await lists.delete(user);
    for (const key of await rooms.getAllKeys()) if (key[0] !== this.#user) await rooms.delete(key);
    await transaction.done;
  }
}
