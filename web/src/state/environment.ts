import type { Clock } from '../live/clock.ts';
import type { Network } from '../live/network.ts';
import type { OpenSocket } from '../live/socket.ts';
import type { TextStorage } from './kept-texts.ts';
import type { NotificationDesk } from './notification-desk.ts';

/** What live data needs of the browser around it, whoever is signed in. Tests have their own. */
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
