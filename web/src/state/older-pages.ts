import type { ApiError } from '../../../contracts/errors.ts';
import { asApiError } from './as-api-error.ts';
import { peopleOf } from './event-items.ts';
import { limits } from './limits.ts';
import type { PageDeps } from './log-page.ts';
import type { Looking } from './looking.ts';
import type { RoomLog } from './room-log.ts';
import type { TimelineSnapshot } from './timeline-snapshot.ts';

export interface OlderPagesDeps extends PageDeps {
  /** What is in hand; another one, once that is replaced. */
  log: () => RoomLog | undefined;
  looking: Looking;
  changed: () => void;
}

/** Loads what is above the stretch in hand, page by page; where that is much already, a stretch of its own goes on. */
export class OlderPages {
  readonly #deps: OlderPagesDeps;
  #loading = false;
  #error: ApiError | null = null;

  constructor(deps: OlderPagesDeps) {
    this.#deps = deps;
  }

  /** Loads the page above. A failure shows as `olderError`; calling again tries again. Never throws. */
  async load(): Promise<void> {
    const { loadEvents, seen, looking, changed } = this.#deps;
    const log = this.#deps.log();
    if (!log || this.#loading || log.first <= 1) return;
    if (log.items.length >= limits.timelineItemsReadingBack) {
      looking.detach(log.first);
      changed();
      return;
    }
    this.#loading = true;
    this.#error = null;
    changed();
    // What was asked for before the log in hand was replaced is of no use.
    const isInHand = (): boolean => this.#deps.log() === log;
    try {
      const page = await loadEvents({ before: log.first, limit: limits.page });
      if (isInHand()) {
        log.prepend(page.events);
        seen(peopleOf(page.events));
      }
    } catch (cause) {
      if (isInHand()) this.#error = asApiError(cause);
    }
    this.#loading = false;
    changed();
  }

  /** What of it a timeline shows. */
  shown(): Pick<TimelineSnapshot, 'canLoadOlder' | 'loadingOlder' | 'olderError'> {
    const log = this.#deps.log();
    return {
      canLoadOlder: log !== undefined && log.first > 1,
      loadingOlder: this.#loading,
      olderError: this.#error,
    };
  }
}
