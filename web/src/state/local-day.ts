import type { Clock } from '../live/clock.ts';
import type { Network } from '../live/network.ts';
import { Store } from './store.ts';

export interface LocalDaySnapshot {
  /** Today, as `dayOf` tells days. */
  today: number;
  yesterday: number;
  /** The time zone, such as `Europe/Berlin`: what shows times is drawn anew when it is another. */
  zone: string;
}

export interface LocalDayDeps {
  clock: Clock;
  /** What is to be added to the clock to have the server's time, by which messages are dated. */
  offsetMs: () => number;
  network?: Network;
  zone?: () => string;
}

/** Nobody tells a page that its time zone or its clock was set, so it looks that often; a midnight is met exactly. */
const lookMs = 60_000;

/** Which day it is for the reader: another one after midnight, and in another time zone. */
export class LocalDay extends Store<LocalDaySnapshot> {
  readonly #deps: LocalDayDeps;
  #now: LocalDaySnapshot;

  constructor(deps: LocalDayDeps) {
    super();
    this.#deps = deps;
    this.#now = this.#read();
  }

  /** Begins to follow the clock. Answers how to stop. */
  start(): () => void {
    let cancel = (): void => {};
    const next = (): void => {
      this.look();
      cancel = this.#deps.clock.after(Math.min(lookMs, this.#untilMidnightMs()), next);
    };
    // Timers stand still while a computer sleeps.
    const unsubscribe = this.#deps.network?.subscribe((hint) => {
      if (hint === 'shown') this.look();
    });
    next();
    return () => {
      cancel();
      unsubscribe?.();
    };
  }

  /** What the server's clock shows now, in milliseconds. */
  now(): number {
    return this.#deps.clock.now() + this.#deps.offsetMs();
  }

  /** Looks whether it is another day or zone now. */
  look(): void {
    const now = this.#read();
    const { today, yesterday, zone } = this.#now;
    if (now.today === today && now.yesterday === yesterday && now.zone === zone) return;
    this.#now = now;
    this.changed();
  }

  protected build(): LocalDaySnapshot {
    return this.#now;
  }

  #read(): LocalDaySnapshot {
    const { zone } = this.#deps;
    const now = this.now();
    const before = new Date(now);
    before.setDate(before.getDate() - 1);
    return { today: dayOf(now), yesterday: dayOf(before.getTime()), zone: (zone ?? browserZone)() };
  }

  #untilMidnightMs(): number {
    const now = this.now();
    return new Date(now).setHours(24, 0, 0, 0) - now;
  }
}

const browserZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A number that is the same for all moments of one local day. */
export function dayOf(at: number): number {
  const date = new Date(at);
  return date.getFullYear() * 10_000 + date.getMonth() * 100 + date.getDate();
}
