import type { Session } from '../../../contracts/auth.ts';
import type { Clock } from '../live/clock.ts';
import { phonePath } from '../routes.ts';
import type { Api } from './api.ts';
import { originForOthers } from './link-origin.ts';
import { Store } from './store.ts';

export type PhoneLinkState =
  | { phase: 'making' }
  | { phase: 'failed'; error: unknown }
  /** No other device can open this page's address, and the server knows no better one. */
  | { phase: 'only-here' }
  | { phase: 'ready'; url: string; secondsLeft: number }
  | { phase: 'expired' }
  /** A device signed in by it. */
  | { phase: 'used'; session: Session };

export interface PhoneLinkDeps {
  api: { auth: Pick<Api['auth'], 'createLink' | 'sessions'> };
  clock: Clock;
  /** The origin of this page. */
  origin: string;
}

/** How often it looks whether the link was used, in ms. */
const lookMs = 2_000;
/** How long the server lets a link live unless it says so, in ms. */
const lifeMs = 120_000;

/** A sign-in link on show: made, counted down, and what became of it. */
export class PhoneLink extends Store<PhoneLinkState> {
  readonly #deps: PhoneLinkDeps;
  #state: PhoneLinkState = { phase: 'making' };
  /** Calls off the next second of the countdown, and the next look. */
  #cancel: (() => void)[] = [];
  /** Goes up with every link and at the end: what comes late is of no use then. */
  #generation = 0;

  constructor(deps: PhoneLinkDeps) {
    super();
    this.#deps = deps;
  }

  /** Makes a link; it takes the place of the one on show. Never throws: see the phases. */
  async make(): Promise<void> {
    this.stop();
    const generation = this.#generation;
    this.#become({ phase: 'making' });
    const { api, clock, origin } = this.#deps;
    try {
      const asked = clock.now();
      const { id, token, expiresAt, addresses } = await api.auth.createLink();
      if (generation !== this.#generation) return;
      const base = originForOthers(origin, addresses[0]);
      if (base === null) {
        this.#become({ phase: 'only-here' });
        return;
      }
      // Where the clocks of server and browser differ, the usual time counts from here.
      const leftMs = expiresAt - asked;
      this.#count(base + phonePath(token), asked + (leftMs > 0 && leftMs <= lifeMs ? leftMs : lifeMs));
      this.#look(id, generation);
    } catch (error) {
      if (generation === this.#generation) this.#become({ phase: 'failed', error });
    }
  }

  /** Counts and looks no more. */
  stop(): void {
    this.#generation++;
    for (const cancel of this.#cancel) cancel();
    this.#cancel = [];
  }

  protected build(): PhoneLinkState {
    return this.#state;
  }

  #count(url: string, until: number): void {
    const { clock } = this.#deps;
    const secondsLeft = Math.ceil((until - clock.now()) / 1000);
    if (secondsLeft <= 0) {
      this.stop();
      this.#become({ phase: 'expired' });
      return;
    }
    this.#become({ phase: 'ready', url, secondsLeft });
    const tick = clock.after(Math.min(1000, until - clock.now()), () => this.#count(url, until));
    this.#cancel[0] = tick;
  }

  #look(link: string, generation: number): void {
    const { api, clock } = this.#deps;
    this.#cancel[1] = clock.after(lookMs, () => {
      api.auth.sessions().then(
        ({ sessions }) => {
          if (generation !== this.#generation) return;
          const session = sessions.find((one) => one.link === link);
          if (session === undefined) {
            this.#look(link, generation);
            return;
          }
          this.stop();
          this.#become({ phase: 'used', session });
        },
        // Without a network it looks again: the link lives on.
        () => {
          if (generation === this.#generation) this.#look(link, generation);
        },
      );
    });
  }

  #become(state: PhoneLinkState): void {
    this.#state = state;
    this.changed();
  }
}
