import type { Clock } from '../live/clock.ts';
import type { Network } from '../live/network.ts';
import type { OpenSocket } from '../live/socket.ts';
import type { FellowPages } from './fellow-pages.ts';
import type { TextStorage } from './kept-texts.ts';
import type { NotificationDesk } from './notification-desk.ts';
import type { OutboxStorage } from './outbox-storage.ts';
import type { RoomCacheStorage } from './room-cache-storage.ts';

/** What live data needs of the browser around it. Tests have their own. */
export interface Environment {
  openSocket: OpenSocket;
  clock: Clock;
  /** Evenly spread in [0, 1). */
  random: () => number;
  newKey: () => string;
  network?: Network | undefined;
  textStorage: TextStorage | undefined;
  /** Where to tell of what is missed; without it nobody is told. */
  desk?: NotificationDesk | undefined;
  /** A name that no other page of this browser has at the same time; made up when it is left out. */
  page?: string | undefined;
  /** Milliseconds since any moment, never set back and finer than the clock; without it nothing is measured. */
  stopwatch?: (() => number) | undefined;
}

/** The same for a page where one user after another may sign in. */
export interface PageEnvironment extends Environment {
  /** The page's own origin, such as `https://chat.example.org`. */
  origin: string;
  outboxStorage: (user: string) => OutboxStorage;
  roomCacheStorage: (user: string) => RoomCacheStorage;
  /** With whom to agree on who tells of what is missed. */
  fellowPages?: (user: string) => FellowPages;
  /** A socket became live: the server may be another version than before. */
  connected?: () => void;
}
